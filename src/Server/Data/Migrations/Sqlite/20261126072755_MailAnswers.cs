using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nightbell.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class MailAnswers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "AnsweredFrom",
                table: "Visitors",
                type: "TEXT",
                nullable: true);

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

            migrationBuilder.AddColumn<Guid>(
                name: "VisitorId",
                table: "Mails",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Transcript",
                table: "MailAttempts",
                type: "TEXT",
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

            migrationBuilder.AddColumn<bool>(
                name: "Address_ByReport",
                table: "Agents",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "ComplainedAt",
                table: "Agents",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "Address_ByReport",
                table: "AdditionalRecipients",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "ComplainedAt",
                table: "AdditionalRecipients",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "HoursSince",
                table: "Accounts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OwnRelay_From",
                table: "Accounts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OwnRelay_Host",
                table: "Accounts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OwnRelay_Password",
                table: "Accounts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "OwnRelay_Port",
                table: "Accounts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OwnRelay_Security",
                table: "Accounts",
                type: "TEXT",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OwnRelay_User",
                table: "Accounts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "PrivateRelay",
                table: "Accounts",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "InboundMails",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    AccountId = table.Column<Guid>(type: "TEXT", nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Digest = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    MailId = table.Column<Guid>(type: "TEXT", nullable: true),
                    From = table.Column<string>(type: "TEXT", nullable: true),
                    Subject = table.Column<string>(type: "TEXT", nullable: true),
                    Octets = table.Column<long>(type: "INTEGER", nullable: false),
                    Raw = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_InboundMails", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Mails_VisitorId",
                table: "Mails",
                column: "VisitorId");

            migrationBuilder.CreateIndex(
                name: "IX_Conversations_TellVisitorAt",
                table: "Conversations",
                column: "TellVisitorAt");

            migrationBuilder.CreateIndex(
                name: "IX_InboundMails_AccountId",
                table: "InboundMails",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_InboundMails_At",
                table: "InboundMails",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_InboundMails_Digest",
                table: "InboundMails",
                column: "Digest",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "InboundMails");

            migrationBuilder.DropIndex(
                name: "IX_Mails_VisitorId",
                table: "Mails");

            migrationBuilder.DropIndex(
                name: "IX_Conversations_TellVisitorAt",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "AnsweredFrom",
                table: "Visitors");

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
                name: "VisitorId",
                table: "Mails");

            migrationBuilder.DropColumn(
                name: "Transcript",
                table: "MailAttempts");

            migrationBuilder.DropColumn(
                name: "TellVisitorAt",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "VisitorSeenUpTo",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "Address_ByReport",
                table: "Agents");

            migrationBuilder.DropColumn(
                name: "ComplainedAt",
                table: "Agents");

            migrationBuilder.DropColumn(
                name: "Address_ByReport",
                table: "AdditionalRecipients");

            migrationBuilder.DropColumn(
                name: "ComplainedAt",
                table: "AdditionalRecipients");

            migrationBuilder.DropColumn(
                name: "HoursSince",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "OwnRelay_From",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "OwnRelay_Host",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "OwnRelay_Password",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "OwnRelay_Port",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "OwnRelay_Security",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "OwnRelay_User",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "PrivateRelay",
                table: "Accounts");
        }
    }
}
