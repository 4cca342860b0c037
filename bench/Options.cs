using System.Diagnostics;
using System.Reflection;

namespace Nightbell.Bench;

/// <summary>What the command line says, and the folder that everything of this run lies in.</summary>
internal sealed class Options : IDisposable
{
    private static readonly TimeSpan PublishPatience = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, string> given = new(StringComparer.Ordinal);
    private string? program;

    private Options() => Folder = Directory.CreateTempSubdirectory("nightbell-bench-").FullName;

    /// <summary>Databases and files of this run; gone afterwards.</summary>
    public string Folder { get; }

    public bool IsPostgres => Text("database", "sqlite") == "postgres";

    /// <exception cref="ArgumentException">An argument that is no <c>--name value</c>.</exception>
    public static Options Parse(string[] arguments)
    {
        var options = new Options();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == arguments.Length)
                throw new ArgumentException($"{arguments[i]}: expected --name value", nameof(arguments));
            options.given[arguments[i][2..]] = arguments[i + 1];
        }

        return options;
    }

    public string Text(string name, string otherwise) => given.GetValueOrDefault(name, otherwise);

    public int Number(string name, int otherwise) => given.TryGetValue(name, out var text) ? int.Parse(text) : otherwise;

    /// <summary>The executable: of the folder given as <c>--program</c>, else published now.</summary>
    public async Task<string> Program()
    {
        program ??= given.GetValueOrDefault("program") ?? await Publish();
        return Path.Combine(program, "nightbell");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private async Task<string> Publish()
    {
        var project = typeof(Options).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ServerProject").Value!;
        var folder = Path.Combine(Folder, "program");
        Console.Error.WriteLine($"Publishing {project} …");
        using var publish = Process.Start(
            new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "-o", folder, "--nologo", "-v", "quiet"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync().WaitAsync(PublishPatience);
        return publish.ExitCode == 0 ? folder : throw new InvalidOperationException(await output);
    }
}
