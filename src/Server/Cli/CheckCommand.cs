using System.CommandLine;
using Nightbell.Notices;
using Nightbell.Outbox;

namespace Nightbell.Cli;

/// <summary><c>nightbell check</c>: whether the promise holds, over the whole database.</summary>
public static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = Terminal.JsonOption();
        var command = new Command("check", "Prove the promise over the whole database: no visitor lost, no silence without a reason. Only reads.") { json };
        command.SetAction(async (parsed, stop) =>
        {
            await using var installation = await Installation.OpenDatabase(terminal);
            var report = await new CheckPromise(installation.Store, installation.Settings, installation.Clock).Run(stop);
            if (parsed.GetValue(json))
                await terminal.SayJson(report);
            else
                await SayInWords(terminal, report);
            return report.Holds ? 0 : 1;
        });
        return command;
    }

    private static async Task SayInWords(Terminal terminal, PromiseReport report)
    {
        foreach (var breach in report.Broken)
            await terminal.Say($"BROKEN {breach.Rule}: {breach.Text}");
        foreach (var red in report.NobodyToTell)
            await terminal.Say($"RED: Conversation {red.ConversationId} waits since {red.WaitingSince:u}, and there is nobody to tell.");
        foreach (var trouble in report.SenderTroubles)
            await terminal.Say($"REFUSED: {trouble.Domain} refuses how account {trouble.AccountId} sends since {trouble.Since:u}{ExplainCause.Quoted(trouble.Words)}. Run nightbell mail check-domain.");
        foreach (var warning in report.Warnings)
            await terminal.Say($"late: {warning.Text}");
        await terminal.Say(
            $"{(report.Holds ? "The promise holds" : $"The promise is broken {report.Broken.Count} times")}: {report.Accounts} accounts, "
            + $"{report.Conversations} conversations, {report.Waiting} waiting, {report.NobodyToTell.Count} with nobody to tell, {report.Mails} mails.");
    }
}
