using System.Diagnostics;
using System.Globalization;
using Nightbell.Mail.Smtp;

namespace Nightbell.Mail.Tests.Smtp;

/// <summary>Postfix's own test server, as a process on loopback, writing each mail to a file of its own when asked to.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private const string Program = "/usr/sbin/smtp-sink";

    private readonly Process _process;

    private SmtpSink(Process process, int port, string? folder)
    {
        _process = process;
        Port = port;
        Folder = folder;
    }

    public int Port { get; }

    /// <summary>Where the mails are written; null when they are thrown away.</summary>
    public string? Folder { get; }

    /// <summary>Starts it and waits until it answers; the test is skipped where Postfix is missing.</summary>
    public static async Task<SmtpSink> Start(bool keepMails, params string[] options)
    {
        Parts.Need(Program, "Postfix's smtp-sink is not installed: the client was tried against our own scripted server only");
        var folder = keepMails ? Directory.CreateTempSubdirectory("smtp-sink").FullName : null;

        // Started as root it insists on becoming somebody else, who must then be able to write there.
        string[] user = Environment.IsPrivilegedProcess ? ["-u", "nobody"] : [];
        if (folder is not null && user.Length > 0 && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        for (var tries = 0; tries < 10; tries++)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            string[] dump = folder is null ? [] : ["-d", Path.Combine(folder, "mail.")];
            var process = Processes.StartQuietly(new ProcessStartInfo(
                Program, [.. user, .. options, .. dump, $"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}", "1000"]));
            var sink = new SmtpSink(process, port, folder);
            if (await sink.Answers()) return sink;
            process.End();
        }

        throw new InvalidOperationException("smtp-sink does not start");
    }

    public ValueTask DisposeAsync()
    {
        _process.End();
        if (Folder is not null) Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<bool> Answers()
    {
        await using var transport = new SmtpTransport(new SmtpSettings { Host = "127.0.0.1", Port = Port }, TimeProvider.System);
        for (var tries = 0; tries < 500 && !_process.HasExited; tries++)
        {
            if ((await transport.Probe(transcript: false)).Outcome == SmtpOutcome.Accepted) return true;
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        return false;
    }
}
