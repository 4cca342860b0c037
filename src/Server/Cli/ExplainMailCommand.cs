using System.CommandLine;
using System.Globalization;
using Nightbell.Mail.Reports;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Cli;

/// <summary><c>nightbell mail explain</c>: says what a mail that came back says. Opens no database, reads no configuration.</summary>
public static class ExplainMailCommand
{
    /// <summary>Most octets of one mail that are read.</summary>
    private const int MaxOctets = 64 << 20;

    private static readonly Report Unreadable = new(ReportKind.Unknown, [], [], null, null);

    public static Command Create(Terminal terminal)
    {
        var files = new Argument<string[]>("file")
        {
            Description = "Mails as they came (RFC 5322), one a file; standard input when left out, and for -.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var json = Terminal.JsonOption();
        var command = new Command("explain", "Say what a returned mail says: whom it is about, why it failed, and the server's own words.") { files, json };
        command.SetAction(async (parsed, stop) =>
        {
            var paths = parsed.GetValue(files) is { Length: > 0 } given ? given : ["-"];
            var exit = 0;
            foreach (var path in paths)
            {
                var report = await Read(terminal, path, stop);
                exit = report is null ? 1 : exit;
                if (parsed.GetValue(json)) await SayJson(terminal, path, report ?? Unreadable);
                else if (report is not null) await SayInWords(terminal, path, report);
            }

            return exit;
        });
        return command;
    }

    /// <summary>Null for a mail that cannot be read: that is said, and the others are still explained.</summary>
    private static async Task<Report?> Read(Terminal terminal, string path, CancellationToken stop)
    {
        try
        {
            await using var input = path == "-" ? await terminal.InputBytes() : File.OpenRead(path);
            return ReportReader.Read(await Terminal.ReadMail(input, path, MaxOctets, stop));
        }
        catch (Exception trouble) when (trouble is Refusal or IOException or UnauthorizedAccessException)
        {
            await terminal.Error.WriteLineAsync(Trouble.InWordsAlways(trouble));
            return null;
        }
    }

    /// <summary>One line a recipient; one for the file where the mail names none, or could not be read.</summary>
    private static async Task SayJson(Terminal terminal, string file, Report report)
    {
        if (report.Recipients.Count == 0)
            await terminal.SayJson(new Explained(file, null, ReportKinds.Name(report.Kind), null, null, null, null, null));
        foreach (var found in report.Recipients)
        {
            var cause = found.Cause is { } known ? Causes.Name(known) : null;
            await terminal.SayJson(new Explained(file, found.Address, ReportKinds.Name(found.Kind), cause, found.Status, found.ReplyCode, found.Hard, found.Words));
        }
    }

    private static async Task SayInWords(Terminal terminal, string file, Report report)
    {
        await terminal.Say($"{file}: {ReportKinds.Name(report.Kind)}");
        foreach (var found in report.Recipients)
        {
            await terminal.Say($"  {found.Address}: {ReportKinds.Name(found.Kind)}");
            if (found.Cause is { } cause)
                await terminal.Say($"    {Causes.Name(cause)}, {(found.Hard is true ? "hard" : "soft")}: {ExplainCause.Text(Texts.Default, cause, words: null)} {ExplainCause.Advice(Texts.Default, cause)}");
            if (found.Status is not null || found.ReplyCode is not null)
                await terminal.Say($"    {string.Join(' ', new[] { found.ReplyCode?.ToString(CultureInfo.InvariantCulture), found.Status }.OfType<string>())}");
            if (found.Words is { } words) await terminal.Say($"    \"{words}\"");
        }

        if (report.ReturnedMessageId is { } id) await terminal.Say($"  returned Message-ID: {id}");
        if (report.EnvelopeId is { } envelopeId) await terminal.Say($"  envelope id: {envelopeId}");
        if (report.SentTo.Count > 0) await terminal.Say($"  sent to: {string.Join(", ", report.SentTo)}");
    }

    /// <summary>A line of the output; its names are a contract.</summary>
    private sealed record Explained(string File, string? Recipient, string Kind, string? Cause, string? Status, int? ReplyCode, bool? Hard, string? Words);
}
