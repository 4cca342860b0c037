namespace Nightbell.Mail.Dns;

/// <summary>Short ways to write findings.</summary>
internal static class Facts
{
    /// <summary>Most characters of one fact: what stands in the DNS is anybody's text.</summary>
    private const int MaxCharacters = 500;

    public static DomainFinding Ok(FindingCode code, params (string Name, object? Value)[] facts) => new(code, Severity.Ok, Of(facts));

    public static DomainFinding Warning(FindingCode code, params (string Name, object? Value)[] facts) => new(code, Severity.Warning, Of(facts));

    public static DomainFinding Problem(FindingCode code, params (string Name, object? Value)[] facts) => new(code, Severity.Problem, Of(facts));

    private static Dictionary<string, string> Of((string Name, object? Value)[] facts)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in facts)
        {
            var text = value is bool yes ? (yes ? "true" : "false") : FormattableString.Invariant($"{value}");
            if (value is not null) all[name] = text.Length <= MaxCharacters ? text : text[..MaxCharacters];
        }

        return all;
    }
}
