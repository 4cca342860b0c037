using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Data;
using Nightbell.Decisions;
using Nightbell.Files;
using Nightbell.Live;

namespace Nightbell.Conversations;

/// <summary>A conversation as lists and events show it.</summary>
public sealed record ConversationItem(
    Guid Id,
    OpenOrResolved State,
    IReadOnlyList<AssigneeItem> Assignees,
    VisitorItem Visitor,
    NamedItem? Group,
    DateTimeOffset? WaitingSince,
    LastMessageItem LastMessage,
    ConversationState Notices);

public enum OpenOrResolved
{
    Open,
    Resolved,
}

public sealed record NamedItem(Guid Id, string Name);

/// <summary>Who joined, and when: what a late reader of a mail wants to know first.</summary>
/// <param name="Id">The agent.</param>
/// <param name="Name">As colleagues know them.</param>
/// <param name="AcceptedAt">When they joined; null for who was handed the conversation and has not accepted it yet.</param>
public sealed record AssigneeItem(Guid Id, string Name, DateTimeOffset? AcceptedAt);

public sealed record VisitorItem(Guid Id, string? Name, string? Email, bool Online, bool Blocked);

public sealed record LastMessageItem(MessageFrom From, string Text, DateTimeOffset At, long Number);

/// <summary>A message as agents and visitors see it.</summary>
/// <param name="Id">The message.</param>
/// <param name="Number">1, 2, 3… in its conversation.</param>
/// <param name="From">Who wrote it.</param>
/// <param name="Name">Their name.</param>
/// <param name="Text">What they wrote.</param>
/// <param name="At">When.</param>
/// <param name="Picture">Where the agent's present picture is read; null for none.</param>
/// <param name="Files">What was sent with it. The text of a message of files alone is their names.</param>
public sealed record MessageItem(
    Guid Id, long Number, MessageFrom From, string? Name, string Text, DateTimeOffset At, string? Picture, IReadOnlyList<FileItem> Files)
{
    public static MessageItem Of(Message message, string? picture, IEnumerable<ChatFile> files)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new(
            message.Id,
            message.Number,
            message.From,
            message.Name,
            message.Text,
            message.At,
            AgentPicture.PathOf(message.AgentId, picture),
            [.. files.Select(FileItem.Of)]);
    }

    /// <summary>The messages of a conversation, the oldest first.</summary>
    public static async Task<IReadOnlyList<MessageItem>> Load(Db db, Guid conversationId)
    {
        ArgumentNullException.ThrowIfNull(db);
        var found = await (
            from message in db.Messages
            where message.ConversationId == conversationId
            join agent in db.Agents on message.AgentId equals agent.Id into agents
            from agent in agents.DefaultIfEmpty()
            orderby message.Number
            select new { message, Picture = agent == null ? null : agent.Picture }).ToListAsync();
        var files = (await db.Files.Where(f => f.ConversationId == conversationId).OrderBy(f => f.Position).ToListAsync()).ToLookup(f => f.MessageId);
        return [.. found.Select(f => Of(f.message, f.Picture, files[f.message.Id]))];
    }
}

public static class ConversationItems
{
    private static readonly CompiledQuery<List<Guid>, Assignee> AssigneesOf = new((db, conversationIds) =>
        from assignment in db.Assignments
        join agent in db.Agents on assignment.AgentId equals agent.Id
        where conversationIds.Contains(assignment.ConversationId) && assignment.EndedAt == null
        orderby assignment.At
        select new Assignee(assignment.ConversationId, agent.Id, agent.Name, assignment.AcceptedAt));

    private static readonly CompiledQuery<List<Guid>, VisitorItem> VisitorsBy = new((db, ids) => db.Visitors
        .Where(v => ids.Contains(v.Id))
        .Select(v => new VisitorItem(v.Id, v.Name, v.Email, db.OpenStreams.Any(s => s.VisitorId == v.Id), v.BlockedAt != null)));

    private static readonly CompiledQuery<List<Guid>, NamedItem> GroupsBy = new((db, ids) => db.Groups
        .Where(g => ids.Contains(g.Id)).Select(g => new NamedItem(g.Id, g.Name)));

    /// <summary>Items for conversations, in their order.</summary>
    public static async Task<IReadOnlyList<ConversationItem>> Load(Db db, IReadOnlyList<Conversation> conversations)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(conversations);
        var ids = conversations.Select(c => c.Id).ToList();
        var visitorIds = conversations.Select(c => c.VisitorId).Distinct().ToList();
        var groupIds = conversations.Select(c => c.GroupId).OfType<Guid>().Distinct().ToList();
        var assignees = (await AssigneesOf.In(db, ids).ToListAsync()).ToLookup(a => a.ConversationId, a => new AssigneeItem(a.Id, a.Name, a.AcceptedAt));
        var visitors = await VisitorsBy.In(db, visitorIds).ToDictionaryAsync(v => v.Id);
        var groups = groupIds.Count == 0 ? [] : await GroupsBy.In(db, groupIds).ToDictionaryAsync(g => g.Id);
        return
        [
            .. conversations.Select(c => new ConversationItem(
                c.Id,
                c.Resolved ? OpenOrResolved.Resolved : OpenOrResolved.Open,
                [.. assignees[c.Id]],
                visitors[c.VisitorId],
                c.GroupId is { } g ? groups.GetValueOrDefault(g) : null,
                c.WaitingSince,
                new LastMessageItem(c.LastFrom, c.LastText, c.LastAt, c.LastNumber),
                c.State)),
        ];
    }

    /// <summary>
    /// Tells agents how the conversation stands in lists, and its visitor whether it is open. A message is told by itself, and what becomes of the
    /// waiting by whoever looks: neither needs it.
    /// </summary>
    public static Task EmitConversation(this Unit unit, Conversation conversation) => unit.EmitConversations([conversation]);

    /// <inheritdoc cref="EmitConversation"/>
    public static async Task EmitConversations(this Unit unit, IReadOnlyList<Conversation> conversations)
    {
        foreach (var (item, conversation) in await LoadSaved(unit, conversations))
        {
            unit.Emit("conversation", item, conversation: conversation);
            unit.Emit("conversation", new { item.State }, Audience.Visitors, conversation);
        }
    }

    /// <summary>Tells agents alone how conversations stand in lists: what their visitors see of them has not changed.</summary>
    public static async Task EmitToAgents(this Unit unit, IReadOnlyList<Conversation> conversations)
    {
        foreach (var (item, conversation) in await LoadSaved(unit, conversations))
            unit.Emit("conversation", item, conversation: conversation);
    }

    private static async Task<IEnumerable<(ConversationItem Item, Conversation Conversation)>> LoadSaved(Unit unit, IReadOnlyList<Conversation> conversations)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(conversations);
        await unit.Db.SaveChangesAsync();
        return (await Load(unit.Db, conversations)).Zip(conversations);
    }

    private sealed record Assignee(Guid ConversationId, Guid Id, string Name, DateTimeOffset? AcceptedAt);
}
