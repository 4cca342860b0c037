using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Reports;

/// <summary>From what a report says about one recipient to what it means.</summary>
internal static class Judgement
{
    /// <summary>Commands at which a server judges the sender rather than the recipient.</summary>
    private static readonly string[] SenderSteps =
    [
        "in reply to mail from", "after mail from", "in reply to helo", "in reply to ehlo", "after helo", "after ehlo", "in response to mail from",
        "response to mail from", "error from mail from", "mail from command failed", "reply to mail command",
    ];

    /// <param name="kind">What became of the mail.</param>
    /// <param name="address">The recipient.</param>
    /// <param name="original">The recipient as the sender wrote it, or null.</param>
    /// <param name="diagnosis">The refusing server's words as a field gives them, or null.</param>
    /// <param name="statusField">The status that the reporting server gives, or null.</param>
    /// <param name="section">What the text says about this recipient.</param>
    /// <param name="whole">All that the text says.</param>
    /// <param name="steps">Where work is counted.</param>
    /// <param name="isLocal">Whether the reporting server is the refusing one, so that the status is not made up.</param>
    public static ReportedRecipient Judge(
        ReportKind kind, string address, string? original, string? diagnosis, string? statusField, string section, string whole, Steps steps, bool isLocal = false)
    {
        var success = kind == ReportKind.Delivered;
        var said = ServerWords.In(diagnosis ?? section, steps, success);
        var (code, theirs) = (said.Code, said.Status);
        if (diagnosis is not null && code is null && theirs is null && !success)
        {
            // A field that repeats only the reporting server's view; the text may quote the other's.
            var quoted = ServerWords.In(section, steps);
            (code, theirs) = (quoted.Code, quoted.Status);
        }

        var status = theirs ?? statusField;
        var words = Words(diagnosis ?? section);
        if (kind is not (ReportKind.Failed or ReportKind.Delayed)) return new ReportedRecipient(kind, address, original, null, status, code, null, words);

        IEnumerable<string> texts = diagnosis is null ? [section, whole] : [diagnosis, section, whole];
        var cause = CauseFinder.Find(texts, status, code, statusIsMadeUp: theirs is null && !isLocal, steps);
        if (Causes.Hard(cause) && IsAboutSender(section, whole)) cause = Cause.SenderSetup;
        var transient = (status ?? "").StartsWith('4') || code is >= 400 and < 500;
        var hard = kind == ReportKind.Failed && Causes.Hard(cause) && !transient;
        return new ReportedRecipient(kind, address, original, cause, status, code, hard, words);
    }

    /// <summary>Whether the refusal answered a command about the sender: its "unknown" is not the recipient's.</summary>
    private static bool IsAboutSender(string section, string whole)
    {
        var line = ReportText.OneLine(section, ReportReader.MaxWords * 2);
        foreach (var step in SenderSteps)
            if (line.Contains(step, StringComparison.OrdinalIgnoreCase))
                return true;

        // A transcript: the command before the first refusal.
        var refusal = FirstOf(whole, "<<< 5", "<<< 4");
        var command = refusal < 0 ? -1 : whole.LastIndexOf(">>> ", refusal, StringComparison.Ordinal);
        if (command < 0) return false;
        var verb = whole.AsSpan(command + 4).TrimStart();
        foreach (var aboutSender in new[] { "MAIL", "EHLO", "HELO" })
            if (verb.StartsWith(aboutSender, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static int FirstOf(string text, string one, string other)
    {
        var (a, b) = (text.IndexOf(one, StringComparison.Ordinal), text.IndexOf(other, StringComparison.Ordinal));
        return a < 0 ? b : b < 0 ? a : Math.Min(a, b);
    }

    /// <summary>One line of what was said, without the address before it: "&lt;anna@shop.example&gt;: mailbox full".</summary>
    private static string? Words(string text)
    {
        var line = ReportText.OneLine(text, ReportReader.MaxWords);
        var end = line.StartsWith('<') ? line.IndexOf(">:", StringComparison.Ordinal) : -1;
        if (end > 0 && !line.AsSpan(0, end).Contains(' ')) line = line[(end + 2)..].TrimStart();
        return line.Length > 0 ? line : null;
    }
}
