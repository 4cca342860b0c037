using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nightbell.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class FurtherIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_Notices_AccountId_DecidedAt",
                table: "Notices",
                columns: new[] { "AccountId", "DecidedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Messages_AccountId_At",
                table: "Messages",
                columns: new[] { "AccountId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Mails_ConversationId",
                table: "Mails",
                column: "ConversationId");

            migrationBuilder.CreateIndex(
                name: "IX_InboundMails_MailId",
                table: "InboundMails",
                column: "MailId");

            migrationBuilder.CreateIndex(
                name: "IX_Conversations_AccountId_CreatedAt",
                table: "Conversations",
                columns: new[] { "AccountId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_ClientIds_AccountId_PrincipalId",
                table: "ClientIds",
                columns: new[] { "AccountId", "PrincipalId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Notices_AccountId_DecidedAt",
                table: "Notices");

            migrationBuilder.DropIndex(
                name: "IX_Messages_AccountId_At",
                table: "Messages");

            migrationBuilder.DropIndex(
                name: "IX_Mails_ConversationId",
                table: "Mails");

            migrationBuilder.DropIndex(
                name: "IX_InboundMails_MailId",
                table: "InboundMails");

            migrationBuilder.DropIndex(
                name: "IX_Conversations_AccountId_CreatedAt",
                table: "Conversations");

            migrationBuilder.DropIndex(
                name: "IX_ClientIds_AccountId_PrincipalId",
                table: "ClientIds");
        }
    }
}
