using Nightbell.Platform;

namespace Nightbell.Cli;

/// <summary>The rules of the API, for values that stand on the command line.</summary>
public static class Rules
{
    /// <exception cref="Misuse">The configuration has no such package.</exception>
    public static void MustHavePackage(this Settings settings, string package)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!settings.Packages.ContainsKey(package))
            throw new Misuse($"There is no package {package}. There are: {string.Join(", ", settings.Packages.Keys)}.");
    }

    /// <exception cref="Misuse">A value breaks a rule; every one that does is named.</exception>
    public static void MustHold(this Check check)
    {
        ArgumentNullException.ThrowIfNull(check);
        try
        {
            check.Done();
        }
        catch (Problem problem) when (problem.Errors is { } errors)
        {
            throw new Misuse(string.Join(' ', errors.Select(e => Sentence(e.Key, e.Value[0]))));
        }
    }

    private static string Sentence(string what, string rule) => char.ToUpperInvariant(what[0]) + what[1..] + rule switch
    {
        "blank" => " is empty.",
        "characters" => " holds characters that are not allowed.",
        "email" => " is no e-mail address.",
        "too_short" => $" is too short: {Check.MinPasswordLength} characters at least.",
        "too_long" => " is too long.",
        _ => $" breaks a rule: {rule}.",
    };
}
