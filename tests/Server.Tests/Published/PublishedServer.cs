using System.Diagnostics;
using System.Reflection;
using System.Text;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Published;

/// <summary>
/// The program as <c>dotnet publish</c> leaves it: the one whose file <c>NIGHTBELL_PUBLISHED</c> names, or one that is made for this test run.
/// </summary>
public sealed class PublishedServer : IAsyncLifetime
{
    private static readonly TimeSpan PublishPatience = TimeSpan.FromMinutes(10);
    private static readonly string? Given = Environment.GetEnvironmentVariable("NIGHTBELL_PUBLISHED");

    private readonly string folder =
        Given is null ? Directory.CreateTempSubdirectory("nightbell-published-").FullName : Path.GetDirectoryName(Given)!;

    public string Executable => Path.Combine(folder, OperatingSystem.IsWindows() ? "nightbell.exe" : "nightbell");

    public async ValueTask InitializeAsync()
    {
        if (Given is not null)
            return;

        // Without machine code, which changes how fast it starts and nothing else: other projects build beside this, from the same restore.
        var (exit, output) = await Run(
            "dotnet", ["publish", ProjectFolder(), "-c", "Release", "-o", folder, "--nologo", "-nodeReuse:false", "-p:PublishReadyToRun=false"], "", PublishPatience);
        Assert.True(exit == 0, $"dotnet publish ended with {exit}:\n{output}");
    }

    public ValueTask DisposeAsync()
    {
        if (Given is null)
            Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Starts the server from a foreign working directory, as a service manager would.</summary>
    public Process Serve(IEnumerable<string> configuration)
    {
        var process = Process.Start(StartOf(Executable, ["serve", .. configuration]))!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        return process;
    }

    public Task<(int Exit, string Output)> Command(string[] command, string input = "") => Run(Executable, command, input, Soon.Patience);

    private static ProcessStartInfo StartOf(string program, IEnumerable<string> arguments) => new(program, arguments)
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = Path.GetTempPath(),
    };

    private static async Task<(int Exit, string Output)> Run(string program, string[] arguments, string input, TimeSpan patience)
    {
        using var process = Process.Start(StartOf(program, arguments))!;
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end within {patience.TotalSeconds:0} s:\n{output}");
        }

        lock (output)
        {
            return (process.ExitCode, output.ToString());
        }

        void Keep(string? line)
        {
            lock (output)
            {
                output.AppendLine(line);
            }
        }
    }

    private static string ProjectFolder() =>
        typeof(PublishedServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ServerProject").Value!;
}
