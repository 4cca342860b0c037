using System.Globalization;

namespace Nightbell.Simulation;

/// <summary>Somebody does something at a moment of the story. Written as a line of words, and read back from it.</summary>
/// <param name="At">After the beginning.</param>
/// <param name="Who">An agent, a visitor (<c>v1</c>), or <c>mail</c>, <c>fault</c>, <c>operator</c>.</param>
/// <param name="Verb">What they do.</param>
/// <param name="What">With what; several words are allowed, semicolons are not.</param>
public sealed record Step(TimeSpan At, string Who, string Verb, string What = "")
{
    public static Step Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var words = line.Trim().Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 3
            ? new Step(Plan.ParseTime(words[0]), words[1], words[2], words.Length == 4 ? words[3] : "")
            : throw new FormatException($"A step is «h:mm:ss who verb [what]»: {line}");
    }

    public override string ToString() => $"{Plan.Write(At)} {Who} {Verb} {What}".TrimEnd();
}

/// <summary>All that people, the mail server and chance do in one story; what the server makes of it is the story itself.</summary>
/// <param name="Length">How long it lasts.</param>
/// <param name="Steps">In order of time.</param>
public sealed record Plan(TimeSpan Length, IReadOnlyList<Step> Steps)
{
    /// <summary>Reads what <see cref="ToString"/> wrote: one line that a regression test keeps.</summary>
    public static Plan Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var parts = line.Split('|', 2);
        return new Plan(
            ParseTime(parts[0].Trim()),
            [.. parts[1].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Step.Parse)]);
    }

    public override string ToString() => $"{Write(Length)} | {string.Join("; ", Steps)}";

    public static string Write(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss}");

    public static TimeSpan ParseTime(string text)
    {
        var parts = text.Split(':').Select(p => int.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        return parts.Length == 3 ? new TimeSpan(parts[0], parts[1], parts[2]) : throw new FormatException($"A time is h:mm:ss: {text}");
    }
}
