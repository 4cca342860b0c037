using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nightbell.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class EvidenceOfResolvingAndRelays : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "ResolvedAt",
                table: "Conversations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ResolvedBy",
                table: "Conversations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SenderTrouble_Relay",
                table: "Accounts",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ResolvedAt",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "ResolvedBy",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "SenderTrouble_Relay",
                table: "Accounts");
        }
    }
}
