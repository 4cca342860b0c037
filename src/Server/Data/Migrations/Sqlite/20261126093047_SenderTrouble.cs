using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nightbell.Data.Migrations.Sqlite
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
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SenderTrouble_Domain",
                table: "Accounts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "SenderTrouble_LastAt",
                table: "Accounts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "SenderTrouble_Since",
                table: "Accounts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SenderTrouble_Words",
                table: "Accounts",
                type: "TEXT",
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
