using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Nightbell.Files;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>
/// Builds the plain and the HTML part of a mail side by side. The HTML is a single narrow column with inline styles and system
/// fonts: what Outlook, Gmail, Apple Mail and telephones agree on, in light and dark, without a remote image.
/// </summary>
public sealed class MailBody(string locale)
{
    private const string Muted = "color:#6b7280;font-size:14px;line-height:20px;margin:0 0 8px";
    private const string Paragraph = "font-size:16px;line-height:24px;margin:0 0 16px";
    private const string Heading = "font-size:20px;line-height:28px;margin:0 0 16px;font-weight:600";

    private const string Quote = "margin:0 0 12px;padding:10px 14px;font-size:16px;line-height:24px;white-space:pre-wrap;overflow-wrap:anywhere";

    private const string Button =
        "display:inline-block;padding:12px 20px;border-radius:8px;background:#3b5bdb;color:#ffffff;font-size:16px;font-weight:600;text-decoration:none";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly bool isRightToLeft = Texts.IsRightToLeft(locale);
    private readonly StringBuilder text = new();
    private readonly StringBuilder html = new();

    public string Text => text.ToString().TrimEnd('\n') + "\n";

    public string Html => $"""
        <!doctype html>
        <html lang="{locale}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <meta name="supported-color-schemes" content="light dark">
        </head>
        <body style="margin:0;padding:24px 16px;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
        <div dir="{(isRightToLeft ? "rtl" : "ltr")}" style="max-width:560px;margin:0 auto">
        {html}</div>
        </body>
        </html>

        """;

    public MailBody Title(string line)
    {
        text.Append(line).Append("\n\n");
        html.Append(CultureInfo.InvariantCulture, $"<h1 style=\"{Heading}\">{Encode(line)}</h1>\n");
        return this;
    }

    public MailBody Line(string line)
    {
        text.Append(line).Append("\n\n");
        html.Append(CultureInfo.InvariantCulture, $"<p style=\"{Paragraph}\">{Encode(line)}</p>\n");
        return this;
    }

    /// <summary>Small print.</summary>
    public MailBody Note(string line)
    {
        text.Append(line).Append("\n\n");
        html.Append(CultureInfo.InvariantCulture, $"<p style=\"{Muted}\">{Encode(line)}</p>\n");
        return this;
    }

    /// <summary>A fact of the visitor's, such as a telephone number.</summary>
    public MailBody Fact(string label, string value)
    {
        text.Append(label).Append(": ").Append(value).Append('\n');
        html.Append(CultureInfo.InvariantCulture, $"<p style=\"{Muted}\">{Encode(label)}: {Encode(value)}</p>\n");
        return this;
    }

    /// <summary>Somebody's words, which run as they do themselves, with a line above them.</summary>
    public MailBody Said(string above, string words, bool isNew)
    {
        text.Append(above).Append('\n');
        foreach (var line in words.Split('\n'))
            text.Append("> ").Append(line).Append('\n');
        text.Append('\n');
        html.Append(CultureInfo.InvariantCulture, $"<p style=\"{Muted}\">{Encode(above)}</p>\n");
        // Outlook knows no side by its place in the line.
        var bar = $"border-{(isRightToLeft ? "right" : "left")}:3px solid {(isNew ? "#3b5bdb" : "#9ca3af")}";
        html.Append(CultureInfo.InvariantCulture, $"<p dir=\"auto\" style=\"{Quote};{bar}\">{Encode(words)}</p>\n");
        return this;
    }

    public MailBody Link(string label, string url)
    {
        text.Append(label).Append(":\n").Append(url).Append("\n\n");
        html.Append(CultureInfo.InvariantCulture, $"<p style=\"margin:20px 0\"><a href=\"{Encode(url)}\" style=\"{Button}\">{Encode(label)}</a></p>\n");
        return this;
    }

    public MailBody SmallLink(string label, string url)
    {
        text.Append(label).Append(": ").Append(url).Append('\n');
        html.Append(CultureInfo.InvariantCulture, $"<p style=\"{Muted}\"><a href=\"{Encode(url)}\" style=\"color:#6b7280\">{Encode(label)}</a></p>\n");
        return this;
    }

    /// <summary>Where the files of a message are read.</summary>
    public MailBody Files(IEnumerable<ChatFile> files, string publicUrl)
    {
        ArgumentNullException.ThrowIfNull(files);
        var any = false;
        foreach (var file in files)
        {
            any = true;
            SmallLink(file.Name, publicUrl + FileItem.Of(file).Url);
        }

        return any ? Gap() : this;
    }

    public MailBody Gap()
    {
        text.Append('\n');
        html.Append("<div style=\"height:12px\"></div>\n");
        return this;
    }

    /// <summary>A line between what happened and why it was sent.</summary>
    public MailBody Rule()
    {
        text.Append("-- \n");
        html.Append("<hr style=\"border:0;border-top:1px solid #d1d5db;margin:24px 0 16px\">\n");
        return this;
    }

    private static string Encode(string value) => Encoder.Encode(value);
}
