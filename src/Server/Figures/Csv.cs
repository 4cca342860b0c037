using System.Globalization;
using System.Text;

namespace Nightbell.Figures;

/// <summary>Figures as a file for a spreadsheet: RFC 4180, UTF-8 with a mark so that spreadsheets read it as such.</summary>
public static class Csv
{
    public const string MediaType = "text/csv";

    /// <summary>Signs with which a spreadsheet would take a text for a formula.</summary>
    private const string FormulaSigns = "=+-@\t\r";

    /// <param name="name">Of the file, without its ending.</param>
    /// <param name="columns">The first line.</param>
    /// <param name="rows">The others: texts, numbers, days; null is empty.</param>
    public static IResult File(string name, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        var text = new StringBuilder("\uFEFF");
        foreach (var row in rows.Prepend(columns))
            text.AppendJoin(',', row.Select(Field)).Append("\r\n");
        return TypedResults.File(Encoding.UTF8.GetBytes(text.ToString()), $"{MediaType}; charset=utf-8", $"{name}.csv");
    }

    private static string Field(object? value)
    {
        var text = value switch
        {
            null => "",
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => Harmless(value.ToString()!),
        };
        return text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Harmless(string text) => text.Length > 0 && FormulaSigns.Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;
}
