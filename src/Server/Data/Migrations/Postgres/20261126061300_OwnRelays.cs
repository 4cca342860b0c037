using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nightbell.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class OwnRelays : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Transcript",
                table: "MailAttempts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OwnRelay_From",
                table: "Accounts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OwnRelay_Host",
                table: "Accounts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OwnRelay_Password",
                table: "Accounts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "OwnRelay_Port",
                table: "Accounts",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OwnRelay_Security",
                table: "Accounts",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OwnRelay_User",
                table: "Accounts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "PrivateRelay",
                table: "Accounts",
                type: "boolean",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Transcript",
                table: "MailAttempts");

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
