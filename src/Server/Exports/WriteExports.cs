using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Files;
using Nightbell.Platform;
using Nightbell.Visitors;

namespace Nightbell.Exports;

/// <summary>Writes due exports, a piece at a time: what is read holds nobody up, and what is stored is small.</summary>
public sealed class WriteExports(Store store, LeftAlone leftAlone, TimeProvider clock) : Worker
{
    private const int ExportsAtOnce = 4;

    /// <summary>Conversations of a piece.</summary>
    private const int PerPart = 50;

    private static readonly string[] Columns =
        ["conversation", "started_at", "state", "group", "visitor_name", "visitor_email", "visitor_phone", "page", "number", "at", "from", "name", "text", "files"];

    public override DueColumn? GoesBy => DueColumn.Exports;

    public override async Task<bool> RunOnce(CancellationToken cancel)
    {
        var now = clock.Now();
        List<ExportJob> due;
        await using (var db = store.Read())
            due = await Others(db).Where(e => e.DueAt <= now).OrderBy(e => e.DueAt).Take(ExportsAtOnce).ToListAsync(cancel);
        foreach (var job in due)
            await leftAlone.Try(job.AccountId, () => WritePart(job, cancel));
        return due.Count > 0;
    }

    public override async Task<DateTimeOffset?> NextDue(CancellationToken cancel)
    {
        await using var db = store.Read();
        return LeftAlone.Earlier(await Others(db).MinAsync(e => e.DueAt, cancel), leftAlone.Next);
    }

    /// <summary>Exports of accounts that are not left alone.</summary>
    private IQueryable<ExportJob> Others(Db db)
    {
        var accounts = leftAlone.Others(db.Accounts);
        return db.Exports.Where(e => accounts.Any(a => a.Id == e.AccountId));
    }

    private async Task WritePart(ExportJob job, CancellationToken cancel)
    {
        List<ExportedConversation> read;
        string account;
        await using (var db = store.Read())
        {
            account = await db.Accounts.Where(a => a.Id == job.AccountId).Select(a => a.Name).SingleOrDefaultAsync(cancel) ?? "";
            read = await ExportedConversation.Load(db, db.ConversationsOf(job), job, PerPart);
        }

        var isLast = read.Count < PerPart;
        var content = Pack(job.Format == ExportFormat.Csv ? CsvPart(read, job.Parts == 0) : JsonPart(read, account, job, isLast));
        await store.WriteBehindRequests(
            job.AccountId,
            async unit =>
            {
                // Another server may have written the same piece; an export may have been deleted, or somebody erased, since it was read.
                if (await unit.Db.Exports.AsTracking().SingleOrDefaultAsync(e => e.Id == job.Id) is not { } present || present.Parts != job.Parts)
                    return;
                var ids = read.ConvertAll(c => c.Id);
                if (await unit.Db.Conversations.AnyAsync(c => ids.Contains(c.Id) && c.ErasedAt != null))
                    return;
                unit.Db.Add(new ExportPart { ExportId = job.Id, Number = ++present.Parts, AccountId = job.AccountId, Content = content });
                present.Done += read.Count;
                if (read.Count > 0)
                    (present.AfterAt, present.AfterId) = (read[^1].StartedAt, read[^1].Id);
                if (!isLast)
                    return;
                (present.State, present.DueAt, present.FinishedAt, present.Total) = (ExportState.Done, null, unit.Now, present.Done);
                present.ExpiresAt = unit.Now + CreateExport.Life;
            },
            cancel);
    }

    private static byte[] JsonPart(List<ExportedConversation> read, string account, ExportJob job, bool isLast)
    {
        var text = new StringBuilder();
        if (job.Parts == 0)
            text.Append("{\n\"account\": ").Append(JsonSerializer.Serialize(account, Json.Options)).Append(",\n\"conversations\": [\n");
        for (var i = 0; i < read.Count; i++)
            text.Append(job.Parts == 0 && i == 0 ? "" : ",\n").Append(JsonSerializer.Serialize(read[i], Json.Options));
        return Encoding.UTF8.GetBytes(text.Append(isLast ? "\n]\n}\n" : "").ToString());
    }

    private static byte[] CsvPart(List<ExportedConversation> read, bool isFirst)
    {
        using var file = new MemoryStream();
        var lines = read.SelectMany(c => c.Messages, Line);
        Csv.Write(file, isFirst ? lines.Prepend(Columns) : lines, isFirst);
        return file.ToArray();
    }

    private static IReadOnlyList<object?> Line(ExportedConversation c, ExportedMessage m) =>
    [
        c.Id, c.StartedAt, Json.Name(c.State), c.Group, c.Visitor.Name, c.Visitor.Email, c.Visitor.Phone, c.Page,
        m.Number, m.At, Json.Name(m.From), m.Name, m.Text, string.Join(' ', m.Files.Select(f => f.Url)),
    ];

    private static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(plain);
        return packed.ToArray();
    }
}

/// <summary>A conversation as files of exports show it.</summary>
public sealed record ExportedConversation(
    Guid Id,
    OpenOrResolved State,
    DateTimeOffset StartedAt,
    string? Group,
    string? Page,
    ExportedVisitor Visitor,
    IReadOnlyList<ExportedMessage> Messages,
    IReadOnlyList<ExportedRating> Ratings)
{
    /// <summary>The next ones after those that were written, the oldest first.</summary>
    public static async Task<List<ExportedConversation>> Load(Db db, IQueryable<Conversation> conversations, ExportJob job, int most)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(job);
        if (job is { AfterAt: { } at, AfterId: { } id })
            conversations = conversations.Where(c => c.CreatedAt > at || (c.CreatedAt == at && c.Id.CompareTo(id) > 0));
        var page = await conversations.OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).Take(most).ToListAsync();
        var (ids, visitorIds) = (page.ConvertAll(c => c.Id), page.ConvertAll(c => c.VisitorId));
        var all = await db.Messages.Where(m => ids.Contains(m.ConversationId)).OrderBy(m => m.Number).ToListAsync();
        var (messages, files) = (all.ToLookup(m => m.ConversationId), await db.FilesOf(all));
        var ratings = (await db.Ratings.Where(r => ids.Contains(r.ConversationId)).OrderBy(r => r.At).ToListAsync()).ToLookup(r => r.ConversationId);
        var visitors = await db.Visitors.Where(v => visitorIds.Contains(v.Id)).ToDictionaryAsync(v => v.Id);
        var groups = await db.Groups.Where(g => g.AccountId == job.AccountId).ToDictionaryAsync(g => g.Id, g => g.Name);
        return page.ConvertAll(c => new ExportedConversation(
            c.Id,
            c.Resolved ? OpenOrResolved.Resolved : OpenOrResolved.Open,
            c.CreatedAt,
            c.GroupId is { } group ? groups.GetValueOrDefault(group) : null,
            c.PageUrl,
            ExportedVisitor.Of(visitors[c.VisitorId]),
            [.. messages[c.Id].Select(m => new ExportedMessage(m.Number, m.At, m.From, m.Name, m.Text, [.. files[m.Id].Select(FileItem.Of)]))],
            [.. ratings[c.Id].Select(r => new ExportedRating(r.At, r.Value, r.Comment, r.AgentName))]));
    }
}

public sealed record ExportedVisitor(
    Guid Id, string? Name, string? Email, string? Phone, string? Language, string? Note, string? UserId, IReadOnlyList<VisitorDataItem> Data)
{
    public static ExportedVisitor Of(Visitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        return new(visitor.Id, visitor.Name, visitor.Email, visitor.Phone, visitor.Locale ?? visitor.BrowserLanguage, visitor.Note, visitor.UserId, VisitorData.Show(visitor.Data));
    }
}

public sealed record ExportedMessage(long Number, DateTimeOffset At, MessageFrom From, string? Name, string Text, IReadOnlyList<FileItem> Files);

/// <param name="Agent">Who had answered last; null when nobody had.</param>
public sealed record ExportedRating(DateTimeOffset At, int Value, string? Comment, string? Agent);

public static class ConversationsOfExport
{
    /// <summary>What an export is about; who was erased is not in it.</summary>
    public static IQueryable<Conversation> ConversationsOf(this Db db, ExportJob job)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(job);
        var (accountId, from, to) = (job.AccountId, job.From, job.To);
        return db.Conversations.Where(c => c.AccountId == accountId && c.ErasedAt == null && c.CreatedAt < to && (from == null || c.CreatedAt >= from));
    }
}
