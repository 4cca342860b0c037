using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Reports;

/// <summary>Reads complaints (RFC 5965; of failed authentication: RFC 6591), also those of before the format.</summary>
internal static class FeedbackReport
{
    /// <summary>Most octets of the part that are read.</summary>
    private const int MaxOctets = 65_536;

    /// <summary>Where the recipient of the mail complained about stands in the returned mail, best first.</summary>
    private static readonly string[] ReturnedFields = ["X-HmXmrOriginalRecipient", "To", "Delivered-To", "X-Original-To", "Cc"];

    /// <summary>The complaint in a mail; null when it is none.</summary>
    public static Report? Read(Incoming mail)
    {
        var part = mail.Leaf("message/feedback-report");
        var asked = part is not null || mail.Mail.Type["report-type"] is "feedback-report";
        if (!asked && !(mail.SubjectSigns.Has(Sign.Complaint) && mail.Text.Returned is not null)) return null;
        var fields = part is null ? null : HeaderList.ReadAll(part.Content(MaxOctets, mail.Steps), mail.Steps);

        // Who took it out of the spam (RFC 6430) does not complain.
        if (fields?.Find("Feedback-Type")?.Trim().ToUpperInvariant() is "NOT-SPAM")
            return ReportReader.Make(mail, [], fields.Find("Original-Envelope-Id"), ReportKind.Unknown);
        var found = AddressesOf(fields, mail);
        var words = ReportText.OneLine(mail.Text.Text, ReportReader.MaxWords);
        var recipients = found.Take(ReportReader.MaxRecipients).Select(address =>
            new ReportedRecipient(ReportKind.Complaint, address, null, null, null, null, null, words.Length > 0 ? words : null));
        return ReportReader.Make(mail, [.. recipients], fields?.Find("Original-Envelope-Id"), ReportKind.Complaint);
    }

    private static IReadOnlyList<string> AddressesOf(HeaderList? fields, Incoming mail)
    {
        foreach (var name in new[] { "Original-Rcpt-To", "Removal-Recipient" })
            if (fields?.All(name).SelectMany(Addresses.In).Distinct(StringComparer.OrdinalIgnoreCase).ToList() is { Count: > 0 } told)
                return told;
        foreach (var name in ReturnedFields)
            if (mail.Text.Returned is { } returned && Addresses.In(returned.Find(name)) is { Count: > 0 } addresses)
                return addresses;
        return [];
    }
}
