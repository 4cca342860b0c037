namespace Nightbell.CannedAnswers;

/// <summary>A text of the account that agents put into their answers by its shortcut.</summary>
public sealed class CannedAnswer
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }

    /// <summary>What is typed behind the slash: lower case, one of a kind in the account.</summary>
    public required string Shortcut { get; set; }

    /// <summary>May hold the places <c>{name}</c> and <c>{agent}</c>, which the dashboard fills in.</summary>
    public required string Text { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
}
