using System.Text.RegularExpressions;

namespace Nightbell.Cli;

/// <summary>Tells configuration from the command's own words: the same arguments configure every command and the server.</summary>
public static partial class ConfigurationArguments
{
    /// <summary>
    /// Splits off <c>--Section:Key=value</c>, <c>--Urls=…</c> and <c>--environment=…</c>, with <c>=</c> or as two arguments.
    /// What follows <c>--</c> is left alone.
    /// </summary>
    public static (string[] Command, string[] Configuration) Split(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var (command, configuration) = (new List<string>(), new List<string>());
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == "--")
            {
                command.AddRange(args.Skip(i));
                break;
            }

            if (Key().Match(args[i]) is not { Success: true } match)
                command.Add(args[i]);
            else if (match.Groups["value"].Success || i + 1 == args.Count)
                configuration.Add(args[i]);
            else
                configuration.Add($"{args[i]}={args[++i]}");
        }

        return ([.. command], [.. configuration]);
    }

    [GeneratedRegex(
        @"^--(\w[\w.-]*(:[\w.-]+)+|urls|environment)(?<value>=.*)?$",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Key();
}
