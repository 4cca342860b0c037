using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nightbell.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class EvidenceOfResolvingAndRelays : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ResolvedAt",
                table: "Conversations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ResolvedBy",
                table: "Conversations",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SenderTrouble_Relay",
                table: "Accounts",
                type: "text",
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
