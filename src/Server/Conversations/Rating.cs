using Microsoft.EntityFrameworkCore;
using Nightbell.Data;

namespace Nightbell.Conversations;

/// <summary>What a visitor said of a resolved conversation; the next one after it was open again is another rating.</summary>
public sealed class Rating
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid ConversationId { get; init; }

    /// <summary>1, bad, to 5, good.</summary>
    public int Value { get; set; }
    public string? Comment { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>Who had answered last; null when nobody had.</summary>
    public Guid? AgentId { get; init; }
    public string? AgentName { get; init; }
}

/// <param name="Value">1, bad, to 5, good.</param>
/// <param name="Comment">In the visitor's own words; null for none.</param>
public sealed record RatingItem(int Value, string? Comment)
{
    public static RatingItem Of(Rating rating)
    {
        ArgumentNullException.ThrowIfNull(rating);
        return new(rating.Value, rating.Comment);
    }

    /// <summary>What was said of a conversation since it was last opened; null for nothing.</summary>
    public static async Task<RatingItem?> Of(Db db, Conversation conversation) =>
        await RatingsOfConversations.Present(db, conversation).SingleOrDefaultAsync() is { } rating ? Of(rating) : null;
}

public static class RatingsOfConversations
{
    /// <summary>The rating of a conversation since it was last opened, if there is one.</summary>
    public static IQueryable<Rating> Present(Db db, Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(conversation);
        return db.Ratings.Where(r => r.ConversationId == conversation.Id && r.At >= conversation.OpenSince);
    }
}
