namespace Nightbell.Webhooks;

/// <summary>Why a webhook is told nothing.</summary>
public enum WebhookOff
{
    /// <summary>Somebody of the account, or a token, switched it off.</summary>
    ByHand,

    /// <summary>Its server answered 410: it shall not be called again.</summary>
    Gone,

    /// <summary>It has failed for days.</summary>
    Failing,
}

/// <summary>An address that is told what happens, by signed POST requests (<see href="https://www.standardwebhooks.com"/>).</summary>
public sealed class Webhook
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public required string Url { get; set; }

    /// <summary>Names of <see cref="WebhookEvents"/>, space separated.</summary>
    public required string Events { get; set; }

    /// <summary>What its requests are signed with, sealed (<see cref="Platform.Tokens.SealWebhookSecret"/>).</summary>
    public required string Secret { get; set; }

    /// <summary>The secret before, which signs beside the new one until <see cref="OldSecretUntil"/>.</summary>
    public string? OldSecret { get; set; }
    public DateTimeOffset? OldSecretUntil { get; set; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null while it is told.</summary>
    public WebhookOff? Off { get; set; }
    public DateTimeOffset? OffAt { get; set; }
    public DateTimeOffset? LastSuccessAt { get; set; }

    /// <summary>The first failure since it last worked.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>Failures since it last worked.</summary>
    public int Failures { get; set; }

    /// <summary>After a failure it is left in peace for a moment, whatever else is due.</summary>
    public DateTimeOffset? PausedUntil { get; set; }

    public bool Hears(string type) => Off is null && Events.Split(' ').Contains(type, StringComparer.Ordinal);
}

/// <summary>What became of a delivery so far.</summary>
public enum DeliveryState
{
    Waiting,
    Delivered,

    /// <summary>It failed for too long, or its webhook was switched off. It can be replayed.</summary>
    GivenUp,
}

/// <summary>One event for one webhook, stored with the fact that it tells of.</summary>
public sealed class WebhookDelivery
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid WebhookId { get; init; }

    /// <summary>1, 2, 3… in its account: the order in which things happened.</summary>
    public long Number { get; init; }

    /// <summary>The same in every webhook, retry and replay: receivers know by it what they have had.</summary>
    public Guid EventId { get; init; }
    public required string Type { get; init; }

    /// <summary>The body, as it is sent every time.</summary>
    public required string Payload { get; init; }
    public Guid? ConversationId { get; init; }
    public Guid? VisitorId { get; init; }
    public DateTimeOffset At { get; init; }
    public DeliveryState State { get; set; } = DeliveryState.Waiting;

    /// <summary>The next attempt; null once it is settled.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>No attempt is put off beyond this, and one that fails then or later is the last.</summary>
    public DateTimeOffset RetryUntil { get; set; }
    public int Attempts { get; set; }

    /// <summary>
    /// Until when the server that is sending it has it for itself. <see cref="DueAt"/> is the same moment then: who asks for what is claimed asks
    /// for it by that, too, because the index holds it.
    /// </summary>
    public DateTimeOffset? ClaimedUntil { get; set; }
    public DateTimeOffset? SettledAt { get; set; }
}

/// <summary>Why a request got no answer.</summary>
public enum DeliveryTrouble
{
    /// <summary>No answer within ten seconds.</summary>
    TimedOut,

    /// <summary>The name leads nowhere.</summary>
    NameNotFound,

    /// <summary>The name leads to a machine or network within, which the operator does not allow.</summary>
    PrivateAddress,
    ConnectionFailed,

    /// <summary>The certificate is not good, or no secure connection came about.</summary>
    NotSecure,

    /// <summary>What answered does not speak HTTP.</summary>
    AnswerUnreadable,

    /// <summary>The secret was sealed with keys that are gone: rotate it.</summary>
    SecretUnreadable,
}

/// <summary>One request, and what came back.</summary>
public sealed class WebhookAttempt
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid DeliveryId { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>The status of the answer; null when there was none.</summary>
    public int? Status { get; init; }
    public DeliveryTrouble? Trouble { get; init; }

    /// <summary>How the answer's body begins; controls are blanks.</summary>
    public string? Answer { get; init; }
    public int Milliseconds { get; init; }

    public bool Worked => Status is >= 200 and < 300;
}
