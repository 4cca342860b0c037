using System.Globalization;
using System.Text;
using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Reports;

/// <summary>Reads message/delivery-status (RFC 3464; in UTF-8: RFC 6533), also where its groups are run together or torn apart.</summary>
internal static class DeliveryStatus
{
    /// <summary>Most octets of the part that are read.</summary>
    private const int MaxOctets = 131_072;

    /// <summary>Most groups that are read.</summary>
    private const int MaxGroups = 200;

    private static readonly string[] RecipientFields = ["Final-Recipient", "Original-Recipient", "Action"];

    /// <summary>RFC 3464, 2.3.3, and how some spell it.</summary>
    private static readonly (string Verb, ReportKind Kind)[] Actions =
    [
        ("fail", ReportKind.Failed),
        ("delayed", ReportKind.Delayed),
        ("deliver", ReportKind.Delivered),
        ("relayed", ReportKind.Delivered),
        ("expanded", ReportKind.Delivered),
    ];

    /// <summary>The report in such a part; null when it names no recipient.</summary>
    public static Report? Read(Incoming mail, MimePart part)
    {
        var groups = Groups(part.Content(MaxOctets, mail.Steps), mail.Steps);
        var recipients = new List<ReportedRecipient>();
        var addresses = groups.Select(group => AddressOf(group, mail)).ToList();
        var sections = new Sections(mail.Text.Text, [.. addresses.OfType<string>()], mail.Steps);
        for (var i = 0; i < groups.Count && recipients.Count < ReportReader.MaxRecipients; i++)
            if (addresses[i] is { } address)
                recipients.Add(Recipient(groups[i], address, sections, mail));
        if (recipients.Count == 0) return null;
        var envelopeId = groups.Select(group => group.Find("Original-Envelope-Id")).FirstOrDefault(id => id is not null);
        return ReportReader.Make(mail, recipients, envelopeId is null ? null : Xtext(envelopeId));
    }

    private static ReportedRecipient Recipient(HeaderList group, string address, Sections sections, Incoming mail)
    {
        var original = Typed(group.Find("Original-Recipient"));
        var diagnosis = string.Join(' ', group.All("Diagnostic-Code").Select(Untyped)) is { Length: > 0 } said ? said : null;
        var field = group.Find("Status");
        var status = StatusIn(field, out var comment);
        diagnosis ??= comment;
        var kind = KindOf(group.Find("Action"), status, mail);
        if (original == address) original = null;
        var isLocal = IsLocal(group);
        var section = sections.Of(address);
        if (isLocal && section.Length > 0)
            diagnosis = null;
        return Judgement.Judge(kind, address, original, diagnosis, status, section, mail.Text.Text, mail.Steps, isLocal);
    }

    /// <summary>
    /// The reporting server refused the mail itself, as it delivered to a mailbox or a program of its own: Postfix then names the exit status
    /// in words ("input/output error" for a full mailbox), and tells what happened in the text alone.
    /// </summary>
    private static bool IsLocal(HeaderList group) =>
        group.Find("Diagnostic-Code")?.TrimStart().StartsWith("x-unix", StringComparison.OrdinalIgnoreCase) is true;

    private static ReportKind KindOf(string? action, string? status, Incoming mail)
    {
        foreach (var (verb, kind) in Actions)
            if (action?.TrimStart().StartsWith(verb, StringComparison.OrdinalIgnoreCase) is true)
                return kind;
        if (status is ['2', ..]) return ReportKind.Delivered;
        return status is ['4', ..] && mail.SubjectSigns.Has(Sign.DelayedSubject) ? ReportKind.Delayed : ReportKind.Failed;
    }

    /// <summary>The address of a group: the final one, or the original where that is none; where both are missing, the one the text names.</summary>
    private static string? AddressOf(HeaderList group, Incoming mail)
    {
        if (!Array.Exists(RecipientFields, group.Has)) return null;
        var final = Typed(group.Find("Final-Recipient"));
        if (final is not null && Addresses.IsAddress(final)) return final;
        var original = Typed(group.Find("Original-Recipient"));
        if (original is not null && Addresses.IsAddress(original)) return original;
        return Typed(group.Find("X-Actual-Recipient")) is { } actual && Addresses.IsAddress(actual) ? actual
            : mail.Failed is [var named, ..] ? named
            : final ?? original;
    }

    /// <summary>Splits at blank lines and at every further recipient; a group that names none belongs to the recipient before it.</summary>
    private static List<HeaderList> Groups(ReadOnlyMemory<byte> content, Steps steps)
    {
        var groups = new List<(int Begin, int End, bool Recipient)>();
        var octets = content.Span;
        var begin = 0;
        bool recipient = false, final = false;
        for (var at = 0; at < octets.Length && groups.Count < MaxGroups;)
        {
            var next = Lines.Next(octets, at, out var end);
            var line = octets[at..end].Trim(" \t"u8);
            var isFinal = Opens(line, RecipientFields[0]);
            if (line.IsEmpty || (isFinal && final))
            {
                Close(at);
                begin = line.IsEmpty ? next : at;
                recipient = final = false;
            }

            final |= isFinal;
            recipient |= isFinal || Opens(line, RecipientFields[1]) || Opens(line, RecipientFields[2]);
            at = next;
        }

        Close(octets.Length);
        return [.. groups.Select(group => HeaderList.ReadAll(content[group.Begin..group.End], steps))];

        void Close(int end)
        {
            if (end <= begin) return;
            if (!recipient && groups is [.., { Recipient: true } last]) groups[^1] = last with { End = end };
            else groups.Add((begin, end, recipient));
        }
    }

    private static bool Opens(ReadOnlySpan<byte> line, string field) =>
        line.Length > field.Length && line[field.Length] == ':' && Ascii.EqualsIgnoreCase(line[..field.Length], field);

    /// <summary>The address after its type: "rfc822; bela@example.org" (RFC 3464, 2.3.1).</summary>
    private static string? Typed(string? field)
    {
        if (field is null) return null;
        var text = Untyped(field).AsSpan().Trim();
        var found = Addresses.In(text.ToString());
        return found.Count > 0 ? found[0] : text.Trim("<>").ToString() is { Length: > 0 } other ? other : null;
    }

    private static string Untyped(string field)
    {
        const int LongestType = 20;
        var end = field.IndexOf(';', StringComparison.Ordinal);
        return end is > 0 and <= LongestType && field.AsSpan(0, end).Trim().IndexOf(' ') < 0 ? field[(end + 1)..].Trim() : field.Trim();
    }

    /// <summary>The status, and what stands beside it: "4.2.2 (Over quota)".</summary>
    private static string? StatusIn(string? field, out string? comment)
    {
        comment = null;
        if (field is null) return null;
        var text = field.AsSpan().Trim();
        var end = text.IndexOfAny(" \t(;");
        var word = end < 0 ? text : text[..end];
        if (end > 0 && text[end..].Trim(" \t();") is { Length: > 3 } beside) comment = beside.ToString();
        return ServerWords.IsStatus(word, ofSuccess: true) ? word.ToString() : null;
    }

    /// <summary>Undoes the escapes of RFC 3461, 4: "+3D" is "=".</summary>
    private static string Xtext(string text)
    {
        if (!text.Contains('+', StringComparison.Ordinal)) return text.Trim();
        var output = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '+' && i + 2 < text.Length
                && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet)
                && octet is > 32 and < 127)
            {
                output.Append((char)octet);
                i += 2;
            }
            else output.Append(text[i]);
        }

        return output.ToString().Trim();
    }
}
