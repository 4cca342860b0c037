using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;

namespace Nightbell.Platform;

/// <summary>Files for a spreadsheet: RFC 4180, UTF-8 with a mark so that spreadsheets read it as such.</summary>
public static partial class Csv
{
    public const string MediaType = "text/csv";

    /// <summary>What spreadsheets take for the beginning of a formula, or of a command.</summary>
    private static readonly SearchValues<char> Formulas = SearchValues.Create("=+-@\t\r\n＝＋－＠|%");

    /// <param name="name">Of the file, without its ending.</param>
    /// <param name="columns">The first line.</param>
    /// <param name="rows">The others: names, numbers, days; null is empty.</param>
    public static IResult File(string name, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        using var file = new MemoryStream();
        Write(file, rows.Prepend(columns), isBeginning: true);
        return TypedResults.File(file.ToArray(), $"{MediaType}; charset=utf-8", $"{name}.csv");
    }

    /// <summary>Writes lines of a file, from its beginning or further on.</summary>
    public static void Write(Stream file, IEnumerable<IReadOnlyList<object?>> rows, bool isBeginning)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using var csv = new CsvWriter(new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: isBeginning), leaveOpen: true), CultureInfo.InvariantCulture);
        foreach (var row in rows)
        {
            foreach (var field in row)
            {
                csv.WriteField(field switch
                {
                    DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    DateTimeOffset at => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                    string text => Harmless(text),
                    _ => field,
                });
            }

            csv.NextRecord();
        }
    }

    /// <summary>
    /// What a visitor wrote, or what somebody is called, must not become a formula where the file is opened: a quote before it makes it text in
    /// every spreadsheet (OWASP, CSV injection). Where lists are separated by semicolons, as in Hungary, or by tabs, a spreadsheet does not see that a
    /// field is one: a cell begins within it, and at each of its lines.
    /// </summary>
    private static string Harmless(string text)
    {
        var inside = CellInside().Replace(text, "${end}'${begin}");
        return text.TrimStart(' ', '\u00a0', '\u3000') is { Length: > 0 } begin && Formulas.Contains(begin[0]) ? "'" + inside : inside;
    }

    /// <summary>A formula behind what may end a cell; also in quotes, which are doubled in the file and nothing before a cell's text.</summary>
    [GeneratedRegex("(?<end>[;\\t\\r\\n])(?<begin>[ \\u00a0\\u3000\"]*[=+\\-@＝＋－＠|%])", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CellInside();
}
