using System.CommandLine;
using Nightbell.Inbound;
using Nightbell.Platform;

namespace Nightbell.Cli;

/// <summary>
/// <c>nightbell mail ingest</c>: takes in one mail from standard input, as <c>POST /inbound/mail</c> does, for the pipe of a mail server.
/// </summary>
public static class IngestMailCommand
{
    /// <summary>"Try again later" (EX_TEMPFAIL of sysexits.h): the mail server keeps the mail and brings it again.</summary>
    public const int TemporaryFailure = 75;

    public static Command Create(Terminal terminal)
    {
        var json = Terminal.JsonOption();
        var command = new Command(
            "ingest",
            "Take in a mail from standard input, as it is (RFC 5322). For a mail server's pipe: 0 when it is kept, 75 when it should come again later, 1 when it never will be.")
        {
            json,
        };
        command.SetAction(async (parsed, stop) =>
        {
            await using var input = await terminal.InputBytes();
            var mail = await Terminal.ReadMail(input, "Standard input", ReceiveMail.MaxOctets, stop);
            if (mail.Length == 0)
                throw new Refusal("Standard input is empty: that is no mail.");
            try
            {
                await using var installation = await Installation.OpenDatabase(terminal);
                var row = await installation.Inbound.Receive(mail, CancellationToken.None);
                if (parsed.GetValue(json))
                    await terminal.SayJson(new { row.Id, row.Kind });
                else
                    await terminal.Say($"Kept {row.Id}: {Json.Name(row.Kind)}, {Json.Name(row.Outcome)}.");
                return 0;
            }
            catch (Exception trouble)
            {
                // Whatever it is, the mail is not at fault: somebody mends this, and then it is taken.
                await terminal.Error.WriteLineAsync($"nightbell: The mail is not kept, and should come again later. {Trouble.InWordsAlways(trouble)}");
                return TemporaryFailure;
            }
        });
        return command;
    }
}
