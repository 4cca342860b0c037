using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Nightbell.Figures;

/// <summary>Figures as a file for a spreadsheet: RFC 4180, UTF-8 with a mark so that spreadsheets read it as such.</summary>
public static class Csv
{
    public const string MediaType = "text/csv";

    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape };

    /// <param name="name">Of the file, without its ending.</param>
    /// <param name="columns">The first line.</param>
    /// <param name="rows">The others: names, numbers, days; null is empty. What a spreadsheet would take for a formula is marked as text.</param>
    public static IResult File(string name, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        using var file = new MemoryStream();
        using (var csv = new CsvWriter(new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)), Configuration))
        {
            foreach (var row in rows.Prepend(columns))
            {
                foreach (var field in row)
                    csv.WriteField(field is DateOnly day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : field);
                csv.NextRecord();
            }
        }

        return TypedResults.File(file.ToArray(), $"{MediaType}; charset=utf-8", $"{name}.csv");
    }
}
