using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nightbell.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class VisitorCards : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "BlockedAt",
                table: "Visitors",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "BlockedBy",
                table: "Visitors",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "BlockingResolved",
                table: "Visitors",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Browser",
                table: "Visitors",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "BrowserLanguage",
                table: "Visitors",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Note",
                table: "Visitors",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "NoteAt",
                table: "Visitors",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "NoteBy",
                table: "Visitors",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "System",
                table: "Visitors",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "CannedAnswers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    AccountId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Shortcut = table.Column<string>(type: "TEXT", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CannedAnswers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "VisitedPages",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    AccountId = table.Column<Guid>(type: "TEXT", nullable: false),
                    VisitorId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Url = table.Column<string>(type: "TEXT", nullable: false),
                    Title = table.Column<string>(type: "TEXT", nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitedPages", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CannedAnswers_AccountId_Shortcut",
                table: "CannedAnswers",
                columns: new[] { "AccountId", "Shortcut" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_VisitedPages_VisitorId",
                table: "VisitedPages",
                column: "VisitorId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CannedAnswers");

            migrationBuilder.DropTable(
                name: "VisitedPages");

            migrationBuilder.DropColumn(
                name: "BlockedAt",
                table: "Visitors");

            migrationBuilder.DropColumn(
                name: "BlockedBy",
                table: "Visitors");

            migrationBuilder.DropColumn(
                name: "BlockingResolved",
                table: "Visitors");

            migrationBuilder.DropColumn(
                name: "Browser",
                table: "Visitors");

            migrationBuilder.DropColumn(
                name: "BrowserLanguage",
                table: "Visitors");

            migrationBuilder.DropColumn(
                name: "Note",
                table: "Visitors");

            migrationBuilder.DropColumn(
                name: "NoteAt",
                table: "Visitors");

            migrationBuilder.DropColumn(
                name: "NoteBy",
                table: "Visitors");

            migrationBuilder.DropColumn(
                name: "System",
                table: "Visitors");
        }
    }
}
