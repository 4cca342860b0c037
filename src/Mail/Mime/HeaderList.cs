using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Nightbell.Mail.Mime;

/// <summary>The header fields of an entity (RFC 5322, 2.2; in UTF-8: RFC 6532), kept as octets until somebody asks for one.</summary>
public sealed class HeaderList
{
    /// <summary>Most fields; further ones are read over.</summary>
    public const int MaxFields = 500;

    /// <summary>Most octets of one field's value; the rest is cut.</summary>
    public const int MaxValueOctets = 16_384;

    /// <summary>Most lines of a field that begin without the blank of a fold, before one that is a field again.</summary>
    private const int MaxLostFolds = 10;

    private static readonly SearchValues<byte> NameOctets = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    private readonly ReadOnlyMemory<byte> mail;
    private readonly List<Field> fields;
    private readonly Steps steps;

    private HeaderList(ReadOnlyMemory<byte> mail, List<Field> fields, Steps steps) => (this.mail, this.fields, this.steps) = (mail, fields, steps);

    /// <summary>How many there are.</summary>
    public int Count => fields.Count;

    /// <summary>The first of this name, unfolded and with its encoded words (RFC 2047) decoded; null when there is none.</summary>
    public string? Find(string name) => Raw(name) is { } raw ? EncodedWords.Decode(raw, steps) : null;

    /// <summary>All of this name, in order, as <see cref="Find"/>.</summary>
    public IEnumerable<string> All(string name)
    {
        foreach (var field in fields)
            if (IsNamed(field, name))
                yield return EncodedWords.Decode(Value(field), steps);
    }

    /// <summary>The first of this name, unfolded only; null when there is none.</summary>
    internal string? Raw(string name)
    {
        foreach (var field in fields)
            if (IsNamed(field, name))
                return Value(field);
        return null;
    }

    /// <summary>Whether there is one of this name.</summary>
    public bool Has(string name) => fields.Exists(field => IsNamed(field, name));

    /// <summary>
    /// It was sent by the null sender, which is for what must not be answered (RFC 5321, 4.5.5), as the last server wrote it down. Postfix's pipe
    /// writes it as its second form, unless it is told otherwise.
    /// </summary>
    public bool HasNullSender => Find("Return-Path")?.Trim().ToUpperInvariant() is "<>" or "<MAILER-DAEMON>";

    /// <summary>
    /// Reads fields up to a blank line, which is taken too, to a boundary, to a line that is no field, or to the end.
    /// </summary>
    internal static HeaderList Read(ReadOnlyMemory<byte> mail, ref int at, Func<int, bool> atBoundary, Steps steps)
    {
        var found = new List<Field>();
        var octets = mail.Span;
        var begin = at;
        var ahead = 0;
        var kept = false;
        while (at < octets.Length)
        {
            var next = Lines.Next(octets, at, out var end);
            var line = octets[at..end];
            steps.Add(next - at);
            if (line.IsEmpty)
            {
                at = next;
                break;
            }

            if (line[0] == '-' && atBoundary(at)) break;
            var name = NameLength(line);
            if (name > 0)
            {
                kept = found.Count < MaxFields;
                if (kept) found.Add(new Field(at, name, at + line.IndexOf((byte)':') + 1, end));
            }
            else if (found.Count > 0 && GoesOn(octets, at, next, ref ahead, steps))
            {
                if (kept) found[^1] = found[^1] with { End = end };
            }
            else if (at > begin || !IsEnvelopeLine(line)) break;
            at = next;
        }

        return new HeaderList(mail, found, steps);
    }

    /// <summary>
    /// Fields without a blank line to end them, such as a group of message/delivery-status: every line that is no field goes on with the one
    /// before.
    /// </summary>
    internal static HeaderList ReadAll(ReadOnlyMemory<byte> block, Steps steps)
    {
        var found = new List<Field>();
        var octets = block.Span;
        for (var at = 0; at < octets.Length;)
        {
            var next = Lines.Next(octets, at, out var end);
            var line = octets[at..end];
            steps.Add(next - at);
            var name = NameLength(line);
            if (name > 0 && found.Count < MaxFields) found.Add(new Field(at, name, at + line.IndexOf((byte)':') + 1, end));
            else if (name == 0 && found.Count is > 0 and < MaxFields) found[^1] = found[^1] with { End = end };
            at = next;
        }

        return new HeaderList(block, found, steps);
    }

    /// <summary>The length of the name a line opens with; 0 when it is no field (RFC 5322, 2.2: printable ASCII up to a colon).</summary>
    private static int NameLength(ReadOnlySpan<byte> line)
    {
        var length = line.IndexOfAnyExceptInRange((byte)'!', (byte)'~');
        var printable = length < 0 ? line : line[..length];
        var colon = printable.IndexOf((byte)':');
        if (colon >= 0) return colon;
        var after = line[printable.Length..].TrimStart(" \t"u8);
        return after.Length > 0 && after[0] == ':' ? printable.Length : 0;
    }

    /// <summary>Some fold a list of parameters without the blank that a fold begins with.</summary>
    private static bool EndsOpen(ReadOnlySpan<byte> before) => before[^Math.Min(before.Length, 8)..].TrimEnd("\r\n \t"u8) is [.., (byte)';'];

    /// <summary>
    /// Whether a line that is no field belongs to the field above it. Lines up to "ahead" were found to do so; nothing is looked at twice,
    /// so that work stays linear.
    /// </summary>
    private static bool GoesOn(ReadOnlySpan<byte> octets, int at, int next, ref int ahead, Steps steps)
    {
        if (octets[at] is (byte)' ' or (byte)'\t' || at < ahead || EndsOpen(octets[..at])) return true;
        ahead = FieldAhead(octets, next, steps);
        return ahead > 0;
    }

    /// <summary>Some lose the blank of a fold altogether: where a field follows soon, the lines before it belong to the one above. 0 for none.</summary>
    private static int FieldAhead(ReadOnlySpan<byte> octets, int position, Steps steps)
    {
        for (var lines = 0; lines < MaxLostFolds && position < octets.Length; lines++)
        {
            var next = Lines.Next(octets, position, out var end);
            steps.Add(next - position);
            var line = octets[position..end];
            if (line.IsEmpty || line[0] == '-') return 0;
            if (NameLength(line) is > 1 and var name && line[..name].IndexOfAnyExcept(NameOctets) < 0) return position;
            position = next;
        }

        return 0;
    }

    private static bool IsEnvelopeLine(ReadOnlySpan<byte> line) => line.StartsWith("From "u8) || line.StartsWith(">From "u8);

    private bool IsNamed(Field field, string name) =>
        field.NameLength == name.Length && Ascii.EqualsIgnoreCase(mail.Span.Slice(field.Begin, field.NameLength), name);

    private string Value(Field field)
    {
        var octets = mail.Span[field.Value..field.End];
        if (octets.Length > MaxValueOctets) octets = octets[..MaxValueOctets];
        steps.Add(octets.Length);
        if (octets.IndexOfAny((byte)'\r', (byte)'\n') < 0) return Charsets.Decode(octets.Trim(" \t"u8), null);
        Span<byte> unfolded = octets.Length <= 1024 ? stackalloc byte[octets.Length] : new byte[octets.Length];
        var length = 0;
        foreach (var octet in octets)
            if (octet is not ((byte)'\r' or (byte)'\n'))
                unfolded[length++] = octet;
        return Charsets.Decode(unfolded[..length].Trim(" \t"u8), null);
    }

    /// <summary>Where a field is: its name from <paramref name="Begin"/>, its value between the last two.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Field(int Begin, int NameLength, int Value, int End);
}
