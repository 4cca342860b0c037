using Nightbell.Data;
using Nightbell.Outbox;

namespace Nightbell.Accounts;

/// <summary>One customer of the installation: its agents, widget and settings. Nothing crosses accounts.</summary>
/// <remarks>Every write to what an account owns happens while its row is held (see <see cref="Data.Store"/>), so this row is
/// also the guard of the one road to an e-mail: what a decision was based on cannot change before it is stored.</remarks>
public sealed class Account : Row
{
    public Guid Id { get; init; }
    public required string Name { get; set => Set(ref field, value); }
    public required string Package { get; set => Set(ref field, value); }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Public key on the script tag of the widget.</summary>
    public required string WidgetKey { get; init; }

    public bool OfflineMessages { get; set => Set(ref field, value); } = true;
    public bool UnacceptedConversations { get; set => Set(ref field, value); } = true;

    /// <summary>Seconds; null means the installation's delay.</summary>
    public int? OfflineDelaySeconds { get; set => Set(ref field, value); }

    /// <summary>Seconds; null means the installation's delay.</summary>
    public int? AcceptDelaySeconds { get; set => Set(ref field, value); }

    public bool OfficeHoursEnabled { get; set => Set(ref field, value); }

    /// <summary>IANA name.</summary>
    public string TimeZone { get; set => Set(ref field, value); } = "UTC";

    /// <summary>The written hours, as <see cref="OfficeHoursBody"/> in JSON; null for none.</summary>
    public string? OfficeHours { get; set => Set(ref field, value); }

    /// <summary>Since when the present office hours, or none, count. What was before is stored as it counted then.</summary>
    public DateTimeOffset? HoursSince { get; set => Set(ref field, value); }

    public string Locale { get; set => Set(ref field, value); } = "en";
    public string WidgetColor { get; set => Set(ref field, value); } = "#3b5bdb";

    /// <summary>The contact form, as <see cref="Widgets.WidgetForm"/> in JSON; null for the default.</summary>
    public string? WidgetForm { get; set => Set(ref field, value); }

    /// <summary>What the widget does besides, as <see cref="Widgets.WidgetOptions"/> in JSON; null for the default.</summary>
    public string? WidgetOptions { get; set => Set(ref field, value); }

    /// <summary>Origins the widget may stand on, space separated; empty for any.</summary>
    public string AllowedSites { get; set => Set(ref field, value); } = "";

    /// <summary>Sealed; with it the customer's own server signs who a visitor is. Null for none.</summary>
    public string? IdentitySecret { get; set => Set(ref field, value); }

    /// <summary>When that secret was made.</summary>
    public DateTimeOffset? IdentitySince { get; set => Set(ref field, value); }

    /// <summary>The secret before, sealed, while both count.</summary>
    public string? IdentityFormerSecret { get; set => Set(ref field, value); }
    public DateTimeOffset? IdentityFormerUntil { get; set => Set(ref field, value); }

    /// <summary>The account's own way out for its mails; null goes with the installation.</summary>
    public OwnRelay? OwnRelay { get; set => Set(ref field, value); }

    /// <summary>What mail servers have against how the account's mails are sent; null for nothing.</summary>
    public SenderTrouble? SenderTrouble { get; set => Set(ref field, value); }

    /// <summary>Whether the account's own relay may stand on this machine or its network: its owner is the installation's operator.</summary>
    public bool PrivateRelay { get; init; }

    /// <summary>Number of the newest event; gap-free per account.</summary>
    public long LastEvent { get; set => Set(ref field, value); }

    /// <summary>What any webhook of the account listens to, space separated; empty for nothing.</summary>
    public string WebhookEvents { get; set => Set(ref field, value); } = "";

    /// <summary>Number of the newest delivery to a webhook.</summary>
    public long LastDelivery { get; set => Set(ref field, value); }

    /// <summary>Resolved conversations in which nothing happened for so many days are erased; null keeps them.</summary>
    public int? KeepConversationsDays { get; set => Set(ref field, value); }

    /// <summary>Mails and deliveries that were settled so many days ago are forgotten; null keeps mails, and deliveries for 30 days.</summary>
    public int? KeepLogsDays { get; set => Set(ref field, value); }

    /// <summary>Whether the whole team was online when that was last told to widgets.</summary>
    public bool ToldOnline { get; set => Set(ref field, value); }

    /// <summary>Whether it was within office hours when that was last told to widgets, which say why nobody is there.</summary>
    public bool ToldOpen { get; set => Set(ref field, value); } = true;

    /// <summary>The next moment at which the clock alone changes who is online; null when nothing is pending.</summary>
    public DateTimeOffset? LookAt { get; set => Set(ref field, value); }
}

/// <summary>Who changed which setting, when; the evidence behind "switched off by".</summary>
public sealed class SettingChange
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>Null when the operator did it on the command line, an API token did it, or the server by itself.</summary>
    public Guid? AgentId { get; init; }

    /// <summary>The API token that did it.</summary>
    public Guid? TokenId { get; init; }
    public required string AgentName { get; init; }
    public required string Setting { get; init; }
    public string? OldValue { get; init; }
    public string? NewValue { get; init; }
}
