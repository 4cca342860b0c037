using Nightbell.Data;
using Nightbell.Files;
using Nightbell.Live;
using Nightbell.Platform;
using Nightbell.Webhooks;

namespace Nightbell.Conversations;

/// <summary>Adds a message to a conversation, with what it changes: number, waiting, answered, and the event.</summary>
public static class AppendMessage
{
    /// <summary>Lists show this much of the newest message.</summary>
    private const int MaxLastText = 280;

    /// <param name="unit">Holds the account.</param>
    /// <param name="conversation">Tracked by the unit.</param>
    /// <param name="id">The message's id.</param>
    /// <param name="from">Who wrote it.</param>
    /// <param name="text">Checked already.</param>
    /// <param name="name">Of the writer.</param>
    /// <param name="agentId">The agent who wrote it.</param>
    /// <param name="offline">Of a visitor's message: whether the team was offline.</param>
    /// <param name="served">Of a visitor's message: whether the conversation was served when it came, and is (<see cref="IsServedNow"/>).</param>
    /// <param name="answers">What an agent's message answers; null for everything before it.</param>
    /// <param name="picture">The version of the agent's picture; null for none.</param>
    /// <param name="files">Tracked by the unit, and of no message yet.</param>
    public static Message Append(
        this Unit unit,
        Conversation conversation,
        Guid id,
        MessageFrom from,
        string text,
        string? name,
        Guid? agentId,
        bool offline,
        bool served = false,
        Answered? answers = null,
        string? picture = null,
        IReadOnlyList<ChatFile>? files = null)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(text);
        var message = new Message
        {
            Id = id,
            AccountId = unit.Account.Id,
            ConversationId = conversation.Id,
            Number = conversation.LastNumber + 1,
            From = from,
            AgentId = agentId,
            Name = name,
            Text = text,
            At = unit.Now,
            Offline = offline,
        };
        unit.Db.Append(message);
        conversation.LastNumber = message.Number;
        conversation.LastFrom = from;
        conversation.LastText = text.Length <= MaxLastText ? text : text.CutTo(MaxLastText);
        conversation.LastAt = unit.Now;
        if (from == MessageFrom.Visitor)
        {
            conversation.UnansweredSince ??= unit.Now;
        }
        else if (from == MessageFrom.Agent)
        {
            conversation.AnsweredUpTo = answers?.UpTo ?? message.Number;
            conversation.AnsweredAt = unit.Now;
            conversation.UnansweredSince = answers?.NextAt;
        }

        files ??= [];
        foreach (var (file, position) in files.Select((file, position) => (file, position)))
            (file.MessageId, file.ConversationId, file.Position) = (id, conversation.Id, position);
        if (served)
            conversation.StaysServed(unit.Now);
        else
            conversation.Wake(unit.Now);
        unit.TellWebhooks(WebhookEvents.MessageCreated, conversation, "message", MessageItem.Of(message, picture, files));
        unit.Emit("message", MessageEvent.Of(message, picture, files), Audience.Everybody, conversation);
        return message;
    }
}

/// <summary>What an answer answers that was given before the newest message was known.</summary>
/// <param name="UpTo">The number of the newest message that is answered.</param>
/// <param name="NextAt">When the visitor's first message after it came; null when there is none.</param>
public sealed record Answered(long UpTo, DateTimeOffset? NextAt);

public sealed record MessageEvent(
    Guid ConversationId, Guid Id, long Number, MessageFrom From, string? Name, string Text, DateTimeOffset At, string? Picture, IReadOnlyList<FileItem> Files)
{
    public static MessageEvent Of(Message message, string? picture, IReadOnlyList<ChatFile> files)
    {
        ArgumentNullException.ThrowIfNull(message);
        var item = MessageItem.Of(message, picture, files);
        return new(message.ConversationId, item.Id, item.Number, item.From, item.Name, item.Text, item.At, item.Picture, item.Files);
    }
}
