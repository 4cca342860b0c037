using Nightbell.Mail.Mime;
using Nightbell.Outbox;

namespace Nightbell.Inbound;

/// <summary>Tells mails that programs wrote, which must never be answered (RFC 3834, 2), and our own among them: no loops.</summary>
public static class TellPrograms
{
    private static readonly string[] BulkPrecedences = ["bulk", "junk", "list", "auto_reply", "auto-reply"];

    /// <summary>Whether this installation sent it: it came back as it was, or somebody forwards everything to us.</summary>
    public static bool IsOurOwn(MimePart mail, Relay relay)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(relay);
        if (relay.MailOf(mail.Headers.Find("Message-ID")) is not null)
            return true;

        // Some servers on the way give mails another id. An agent may have the installation's address for their own, and they are no program.
        var from = Addresses.In(mail.Headers.Find("From"));
        return from.Count > 0 && string.Equals(from[0], relay.Installation.From, StringComparison.OrdinalIgnoreCase) && IsAutomatic(mail);
    }

    /// <summary>Whether a program wrote it, by what such programs say of themselves.</summary>
    public static bool IsAutomatic(MimePart mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var headers = mail.Headers;
        if (headers.All("Auto-Submitted").Any(value => !value.Trim().StartsWith("no", StringComparison.OrdinalIgnoreCase)))
            return true;
        if (headers.All("Precedence").Any(value => BulkPrecedences.Contains(value.Trim(), StringComparer.OrdinalIgnoreCase)))
            return true;

        // A list's mail is to its readers, not to us.
        return headers.HasNullSender || headers.Has("List-Id");
    }
}
