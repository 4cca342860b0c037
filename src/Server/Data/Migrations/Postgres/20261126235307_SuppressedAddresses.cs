using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nightbell.Data.Migrations.Postgres
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
                    AccountId = table.Column<Guid>(type: "uuid", nullable: false),
                    Fingerprint = table.Column<string>(type: "text", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
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

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "MailsOffAt",
                table: "Visitors",
                type: "timestamp with time zone",
                nullable: true);
        }
    }
}
