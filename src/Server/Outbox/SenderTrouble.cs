using Nightbell.Accounts;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>Mail servers refuse how an account's mails are sent: counted against nobody's address, and for the operator to mend.</summary>
public sealed class SenderTrouble
{
    /// <summary>Nothing was heard of it for so long: it is not said any more.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    /// <summary>The first refusal of the row.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The latest refusal.</summary>
    public DateTimeOffset LastAt { get; set; }

    /// <summary>Whose server refused last: the domain of the recipient's address.</summary>
    public required string Domain { get; set; }

    /// <summary>Host of our own relay, where it refused us before it heard of any recipient; null where a recipient's domain did.</summary>
    public string? Relay { get; set; }

    /// <summary>The server's own words; null when it said none.</summary>
    public string? Words { get; set; }

    /// <summary>It was reported after the relay had accepted the mail: the relay's accepting another proves nothing.</summary>
    public bool ByReport { get; set; }
}

/// <summary>Keeps what mail servers say of our own sending set-up.</summary>
public static class NoteSender
{
    /// <summary>Characters of a server's words that are kept.</summary>
    private const int MaxWords = 500;

    /// <summary>A server refused, or put off, a mail because of how it was sent.</summary>
    /// <param name="unit">Holds the mail's account.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="words">The server's.</param>
    /// <param name="byReport">It was said after the relay had accepted the mail.</param>
    /// <param name="relay">The host of our relay, where it refused whoever the recipient is.</param>
    public static void NoteRefusedSender(this Unit unit, OutgoingMail mail, string? words, bool byReport, string? relay = null)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(mail);
        var account = unit.Account;
        var isNews = !account.HasSenderTrouble(unit.Now);
        if (isNews)
            account.SenderTrouble = new SenderTrouble { Since = unit.Now, Domain = DomainOf(mail) };
        var trouble = account.SenderTrouble!;
        trouble.LastAt = unit.Now;
        trouble.Domain = DomainOf(mail);
        trouble.Words = Check.Mend(words, MaxWords);
        trouble.ByReport = byReport;
        trouble.Relay = relay;
        if (isNews)
            unit.Emit("settings", new { });
    }

    /// <summary>
    /// A server of the domain that refused takes our mails again: one that was written after the refusal. A relay that took any has let us in.
    /// </summary>
    public static void NoteAcceptedSender(this Unit unit, OutgoingMail mail)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(mail);
        if (unit.Account.SenderTrouble is { ByReport: false } trouble
            && (trouble.Relay is not null || (trouble.Domain == DomainOf(mail) && mail.QueuedAt > trouble.LastAt)))
            unit.ForgetSenderTrouble();
    }

    /// <summary>The set-up was changed, or works: what was known of it says nothing any more.</summary>
    public static void ForgetSenderTrouble(this Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (unit.Account.SenderTrouble is null)
            return;
        unit.Account.SenderTrouble = null;
        unit.Emit("settings", new { });
    }

    public static bool HasSenderTrouble(this Account account, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.SenderTrouble is { } trouble && now - trouble.LastAt < SenderTrouble.Life;
    }

    private static string DomainOf(OutgoingMail mail) => mail.Address[(mail.Address.LastIndexOf('@') + 1)..].ToLowerInvariant();
}

/// <summary>The same for people with full access.</summary>
/// <param name="Since">The first refusal.</param>
/// <param name="LastAt">The latest.</param>
/// <param name="Domain">Whose server refused last: a domain of recipients, or the host of our own relay.</param>
/// <param name="Words">The server's own words.</param>
/// <param name="Text">All of that as a sentence.</param>
/// <param name="Advice">What to do about it.</param>
public sealed record SenderTroubleItem(DateTimeOffset Since, DateTimeOffset LastAt, string Domain, string? Words, string Text, string Advice)
{
    /// <summary>Null while there is none.</summary>
    public static SenderTroubleItem? Of(Account account, string locale, string timeZone, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (!account.HasSenderTrouble(now))
            return null;
        var trouble = account.SenderTrouble!;
        return new(
            trouble.Since,
            trouble.LastAt,
            trouble.Relay ?? trouble.Domain,
            trouble.Words,
            Texts.Get(
                locale,
                "sender_trouble.text",
                ("at", Texts.Moment(locale, timeZone, trouble.Since, now)),
                ("domain", trouble.Relay ?? trouble.Domain),
                ("words", ExplainCause.Quoted(trouble.Words))),
            Texts.Get(locale, "sender_trouble.advice"));
    }
}
