namespace Nightbell.Mail.Tests.Reports;

/// <summary>One line of Samples/labels.tsv: a real mail, and what it says about one recipient; "-" stands for nothing.</summary>
internal sealed record Sample(string File, string Recipient, string Kind, string Cause, string Status, string Hard, string ReplyCode)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Reports", "Samples");

    public static readonly IReadOnlyList<Sample> All =
    [
        .. System.IO.File.ReadLines(Path.Combine(Folder, "labels.tsv")).Skip(1).Select(line => line.Split('\t'))
            .Select(f => new Sample(f[0], f[1], f[2], f[3], f[4], f[5], f[6])),
    ];

    /// <summary>The server's words, where a mail was read rather than labelled.</summary>
    public string? Words { get; init; }

    public byte[] Octets => Read(File);

    public static byte[] Read(string file) => System.IO.File.ReadAllBytes(Path.Combine(Folder, file));
}
