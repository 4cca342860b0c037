using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nightbell.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class VisitorAnswers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "MailsOffAt",
                table: "Visitors",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "After",
                table: "Mails",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ConversationId",
                table: "Mails",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "UpTo",
                table: "Mails",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "TellVisitorAt",
                table: "Conversations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "VisitorSeenUpTo",
                table: "Conversations",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateIndex(
                name: "IX_Mails_VisitorId",
                table: "Mails",
                column: "VisitorId");

            migrationBuilder.CreateIndex(
                name: "IX_Conversations_TellVisitorAt",
                table: "Conversations",
                column: "TellVisitorAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Mails_VisitorId",
                table: "Mails");

            migrationBuilder.DropIndex(
                name: "IX_Conversations_TellVisitorAt",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "MailsOffAt",
                table: "Visitors");

            migrationBuilder.DropColumn(
                name: "After",
                table: "Mails");

            migrationBuilder.DropColumn(
                name: "ConversationId",
                table: "Mails");

            migrationBuilder.DropColumn(
                name: "UpTo",
                table: "Mails");

            migrationBuilder.DropColumn(
                name: "TellVisitorAt",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "VisitorSeenUpTo",
                table: "Conversations");
        }
    }
}
