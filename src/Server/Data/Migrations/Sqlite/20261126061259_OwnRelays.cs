using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nightbell.Data.Migrations.Sqlite
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
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OwnRelay_From",
                table: "Accounts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OwnRelay_Host",
                table: "Accounts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OwnRelay_Password",
                table: "Accounts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "OwnRelay_Port",
                table: "Accounts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OwnRelay_Security",
                table: "Accounts",
                type: "TEXT",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OwnRelay_User",
                table: "Accounts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "PrivateRelay",
                table: "Accounts",
                type: "INTEGER",
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
