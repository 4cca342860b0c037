using System.Text.Json;

namespace Nightbell.Mail.Reports;

/// <summary>Reads reports that are JSON in a mail: the notifications of Amazon's Simple Email Service, by its public description of their fields.</summary>
internal static class JsonNotice
{
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 16, AllowTrailingCommas = true };

    /// <summary>The report in a mail's text; null when that holds none.</summary>
    public static Report? Read(Incoming mail)
    {
        var text = mail.Text.Text;
        var begin = text.IndexOf('{', StringComparison.Ordinal);
        if (begin < 0 || !text.Contains("notificationType", StringComparison.Ordinal)) return null;
        var end = text.LastIndexOf('}');
        if (end < begin) return null;
        try
        {
            mail.Steps.Add(end - begin);
            using var document = JsonDocument.Parse(text.AsMemory(begin, end - begin + 1).ToString(), Lenient);
            return Of(document.RootElement, mail);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second one is for half a surrogate pair, which is found only when its string is read.
            return null;
        }
    }

    private static Report? Of(JsonElement root, Incoming mail)
    {
        // Wrapped once more when it comes by way of the notification service.
        if (Text(root, "Message") is { } inner && inner.StartsWith('{'))
        {
            using var document = JsonDocument.Parse(inner, Lenient);
            return Of(document.RootElement, mail);
        }

        var recipients = Text(root, "notificationType") switch
        {
            "Bounce" => Items(Part(root, "bounce"), "bouncedRecipients").Select(item => Bounced(item, mail)),
            "Complaint" => Items(Part(root, "complaint"), "complainedRecipients")
                .Select(item => Simple(ReportKind.Complaint, Text(item, "emailAddress"), null, mail)),
            "Delivery" => Items(Part(root, "delivery"), "recipients")
                .Select(item => Simple(ReportKind.Delivered, Text(item), Text(Part(root, "delivery"), "smtpResponse"), mail)),
            _ => [],
        };
        var known = recipients.OfType<ReportedRecipient>().Take(ReportReader.MaxRecipients).ToList();
        return known.Count > 0 ? ReportReader.Make(mail, known, null) : null;
    }

    private static ReportedRecipient? Bounced(JsonElement item, Incoming mail)
    {
        if (Text(item, "emailAddress") is not { } address) return null;
        var kind = Text(item, "action") is "delayed" ? ReportKind.Delayed : ReportKind.Failed;
        var diagnosis = Text(item, "diagnosticCode");
        return Judgement.Judge(kind, address, null, diagnosis, StatusOf(item), "", "", mail.Steps);
    }

    private static string? StatusOf(JsonElement item) => Text(item, "status") is { } status && ServerWords.IsStatus(status, ofSuccess: true) ? status : null;

    private static ReportedRecipient? Simple(ReportKind kind, string? address, string? words, Incoming mail) =>
        address is null ? null : Judgement.Judge(kind, address, null, words, null, "", "", mail.Steps);

    private static JsonElement Part(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var part) ? part : default;

    private static JsonElement.ArrayEnumerator Items(JsonElement of, string name) =>
        Part(of, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : default;

    private static string? Text(JsonElement of, string name) => Text(Part(of, name));

    private static string? Text(JsonElement item) => item.ValueKind == JsonValueKind.String ? item.GetString() : null;
}
