using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Mail.Reports;
using Nightbell.Notices;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>The account's outbox with every attempt.</summary>
public static class ListMails
{
    private static readonly CompiledQuery<List<Guid>, MailAndConversation> ConversationsOf = new((db, mailIds) => db.MailParts
        .Where(p => mailIds.Contains(p.MailId)).Select(p => new MailAndConversation(p.MailId, p.ConversationId)));

    /// <summary>The subject alone: what else a mail holds is a hundred times as long.</summary>
    private static readonly CompiledQuery<List<Guid>, MailAndSubject> SubjectsOf = new((db, mailIds) => db.MailContents
        .Where(c => mailIds.Contains(c.MailId)).Select(c => new MailAndSubject(c.MailId, c.Subject)));

    public static void Map(IEndpointRouteBuilder full)
    {
        full.MapGet("/mails", List).Needs(Scopes.MailsRead).WithSummary("The account's mails with every attempt, newest first");
        full.MapGet("/mails/{id:guid}", Read).Needs(Scopes.MailsRead).WithSummary("A mail, what it says, and for a test mail the SMTP conversation; secrets are left out");
    }

    private static async Task<Ok<Page<MailItem>>> List(
        Me me, Store store, string? state = null, Guid? agent = null, string? after = null, int limit = Paging.DefaultLimit)
    {
        var check = new Check();
        var wanted = Enum.GetValues<MailState>().Cast<MailState?>().FirstOrDefault(s => Json.Name(s!.Value) == state);
        check.Require(state is null || wanted is not null, "state", "unknown");
        var from = Paging.Read(after, check);
        check.Between("limit", limit, 1, Paging.MaxLimit);
        check.Done();
        await using var db = store.Read();
        var mails = db.Mails.Where(m => m.AccountId == me.AccountId);
        if (wanted is { } chosen)
            mails = mails.Where(m => m.State == chosen);
        if (agent is { } agentId)
            mails = mails.Where(m => m.AgentId == agentId || db.MailParts.Any(p => p.MailId == m.Id && p.RecipientId == agentId));
        if (from is { } cursor)
            mails = mails.Where(m => m.QueuedAt < cursor.At || (m.QueuedAt == cursor.At && m.Id.CompareTo(cursor.Id) < 0));
        var page = await mails.OrderByDescending(m => m.QueuedAt).ThenByDescending(m => m.Id).Take(limit + 1).ToListAsync();
        var items = await Items(db, [.. page.Take(limit)]);
        return TypedResults.Ok(new Page<MailItem>(items, Paging.Next(page, limit, m => (m.QueuedAt, m.Id))));
    }

    private static async Task<Ok<MailDetails>> Read(Guid id, Me me, Store store, Relay relay, TimeProvider clock)
    {
        await using var db = store.Read();
        var mail = await db.Mails.SingleOrDefaultAsync(m => m.Id == id && m.AccountId == me.AccountId) ?? throw Problem.NotFound();
        var item = (await Items(db, [mail]))[0];
        var content = await db.MailContents.SingleOrDefaultAsync(c => c.MailId == id);
        var attempts = await db.MailAttempts.Where(a => a.MailId == id).OrderBy(a => a.At).ThenBy(a => a.Id).ToListAsync();
        return TypedResults.Ok(new MailDetails(
            item.Id, item.Purpose, item.To, item.AgentId, item.ConversationIds, item.State, item.Subject, item.QueuedAt, item.NextTryAt,
            item.SettledAt, item.Cause, item.WithdrawnBecause,
            [.. attempts.Select(a => new AttemptDetails(a.At, a.Reply, a.Code, a.Step, a.Cause, a.Transcript?.Split('\n')))], content?.From, content?.Text, content?.Html,
            await Explain(db, mail, attempts, me, relay, clock.Now())));
    }

    private static async Task<CauseItem?> Explain(
        Db db, OutgoingMail mail, IReadOnlyList<MailAttempt> attempts, Me me, Relay relay, DateTimeOffset now)
    {
        if (mail.Cause is not { } cause)
            return null;
        var attempt = attempts.LastOrDefault(a => a.Cause == cause);
        var sender = relay.Of(await db.Accounts.SingleAsync(a => a.Id == mail.AccountId));
        var at = Texts.Moment(me.Locale, me.TimeZone, attempt?.At ?? mail.QueuedAt, now);
        return new CauseItem(
            ExplainCause.Text(me.Locale, cause, attempt?.InWords),
            ExplainCause.Advice(me.Locale, cause),
            ExplainCause.Letter(me.Locale, cause, sender, mail.Address, at, attempt?.InWords));
    }

    public static async Task<IReadOnlyList<MailItem>> Items(Db db, IReadOnlyList<OutgoingMail> mails)
    {
        ArgumentNullException.ThrowIfNull(db);
        var ids = mails.Select(m => m.Id).ToList();
        var attempts = await AttemptItem.Of(db, ids);
        var parts = (await ConversationsOf.In(db, ids).ToListAsync()).ToLookup(p => p.MailId, p => p.ConversationId);
        var subjects = await SubjectsOf.In(db, ids).ToDictionaryAsync(c => c.MailId, c => c.Subject);
        return
        [
            .. mails.Select(m => new MailItem(
                m.Id,
                m.Purpose,
                m.Address,
                m.AgentId,
                [.. parts[m.Id].Distinct()],
                m.State,
                subjects.GetValueOrDefault(m.Id),
                m.QueuedAt,
                m.State is MailState.Queued or MailState.Deferred ? m.DueAt : null,
                m.SettledAt,
                m.Cause,
                m.WithdrawnBecause,
                [.. attempts[m.Id]])),
        ];
    }

    private sealed record MailAndConversation(Guid MailId, Guid ConversationId);

    private sealed record MailAndSubject(Guid MailId, string Subject);
}

/// <summary>A mail as the log shows it.</summary>
public sealed record MailItem(
    Guid Id,
    MailPurpose Purpose,
    string To,
    Guid? AgentId,
    IReadOnlyList<Guid> ConversationIds,
    MailState State,
    string? Subject,
    DateTimeOffset QueuedAt,
    DateTimeOffset? NextTryAt,
    DateTimeOffset? SettledAt,
    Cause? Cause,
    string? WithdrawnBecause,
    IReadOnlyList<AttemptItem> Attempts);

/// <summary>The same, and what the mail says. Secrets are left out.</summary>
public sealed record MailDetails(
    Guid Id,
    MailPurpose Purpose,
    string To,
    Guid? AgentId,
    IReadOnlyList<Guid> ConversationIds,
    MailState State,
    string? Subject,
    DateTimeOffset QueuedAt,
    DateTimeOffset? NextTryAt,
    DateTimeOffset? SettledAt,
    Cause? Cause,
    string? WithdrawnBecause,
    IReadOnlyList<AttemptDetails> Attempts,
    string? From,
    string? Text,
    string? Html,
    CauseItem? Explanation);

/// <summary>An attempt with all that is kept of it.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Reply">The server's words, or what went wrong on the way to it.</param>
/// <param name="Code">The reply's code; null when the server said nothing.</param>
/// <param name="Step">Where it was decided: connect, greeting, ehlo, starttls, auth, mail, rcpt, data or message.</param>
/// <param name="Cause">Why it failed.</param>
/// <param name="Transcript">The conversation, "C: " and "S: " before each line, passwords masked; null but for test mails.</param>
public sealed record AttemptDetails(DateTimeOffset At, string Reply, int? Code, string Step, Cause? Cause, IReadOnlyList<string>? Transcript);

/// <summary>Why a mail failed, or has not arrived yet, in words.</summary>
/// <param name="Text">One sentence, with the server's own words.</param>
/// <param name="Advice">What to do about it.</param>
/// <param name="Letter">A ready text for whoever runs the recipient's mail, where they alone can help.</param>
public sealed record CauseItem(string Text, string Advice, string? Letter);
