using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Live;
using Nightbell.Platform;
using Nightbell.Visitors;

namespace Nightbell.Outbox;

/// <summary>
/// The link of a notification's List-Unsubscribe header (RFC 8058): a POST, by a mail program or by our page, switches the
/// notifications to the recipient's address off, or mails to a visitor's. A GET never does: mail scanners follow links.
/// </summary>
public static class Unsubscribe
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/unsubscribe/{token}", SwitchOff).WithTags("Agent")
            .WithSummary("One-click unsubscribe (RFC 8058): switch a recipient's notifications off; the body is not read")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        app.MapGet("/api/unsubscribe/{token}", Read).WithTags("Agent")
            .WithSummary("Whose notifications an unsubscribe link would switch off")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Ok> SwitchOff(string token, Store store, Tokens tokens)
    {
        if (tokens.ReadUnsubscribeAddress(token) is { } visitors)
        {
            await store.Write(visitors.AccountId, unit => unit.Suppress(visitors.Address));
            return TypedResults.Ok();
        }

        var (accountId, recipientId) = await Known(store, tokens, token);
        await store.Write(accountId, async unit =>
        {
            // Two recipients may share the address, and its mails: whoever reads them there wants none of them.
            var recipient = await Find(unit.Db, accountId, recipientId) ?? throw Problem.BadToken();
            var (agents, additional) = await JudgeAddress.OwnersOf(unit, recipient.Address);
            foreach (var agent in agents.Where(a => a.DeletedAt is null))
            {
                agent.Switch(false, false, unit.Now);
                unit.Emit("me", new { }, Audience.OneAgent, agentId: agent.Id);
            }

            foreach (var other in additional)
                other.SwitchedOffAt ??= unit.Now;

            unit.Emit("settings", new { });
            await unit.WakeWaiting();
        });
        return TypedResults.Ok();
    }

    private static async Task<Ok<Answer>> Read(string token, Store store, Tokens tokens)
    {
        if (tokens.ReadUnsubscribeAddress(token) is var (account, address))
        {
            await using var read = store.Read();
            return TypedResults.Ok(new Answer(address, await NameOf(read, account), null, !await read.IsSuppressed(account, address), Visitor: true));
        }

        var (accountId, recipientId) = await Known(store, tokens, token);
        await using var db = store.Read();
        return TypedResults.Ok(await Find(db, accountId, recipientId) ?? throw Problem.BadToken());
    }

    /// <exception cref="Problem">400 <c>bad_token</c>: forged, expired, or the recipient is no more.</exception>
    private static async Task<(Guid AccountId, Guid RecipientId)> Known(Store store, Tokens tokens, string token)
    {
        var named = tokens.ReadUnsubscribe(token) ?? throw Problem.BadToken();
        await using var db = store.Read();
        return await Find(db, named.AccountId, named.RecipientId) is null ? throw Problem.BadToken() : named;
    }

    private static async Task<Answer?> Find(Db db, Guid accountId, Guid recipientId)
    {
        var account = await db.Accounts.Where(a => a.Id == accountId).Select(a => a.Name).SingleOrDefaultAsync();
        if (account is null)
            return null;
        if (await db.Agents.SingleOrDefaultAsync(a => a.Id == recipientId && a.AccountId == accountId && a.DeletedAt == null) is { } agent)
            return new Answer(agent.Email, account, agent.Name, agent.OfflineMessages || agent.UnacceptedConversations);
        return await db.AdditionalRecipients.SingleOrDefaultAsync(r => r.Id == recipientId && r.AccountId == accountId) is { } recipient
            ? new Answer(recipient.Email, account, null, recipient.SwitchedOffAt is null)
            : null;
    }

    private static async Task<string> NameOf(Db db, Guid accountId) =>
        await db.Accounts.Where(a => a.Id == accountId).Select(a => a.Name).SingleOrDefaultAsync() ?? throw Problem.BadToken();

    /// <param name="Address">Where the mails go.</param>
    /// <param name="Account">Whose visitors they are about.</param>
    /// <param name="Name">The agent's name; null for an additional address or a visitor's.</param>
    /// <param name="On">Whether there is anything to switch off.</param>
    /// <param name="Visitor">It is a visitor's mail: what ends are answers and transcripts.</param>
    public sealed record Answer(string Address, string Account, string? Name, bool On, bool Visitor = false);
}
