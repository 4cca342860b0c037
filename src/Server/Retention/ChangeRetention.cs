using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Retention;

/// <summary>For how long conversations, mails and deliveries are kept.</summary>
public static class ChangeRetention
{
    /// <summary>A shorter time would erase what people still talk about.</summary>
    private const int LeastDays = 7;
    private const int MostDays = 3650;

    public static void Map(IEndpointRouteBuilder full)
    {
        full.MapGet("/settings/retention", Read).WithSummary("For how long conversations, mails and deliveries are kept");
        full.MapPut("/settings/retention", Change).WithSummary("Set for how many days they are kept; null keeps them (deliveries for 30 days)");
    }

    private static async Task<Ok<Answer>> Read(Me me, Store store)
    {
        await using var db = store.Read();
        var account = await db.Accounts.SingleAsync(a => a.Id == me.AccountId);
        return TypedResults.Ok(Answer.Of(account));
    }

    private static async Task<Ok<Answer>> Change(Request request, Me me, Store store)
    {
        var check = new Check();
        if (request.ConversationsDays is { } conversations)
            check.Between("conversationsDays", conversations, LeastDays, MostDays);
        if (request.LogsDays is { } logs)
            check.Between("logsDays", logs, LeastDays, MostDays);
        check.Done();
        return TypedResults.Ok(await store.Write(me.AccountId, unit =>
        {
            var account = unit.Account;
            var before = Answer.Of(account);
            (account.KeepConversationsDays, account.KeepLogsDays) = (request.ConversationsDays, request.LogsDays);
            unit.NoteChange(me, "retention", before, Answer.Of(account));
            unit.Emit("settings", new { });
            return Task.FromResult(Answer.Of(account));
        }));
    }

    /// <param name="ConversationsDays">7 to 3,650 days after the last message of a resolved conversation; null keeps them.</param>
    /// <param name="LogsDays">7 to 3,650 days after a mail or a delivery was settled; null keeps mails, and deliveries for 30 days.</param>
    public sealed record Request(int? ConversationsDays, int? LogsDays);

    /// <param name="ConversationsDays">Days after the last message of a resolved conversation; null keeps them.</param>
    /// <param name="LogsDays">Days after a mail or a delivery was settled; null keeps mails, and deliveries for 30 days.</param>
    public sealed record Answer(int? ConversationsDays, int? LogsDays)
    {
        public static Answer Of(Account account)
        {
            ArgumentNullException.ThrowIfNull(account);
            return new(account.KeepConversationsDays, account.KeepLogsDays);
        }
    }
}
