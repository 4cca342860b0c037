using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nightbell.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SuppressedAddresses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "MailsOffAt",
                table: "Visitors");

            migrationBuilder.CreateTable(
                name: "SuppressedAddresses",
                columns: table => new
                {
                    AccountId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SuppressedAddresses", x => new { x.AccountId, x.Fingerprint });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SuppressedAddresses");

            migrationBuilder.AddColumn<long>(
                name: "MailsOffAt",
                table: "Visitors",
                type: "INTEGER",
                nullable: true);
        }
    }
}
