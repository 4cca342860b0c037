using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Replies;

/// <summary>Which side of a multipart/alternative is read.</summary>
internal enum Preference
{
    Plain,
    Html,
}

/// <summary>The text of a mail as lines, and the names of what is not text.</summary>
internal sealed class ReplyBody(Steps steps)
{
    /// <summary>Most octets of a part that are read; a person writes less.</summary>
    private const int MaxPlainOctets = 1 << 18;
    private const int MaxHtmlOctets = 1 << 20;

    /// <summary>A picture within the text that is smaller than this many octets is a logo rather than something to tell of.</summary>
    private const int MaxLogoOctets = 8_192;

    /// <summary>Longest name of an attachment.</summary>
    private const int MaxName = 80;

    private readonly List<string> attachments = [];

    public List<Line> Lines { get; } = [];

    public IReadOnlyList<string> Attachments => attachments;

    /// <summary>Whether there was more than is read.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Whether the same was said both as plain text and as HTML.</summary>
    public bool HasChoice { get; private set; }

    public void Add(MimePart part, Preference preference)
    {
        if (part.Type.Name == "multipart/alternative" && part.Parts.Count > 0) AddOneOf(part, preference);
        else if (part.Type.IsMultipart && part.Parts.Count > 0)
            foreach (var child in part.Parts) Add(child, preference);
        else if (part.IsAttachment || part.Type["name"] is not null || !IsText(part)) Attach(part);
        else if (part.Type.Name == "text/html") AddHtml(part);
        else AddPlain(part);
    }

    private static bool IsText(MimePart part) => part.Type.Name is "text/plain" or "text/html" or "text/enriched" or "text";

    private void AddOneOf(MimePart part, Preference preference)
    {
        var plain = part.Parts.FirstOrDefault(p => p.Type.Name == "text/plain" && !IsBlank(p));
        var rich = part.Parts.LastOrDefault(p => p != plain && p.Leaves().Any(leaf => leaf.Type.Name == "text/html" && !leaf.IsAttachment));
        HasChoice |= plain is not null && rich is not null;
        var chosen = preference == Preference.Html ? rich ?? plain : plain ?? rich;
        if (chosen is not null) Add(chosen, preference);

        // What hangs on the side that is not read was sent all the same.
        foreach (var other in part.Parts)
            if (other != chosen)
                foreach (var leaf in other.Leaves())
                    if (!IsText(leaf) && leaf.Type.Name is not ("text/calendar" or "text/x-amp-html"))
                        Attach(leaf);
    }

    private bool IsBlank(MimePart part)
    {
        const int Enough = 4_096;
        return string.IsNullOrWhiteSpace(part.Text(Enough, steps));
    }

    private void AddPlain(MimePart part)
    {
        var flowed = string.Equals(part.Type["format"], "flowed", StringComparison.OrdinalIgnoreCase);
        var deleteSpace = string.Equals(part.Type["delsp"], "yes", StringComparison.OrdinalIgnoreCase);
        var text = part.Text(MaxPlainOctets, steps);
        IsCut |= text.Length >= MaxPlainOctets || !PlainLines.Add(Lines, text, flowed, deleteSpace, steps);
    }

    private void AddHtml(MimePart part)
    {
        var html = part.Text(MaxHtmlOctets, steps);
        IsCut |= html.Length >= MaxHtmlOctets || !HtmlLines.Add(Lines, html, steps);
    }

    private void Attach(MimePart part)
    {
        if (attachments.Count >= ReplyReader.MaxAttachments || part.Type.Name is "application/pgp-signature" or "application/pkcs7-signature" or "application/x-pkcs7-signature") return;
        var inline = part.Headers.Has("Content-ID") && !part.IsAttachment && part.Type.Name.StartsWith("image/", StringComparison.Ordinal);
        if (inline && part.Body.Length < MaxLogoOctets) return;
        var name = MediaType.Parse(part.Headers.Find("Content-Disposition"))?["filename"] ?? part.Type["name"]
            ?? (part.Type.IsMessage && part.Parts is [var message, ..] ? message.Headers.Find("Subject") : null);
        var clean = PlainLines.Clean((name ?? "").AsSpan().Trim(), 0).Text.Replace('\t', ' ');
        if (clean.Length > MaxName) clean = string.Concat(clean.AsSpan(0, char.IsHighSurrogate(clean[MaxName - 1]) ? MaxName - 1 : MaxName), "…");
        attachments.Add(clean.Length > 0 ? clean : part.Type.Name);
    }
}
