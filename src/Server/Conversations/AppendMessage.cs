using Nightbell.Data;
using Nightbell.Live;

namespace Nightbell.Conversations;

/// <summary>Adds a message to a conversation, with what it changes: number, waiting, answered, and the event.</summary>
public static class AppendMessage
{
    /// <summary>Lists show this much of the newest message.</summary>
    private const int MaxLastText = 280;

    public static Message Append(
        this Unit unit, Conversation conversation, Guid id, MessageFrom from, string text, string? name, Guid? agentId, bool offline)
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
        unit.Db.Add(message);
        conversation.LastNumber = message.Number;
        conversation.LastFrom = from;
        conversation.LastText = text.Length <= MaxLastText ? text : Cut(text);
        conversation.LastAt = unit.Now;
        if (from == MessageFrom.Visitor)
        {
            conversation.UnansweredSince ??= unit.Now;
        }
        else if (from == MessageFrom.Agent)
        {
            conversation.AnsweredUpTo = message.Number;
            conversation.AnsweredAt = unit.Now;
            conversation.UnansweredSince = null;
        }

        conversation.Wake(unit.Now);
        unit.Emit("message", MessageEvent.Of(message), Audience.Everybody, conversation);
        return message;
    }

    /// <summary>Never half of a surrogate pair.</summary>
    private static string Cut(string text) =>
        text[..(char.IsHighSurrogate(text[MaxLastText - 1]) ? MaxLastText - 1 : MaxLastText)] + "…";
}

public sealed record MessageEvent(
    Guid ConversationId, Guid Id, long Number, MessageFrom From, string? Name, string Text, DateTimeOffset At)
{
    public static MessageEvent Of(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new(message.ConversationId, message.Id, message.Number, message.From, message.Name, message.Text, message.At);
    }
}
