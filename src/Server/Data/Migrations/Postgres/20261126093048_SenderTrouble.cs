using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nightbell.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class SenderTrouble : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "SenderTrouble_ByReport",
                table: "Accounts",
                type: "boolean",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SenderTrouble_Domain",
                table: "Accounts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "SenderTrouble_LastAt",
                table: "Accounts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "SenderTrouble_Since",
                table: "Accounts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SenderTrouble_Words",
                table: "Accounts",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "SenderTrouble_ByReport",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "SenderTrouble_Domain",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "SenderTrouble_LastAt",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "SenderTrouble_Since",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "SenderTrouble_Words",
                table: "Accounts");
        }
    }
}
