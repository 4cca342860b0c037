using Microsoft.Playwright;

namespace Nightbell.Browser.Tests;

/// <summary>Finds what keeps people with disabilities from using a page, as far as a machine can.</summary>
internal static class Axe
{
    private const string Run = """
        axe.run(document).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}\n${failureSummary}`)))
        """;

    private static readonly Lazy<string> Script = new(Read);

    /// <summary>All that axe-core finds, by all of its rules.</summary>
    public static async Task<IReadOnlyList<string>> Findings(this IPage page)
    {
        await page.EvaluateAsync(Script.Value);
        return await page.EvaluateAsync<string[]>(Run);
    }

    private static string Read()
    {
        using var reader = new StreamReader(typeof(Axe).Assembly.GetManifestResourceStream("axe.min.js")!);
        return reader.ReadToEnd();
    }
}
