using System.Text;
using Nightbell.Mail.Smtp;

namespace Nightbell.Mail.Reports;

/// <summary>
/// Reads a cause out of a server's reply. Codes alone are weak, so telling words decide first, then the status where it means one thing,
/// then vaguer words, then the rest of the codes; a code also chooses between words that tell of several causes.
/// </summary>
public static class ReplyClassifier
{
    /// <summary>Most characters of a reply that are looked at.</summary>
    private const int MaxText = 8_000;

    /// <summary>The cause a reply tells of.</summary>
    public static Classification Classify(SmtpReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        var byStatus = ByStatus(StatusTable.Statuses, reply.EnhancedStatus);
        var byCode = ByCode(reply.Code);
        var words = Words(reply.Text);
        var cause = Said(Phrases.Telling, words, byStatus ?? byCode)
            ?? byStatus
            ?? Said(Phrases.Hints, words, byCode)
            ?? ByStatus(StatusTable.LooseStatuses, reply.EnhancedStatus)
            ?? byCode
            ?? Cause.Unknown;
        return new Classification(cause, Causes.Hard(cause) && reply.Code >= 500, reply.EnhancedStatus);
    }

    /// <summary>
    /// The same for a whole attempt, also one in which no reply decided: a connection that failed is a server's problem, one refused for its
    /// certificate or for want of encryption is our set-up's. A reply at a step of the session itself is our set-up's too unless its words
    /// tell of pace, trouble or a block.
    /// </summary>
    public static Classification Classify(SmtpResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Reply is null)
        {
            var cause = ByStatus(StatusTable.Statuses, result.LocalStatus) ?? Cause.ServerProblem;
            return new Classification(result.LocalStatus is "4.7.0" ? Cause.SenderSetup : cause, Hard: false, result.LocalStatus);
        }

        var found = Classify(result.Reply);
        var ofSession = result.Step is SmtpStep.Greeting or SmtpStep.Ehlo or SmtpStep.StartTls or SmtpStep.Auth;
        var fits = found.Cause is Cause.SenderSetup or Cause.RateLimited or Cause.ServerProblem or Cause.SenderBlocked;
        return ofSession && !fits ? found with { Cause = Cause.SenderSetup, Hard = false } : found;
    }

    /// <summary>The first cause whose phrase is in the words, or the preferred one if a later phrase tells of it.</summary>
    private static Cause? Said((Cause Cause, string Phrase)[] phrases, string words, Cause? preferred)
    {
        Cause? first = null;
        foreach (var (cause, phrase) in phrases)
        {
            if ((first is not null && cause != preferred) || !Contains(words, phrase)) continue;
            if (cause == preferred || preferred is null) return cause;
            first = cause;
        }

        return first;
    }

    private static bool Contains(ReadOnlySpan<char> words, ReadOnlySpan<char> phrase)
    {
        foreach (var range in phrase.Split('…'))
        {
            var part = phrase[range].Trim(' ');
            var at = words.IndexOf(part, StringComparison.Ordinal);
            if (at < 0) return false;
            words = words[(at + part.Length)..];
        }

        return true;
    }

    private static Cause? ByStatus((string Status, Cause Cause)[] table, string? status)
    {
        if (status?.Split('.') is not [var kind, var subject, var detail]) return null;
        foreach (var (pattern, cause) in table)
        {
            var wanted = pattern.Split('.');
            if (Fits(wanted[0], kind) && Fits(wanted[1], subject) && Fits(wanted[2], detail)) return cause;
        }

        return null;

        static bool Fits(string wanted, string part) => wanted == "x" || wanted == part;
    }

    private static Cause? ByCode(int code)
    {
        foreach (var (known, cause) in StatusTable.ReplyCodes)
            if (known == code) return cause;
        return null;
    }

    /// <summary>The text in lower case, its blanks and line ends made one blank each, without the status that opens each of its lines.</summary>
    private static string Words(string text)
    {
        var words = new StringBuilder();
        foreach (var line in text[..Math.Min(text.Length, MaxText)].Split('\n'))
        {
            foreach (var word in line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries))
            {
                if (word.Length <= 9 && word.All(c => char.IsAsciiDigit(c) || c == '.') && word.Contains('.', StringComparison.Ordinal)) continue;
                words.Append(word.ToLowerInvariant()).Append(' ');
            }
        }

        return words.ToString();
    }
}
