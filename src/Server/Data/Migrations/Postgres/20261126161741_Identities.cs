using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nightbell.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Identities : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Visitors_AccountId",
                table: "Visitors");

            migrationBuilder.AddColumn<string>(
                name: "Data",
                table: "Visitors",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "UserEmail",
                table: "Visitors",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "UserId",
                table: "Visitors",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "VerifiedAt",
                table: "Visitors",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "IdentityFormerSecret",
                table: "Accounts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "IdentityFormerUntil",
                table: "Accounts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "IdentitySecret",
                table: "Accounts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "IdentitySince",
                table: "Accounts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Visitors_AccountId_UserId",
                table: "Visitors",
                columns: new[] { "AccountId", "UserId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Visitors_AccountId_UserId",
                table: "Visitors");

            migrationBuilder.DropColumn(
                name: "Data",
                table: "Visitors");

            migrationBuilder.DropColumn(
                name: "UserEmail",
                table: "Visitors");

            migrationBuilder.DropColumn(
                name: "UserId",
                table: "Visitors");

            migrationBuilder.DropColumn(
                name: "VerifiedAt",
                table: "Visitors");

            migrationBuilder.DropColumn(
                name: "IdentityFormerSecret",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "IdentityFormerUntil",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "IdentitySecret",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "IdentitySince",
                table: "Accounts");

            migrationBuilder.CreateIndex(
                name: "IX_Visitors_AccountId",
                table: "Visitors",
                column: "AccountId");
        }
    }
}
