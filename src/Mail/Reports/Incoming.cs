using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Reports;

/// <summary>A mail that may be a report, with what several readers need of it taken out once.</summary>
internal sealed class Incoming
{
    /// <summary>Fields in which mail servers note whom a mail was really for, before To.</summary>
    private static readonly string[] EnvelopeFields = ["Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "To"];

    public Incoming(MimePart mail, Steps steps)
    {
        Mail = mail;
        Steps = steps;
        Leaves = [.. mail.Leaves()];
        Subject = mail.Headers.Find("Subject") ?? "";
        From = mail.Headers.Find("From") ?? "";
        SentTo = [.. EnvelopeFields.SelectMany(mail.Headers.All).SelectMany(Addresses.In).Distinct(StringComparer.OrdinalIgnoreCase)];
        Text = ReportText.Of(this);
        SubjectSigns = Signs.In(Subject, steps);
        TextSigns = Signs.In(Text.Text, steps);
    }

    private IReadOnlyList<string>? failed;

    public MimePart Mail { get; }

    /// <summary>Whom it is about, where no field says it: sought once, however many groups ask.</summary>
    public IReadOnlyList<string> Failed => failed ??= FailedRecipients.In(this);

    public Steps Steps { get; }

    /// <summary>Its parts without the multiparts.</summary>
    public IReadOnlyList<MimePart> Leaves { get; }

    public string Subject { get; }

    public string From { get; }

    public IReadOnlyList<string> SentTo { get; }

    public ReportText Text { get; }

    public Signs SubjectSigns { get; }

    public Signs TextSigns { get; }

    /// <summary>The first part of one of these types.</summary>
    public MimePart? Leaf(params ReadOnlySpan<string> types)
    {
        foreach (var leaf in Leaves)
            if (types.Contains(leaf.Type.Name))
                return leaf;
        return null;
    }
}

/// <summary>Which signs stand in a text.</summary>
internal readonly record struct Signs
{
    /// <summary>Most characters that are looked through: reports say what they are at their beginning.</summary>
    private const int MaxText = 8_000;

    private readonly int bits;

    private Signs(int bits) => this.bits = bits;

    public static Signs In(string text, Steps steps)
    {
        var found = 0;
        var plain = Wording.Plain(text.AsSpan(0, Math.Min(text.Length, MaxText)));
        steps.Add(plain.Length);
        Tables.Signs.Search(plain, steps, (sign, _) => found |= 1 << (int)sign);
        return new Signs(found);
    }

    public bool Has(Sign sign) => (bits & (1 << (int)sign)) != 0;
}
