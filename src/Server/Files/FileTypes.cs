using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Nightbell.Files;

/// <summary>What a file may be, from <c>types.tsv</c>: told by its content, and by its name only which of several such it is.</summary>
public static class FileTypes
{
    private static readonly IReadOnlyList<FileType> All = Load();

    private static readonly Dictionary<string, FileType> ByEnding =
        All.SelectMany(t => t.Endings, (type, ending) => (type, ending)).ToDictionary(t => t.ending, t => t.type, StringComparer.Ordinal);

    /// <summary>Every media type there may be.</summary>
    public static IReadOnlyList<string> MediaTypes { get; } = [.. All.Select(t => t.MediaType)];

    /// <summary>The type that a name claims; null for one that may not be sent.</summary>
    public static FileType? Claimed(string ending) => ByEnding.GetValueOrDefault(ending.ToLowerInvariant());

    /// <summary>The first type that a content is, whatever its name says.</summary>
    public static FileType? OfContent(FileSample sample) => All.FirstOrDefault(t => t.Is(sample));

    private static FileType[] Load()
    {
        using var table = new StreamReader(typeof(FileTypes).Assembly.GetManifestResourceStream("Files.types.tsv")!);
        return
        [
            .. table.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Where(line => line[0] != '#').Select(line => line.Split('\t'))
                .Select(fields => new FileType(fields[0], fields[1].Split(','), fields[2])),
        ];
    }
}

/// <summary>What is looked at of a file: its beginning, its end, and whether all of it could be text.</summary>
/// <param name="Head">The first octets, up to <see cref="MaxHead"/>.</param>
/// <param name="Tail">The last octets, where archives have their directory.</param>
/// <param name="IsText">No octet is a control character.</param>
public readonly record struct FileSample(ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Tail, bool IsText)
{
    /// <summary>Octets: the size of a picture stands behind its camera's notes and profiles.</summary>
    public const int MaxHead = 256 * 1024;

    /// <summary>Octets: room for the directory of thousands of entries.</summary>
    public const int MaxTail = 128 * 1024;
}

/// <summary>A kind of file that may be sent.</summary>
public sealed class FileType
{
    /// <summary>Where the name of an archive's entry and its length stand (APPNOTE.TXT): before the entry itself (4.3.7), and in the directory (4.3.12).</summary>
    private static readonly (byte[] Mark, int NameLengthAt, int NameAt) Entry = ([(byte)'P', (byte)'K', 3, 4], 26, 30);
    private static readonly (byte[] Mark, int NameLengthAt, int NameAt) Listed = ([(byte)'P', (byte)'K', 1, 2], 28, 46);

    private static readonly HashSet<string> Pictures = new(["image/png", "image/jpeg", "image/gif", "image/webp"], StringComparer.Ordinal);

    private readonly IReadOnlyList<IReadOnlyList<Condition>> alternatives;

    /// <param name="mediaType">As the table has it.</param>
    /// <param name="endings">Lower case, without the dot.</param>
    /// <param name="content">How the content shows it, in the words of the table.</param>
    public FileType(string mediaType, IReadOnlyList<string> endings, string content)
    {
        ArgumentNullException.ThrowIfNull(content);
        (MediaType, Endings) = (mediaType, endings);
        alternatives = [.. content.Split('|').Select(a => (IReadOnlyList<Condition>)[.. a.Split('&').Select(Condition.Read)])];
    }

    public string MediaType { get; }

    public IReadOnlyList<string> Endings { get; }

    /// <summary>Whether browsers draw it and nothing else: these alone are shown where they are, everything else is kept as a file.</summary>
    public bool IsPicture => Pictures.Contains(MediaType);

    public bool Is(FileSample sample) => alternatives.Any(all => all.All(c => c.Holds(sample)));

    /// <summary>What is to be found where, or anywhere among an archive's entries, or that there are no controls.</summary>
    private sealed record Condition(int At, byte[] Octets, bool IsEntry, bool IsText)
    {
        public static Condition Read(string words)
        {
            if (words == "text")
                return new(0, [], IsEntry: false, IsText: true);
            if (words.StartsWith("has:", StringComparison.Ordinal))
                return new(0, Encoding.ASCII.GetBytes(words[4..]), IsEntry: true, IsText: false);
            var colon = words.IndexOf(':', StringComparison.Ordinal);
            var what = words[(colon + 1)..];
            return new(
                int.Parse(words[..colon], CultureInfo.InvariantCulture),
                what[0] == '\'' ? Encoding.ASCII.GetBytes(what.Trim('\'')) : Convert.FromHexString(what),
                IsEntry: false,
                IsText: false);
        }

        public bool Holds(FileSample sample)
        {
            if (IsText)
                return sample.IsText;
            if (IsEntry)
                return HasEntry(sample.Tail.Span, Listed) || HasEntry(sample.Head.Span, Entry);
            return sample.Head.Length > At && sample.Head.Span[At..].StartsWith(Octets);
        }

        private bool HasEntry(ReadOnlySpan<byte> octets, (byte[] Mark, int NameLengthAt, int NameAt) entry)
        {
            for (int found; (found = octets.IndexOf(entry.Mark)) >= 0; octets = octets[(found + 1)..])
            {
                var here = octets[found..];
                if (here.Length < entry.NameAt)
                    return false;
                var length = BinaryPrimitives.ReadUInt16LittleEndian(here[entry.NameLengthAt..]);
                if (here.Length >= entry.NameAt + length && here.Slice(entry.NameAt, length).StartsWith(Octets))
                    return true;
            }

            return false;
        }
    }
}
