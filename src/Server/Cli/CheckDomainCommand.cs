using System.CommandLine;
using Nightbell.Mail.Compose;
using Nightbell.Mail.Dns;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Cli;

/// <summary><c>nightbell mail check-domain</c>: what the dashboard says of the sending domain. Opens no database.</summary>
public static class CheckDomainCommand
{
    public static Command Create(Terminal terminal)
    {
        var domain = new Argument<string?>("domain")
        {
            Description = "The domain that mails are from; that of the installation's sender if not said.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = Terminal.JsonOption();
        var command = new Command("check-domain", "Look up MX, SPF, DKIM, DMARC and the reverse name of the sending domain, and say what to mend.") { domain, json };
        command.SetAction(async (parsed, stop) =>
        {
            await using var installation = Installation.Open(terminal);
            using var signing = new Signing(installation.Settings);
            var sender = installation.Relay.Installation;
            if (parsed.GetValue(domain) is { } asked)
                sender = sender with { From = EmailAddress.TryParse($"postmaster@{asked}", out var from) ? from : throw new Misuse($"\"{asked}\" is no domain.") };
            var question = CheckDomain.Question(sender, installation.Settings, signing.Signer)
                ?? throw new Refusal($"The sender {sender.From} has no domain that mail could come to: set Nightbell:Mail:From.");
            var findings = await Findings(question, installation.Settings, stop);
            if (parsed.GetValue(json))
                await terminal.SayJson(new { domain = question.FromDomain, findings });
            else
                await SayInWords(terminal, question.FromDomain, findings);
            return findings.Any(f => f.Severity == Severity.Problem) ? 1 : 0;
        });
        return command;
    }

    private static async Task<IReadOnlyList<FindingItem>> Findings(DomainQuestion question, Settings settings, CancellationToken stop)
    {
        try
        {
            return [.. (await CheckDomain.Run(question, settings, stop)).Select(f => CheckDomain.Item(f, Texts.Default))];
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new Refusal(Texts.Get(Texts.Default, "problem.dns_too_slow"));
        }
    }

    private static async Task SayInWords(Terminal terminal, string domain, IReadOnlyList<FindingItem> findings)
    {
        await terminal.Say($"The sending domain {domain}:");
        foreach (var finding in findings)
        {
            await terminal.Say($"{Json.Name(finding.Severity),-8} {finding.Text}");
            if (finding.Severity != Severity.Ok)
                await terminal.Say($"{"",-8} {finding.Advice}");
            if (finding.Record is { } record)
                await terminal.Say($"{"",-8} {(record.Replaces is null ? "add:" : "instead of the present one:")} {record.ZoneLine}");
        }
    }
}
