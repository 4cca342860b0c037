using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Nightbell.Mail.Tests;

namespace Nightbell.Server.Tests.Guides;

/// <summary>A program that stands in a guide, running.</summary>
internal sealed partial class GuideProgram : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("nightbell-guide-");
    private readonly List<string> lines = [];
    private readonly Process process;

    private GuideProgram(string program, string name, string code, Dictionary<string, string> environment)
    {
        System.IO.File.WriteAllText(Path.Combine(folder.FullName, name), name.EndsWith(".sh", StringComparison.Ordinal) ? "set -euo pipefail\n" + code : code);
        var start = new ProcessStartInfo(program, [name])
        {
            WorkingDirectory = folder.FullName,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines)
                return [.. lines.Select(l => l.TrimEnd())];
        }
    }

    public string Output => string.Join('\n', Lines);

    public bool HasEnded => process.HasExited;

    public int ExitCode => process.ExitCode;

    public static GuideProgram Start(string program, string guide, string name, Dictionary<string, string> environment)
    {
        var block = Block().Matches(Read(guide)).Single(m => m.Groups["name"].Value == name);
        return new(program, name, block.Groups["code"].Value, environment);
    }

    public static string Read(string guide)
    {
        var server = typeof(GuideProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ServerProject").Value!;
        return System.IO.File.ReadAllText(Path.Combine(server, "..", "..", "docs", "integrate", guide));
    }

    public string File(string name) => System.IO.File.ReadAllText(Path.Combine(folder.FullName, name));

    public ValueTask DisposeAsync()
    {
        process.End();
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (lines)
            lines.Add(line);
    }

    [GeneratedRegex(@"<!-- run: (?<name>\S+) -->\n```\w+\n(?<code>.*?)\n```\n", RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Block();
}
