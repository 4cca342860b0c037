using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Decisions;
using Nightbell.Mail.Reports;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Notices;

/// <summary>Why: for everybody one verdict, its evidence, a sentence, and what became of the mails.</summary>
public static class ExplainConversation
{
    private static readonly CompiledQuery<Guid, Notice> NoticesOf = new((db, conversationId) => db.Notices.AsNoTracking()
        .Where(n => n.ConversationId == conversationId).OrderBy(n => n.DecidedAt).ThenBy(n => n.Id));

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/conversations/{id:guid}/notices", Handle).Needs(Scopes.ConversationsRead)
        .WithSummary("Why: who is told of a conversation by e-mail, and why the others are not");

    private static async Task<Ok<Answer>> Handle(Guid id, Me me, Store store, Settings settings, TimeProvider clock)
    {
        await using var db = store.Read();
        var conversation = await db.VisibleTo(me, settings).SingleOrDefaultAsync(c => c.Id == id) ?? throw Problem.NotFound();
        return TypedResults.Ok(await Explain(db, conversation, me.Locale, me.TimeZone, clock.Now()));
    }

    /// <summary>The whole picture of one conversation, in a language and a time zone.</summary>
    public static async Task<Answer> Explain(Db db, Conversation conversation, string locale, string timeZone, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(conversation);
        var notices = await NoticesOf.In(db, conversation.Id).ToListAsync();
        var mails = await NoticeMails.Load(db, [conversation.Id]);
        var history = notices.ConvertAll(n => NoticeItem.Of(n, mails.Of(n), locale, timeZone, now));

        // The newest notice of each recipient, in the order in which they were first judged.
        var order = notices.Select(n => n.RecipientId).Distinct().ToList();
        var current = notices.Zip(history).Where(pair => pair.First.Current)
            .OrderBy(pair => order.IndexOf(pair.First.RecipientId)).Select(pair => pair.Second);
        return new Answer(conversation.State, conversation.LookAt, [.. current], history);
    }

    public sealed record Answer(
        ConversationState State, DateTimeOffset? LookAt, IReadOnlyList<NoticeItem> Recipients, IReadOnlyList<NoticeItem> History);
}

/// <summary>A notice as people read it.</summary>
public sealed record NoticeItem(
    Guid ConversationId,
    Guid? AgentId,
    string Name,
    string Address,
    Verdict Verdict,
    NoticeKind Kind,
    string Reason,
    NoticeEvidence Evidence,
    string Text,
    DateTimeOffset? Until,
    DateTimeOffset DecidedAt,
    IReadOnlyList<NoticeMailItem> Mails)
{
    public static NoticeItem Of(
        Notice notice, IReadOnlyList<NoticeMailItem> mails, string locale, string timeZone, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(notice);
        var evidence = NoticeEvidence.Parse(notice.Evidence);
        return new NoticeItem(
            notice.ConversationId,
            notice.RecipientKind == RecipientKind.Agent ? notice.RecipientId : null,
            notice.Name,
            notice.Address,
            notice.Verdict,
            notice.Kind,
            notice.Reason.ToString(),
            evidence,
            Sentence.For(locale, timeZone, now, notice.Name, notice.Kind, notice.Reason, evidence),
            notice.Until,
            notice.DecidedAt,
            mails);
    }
}

/// <summary>A mail to a recipient about a conversation, and every try to send it.</summary>
public sealed record NoticeMailItem(Guid Id, MailState State, IReadOnlyList<AttemptItem> Attempts, Cause? Cause, string? WithdrawnBecause);

/// <summary>One try: the next server's reply, word for word.</summary>
public sealed record AttemptItem(DateTimeOffset At, string Reply, int? Code)
{
    private static readonly CompiledQuery<List<Guid>, MailAttempt> AttemptsOf = new((db, mailIds) => db.MailAttempts.AsNoTracking()
        .Where(a => mailIds.Contains(a.MailId)).OrderBy(a => a.At));

    /// <summary>Every try of some mails, the oldest first.</summary>
    public static async Task<ILookup<Guid, AttemptItem>> Of(Db db, List<Guid> mailIds) =>
        (await AttemptsOf.In(db, mailIds).ToListAsync()).ToLookup(a => a.MailId, a => new AttemptItem(a.At, a.Reply, a.Code));
}

/// <summary>The mails about conversations, by recipient.</summary>
public sealed class NoticeMails
{
    private static readonly CompiledQuery<List<Guid>, Told> PartsOf = new((db, conversationIds) =>
        from part in db.MailParts
        join mail in db.Mails on part.MailId equals mail.Id
        where conversationIds.Contains(part.ConversationId)
        orderby part.QueuedAt
        select new Told(
            part.ConversationId,
            part.RecipientId,
            part.QueuedAt,
            mail.Id,
            part.Withdrawn ? MailState.Withdrawn : mail.State,
            mail.Cause,
            mail.WithdrawnBecause));

    private readonly ILookup<(Guid Conversation, Guid Recipient), (DateTimeOffset QueuedAt, NoticeMailItem Item)> mails;

    private NoticeMails(ILookup<(Guid Conversation, Guid Recipient), (DateTimeOffset QueuedAt, NoticeMailItem Item)> mails) => this.mails = mails;

    public static async Task<NoticeMails> Load(Db db, List<Guid> conversationIds)
    {
        ArgumentNullException.ThrowIfNull(db);
        var parts = await PartsOf.In(db, conversationIds).ToListAsync();
        var attempts = await AttemptItem.Of(db, [.. parts.Select(p => p.MailId).Distinct()]);
        return new NoticeMails(parts.ToLookup(
            p => (p.ConversationId, p.RecipientId),
            p => (p.QueuedAt, new NoticeMailItem(p.MailId, p.State, [.. attempts[p.MailId]], p.Cause, p.WithdrawnBecause))));
    }

    /// <summary>The mails to a notice's recipient up to and including the one it decided on.</summary>
    public IReadOnlyList<NoticeMailItem> Of(Notice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        return [.. mails[(notice.ConversationId, notice.RecipientId)]
            .Where(m => notice.Current || m.QueuedAt <= notice.DecidedAt).Select(m => m.Item)];
    }

    private sealed record Told(
        Guid ConversationId, Guid RecipientId, DateTimeOffset QueuedAt, Guid MailId, MailState State, Cause? Cause, string? WithdrawnBecause);
}

/// <summary>"Why didn't I get an e-mail?": my own notices lately, newest first.</summary>
public static class ExplainToMe
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/me/notices", Handle)
        .WithSummary("Why I got an e-mail or none, lately");

    private static async Task<Ok<Page<NoticeItem>>> Handle(
        Me me, Store store, TimeProvider clock, string? after = null, int limit = Paging.DefaultLimit)
    {
        var check = new Check();
        var from = Paging.Read(after, check);
        check.Between("limit", limit, 1, Paging.MaxLimit);
        check.Done();
        await using var db = store.Read();
        var notices = db.Notices.Where(n => n.RecipientId == me.AgentId && n.AccountId == me.AccountId && n.Current);
        if (from is { } cursor)
            notices = notices.Where(n => n.DecidedAt < cursor.At || (n.DecidedAt == cursor.At && n.Id.CompareTo(cursor.Id) < 0));
        var page = await notices.OrderByDescending(n => n.DecidedAt).ThenByDescending(n => n.Id).Take(limit + 1).ToListAsync();
        var mails = await NoticeMails.Load(db, [.. page.Select(n => n.ConversationId).Distinct()]);
        return TypedResults.Ok(new Page<NoticeItem>(
            [.. page.Take(limit).Select(n => NoticeItem.Of(n, mails.Of(n), me.Locale, me.TimeZone, clock.Now()))],
            Paging.Next(page, limit, n => (n.DecidedAt, n.Id))));
    }
}
