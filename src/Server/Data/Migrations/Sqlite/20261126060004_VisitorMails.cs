using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nightbell.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class VisitorMails : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "AnsweredFrom",
                table: "Visitors",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "VisitorId",
                table: "Mails",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "AnsweredFrom",
                table: "Visitors");

            migrationBuilder.DropColumn(
                name: "VisitorId",
                table: "Mails");
        }
    }
}
