using System.CommandLine;
using Nightbell.Mail.Compose;
using Nightbell.Mail.Reports;
using Nightbell.Mail.Smtp;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Cli;

/// <summary><c>nightbell mail test</c>: sends one mail by the configured server and shows the conversation. Opens no database.</summary>
public static class TestMailCommand
{
    public static Command Create(Terminal terminal)
    {
        var to = new Argument<string>("address") { Description = "Where the test mail goes." };
        var json = Terminal.JsonOption();
        var command = new Command("test", "Send a test mail by the configured mail server, and show what the two said.") { to, json };
        command.SetAction(async (parsed, stop) =>
        {
            var check = new Check();
            var address = check.Email("the address", parsed.GetRequiredValue(to));
            check.MustHold();
            await using var installation = Installation.Open(terminal);
            if (!installation.Relay.CanSend(installation.Relay.Installation))
                throw new Refusal("No mail server is configured (Nightbell:Mail:Smtp:Host): mails are captured and shown on the page Mailbox.");
            var result = await installation.Relay.Send(Write(installation, address), stop, transcript: true);
            var cause = result is { Outcome: not SmtpOutcome.Accepted, Reply: { } reply } ? ReplyClassifier.Classify(reply).Cause : (Cause?)null;
            if (parsed.GetValue(json))
                await terminal.SayJson(new { result.Outcome, result.Step, result.Reply, result.Trouble, cause, result.Transcript });
            else
                await SayInWords(terminal, address, result, cause);
            return result.Outcome == SmtpOutcome.Accepted ? 0 : 1;
        });
        return command;
    }

    private static async Task SayInWords(Terminal terminal, string address, SmtpResult result, Cause? cause)
    {
        foreach (var line in result.Transcript)
            await terminal.Say(line);
        await terminal.Say(result.Outcome switch
        {
            SmtpOutcome.Accepted => $"Accepted by the next mail server for {address}: {result.Reply}. Whether it reaches the inbox, only the inbox shows.",
            SmtpOutcome.Deferred => $"Not accepted for now ({result.Step}): {result.Reply?.ToString() ?? result.Trouble}",
            _ => $"Refused ({result.Step}): {result.Reply?.ToString() ?? result.Trouble}",
        });
        if (cause is { } known)
            await terminal.Say($"{ExplainCause.Text(Texts.Default, known, words: null)} {ExplainCause.Advice(Texts.Default, known)}");
    }

    private static Letter Write(Installation installation, string address)
    {
        var sender = installation.Relay.Installation;
        var now = installation.Clock.Now();
        var id = now.NewId();
        var body = new MailBody(Texts.Default)
            .Title("This mail arrived")
            .Line($"It was sent by \"nightbell mail test\" for {installation.Settings.PublicUrl}. If it was in the junk folder, mark the sender as safe.");
        var message = new MailMessage
        {
            From = new Mailbox(sender.From, "Nightbell"),
            To = new Mailbox(address),
            Subject = "Test mail from Nightbell",
            Text = body.Text,
            Html = body.Html,
            MessageId = $"{id:N}@{installation.Relay.Domain}",
            Date = now,
            Headers = [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")],
        };
        return new Letter(message, new Envelope(sender.From, address, id.ToString("N")), sender);
    }
}
