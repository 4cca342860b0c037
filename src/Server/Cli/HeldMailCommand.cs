using System.CommandLine;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Nightbell.Inbound;
using Nightbell.Platform;

namespace Nightbell.Cli;

/// <summary><c>nightbell mail held</c>: what came in and nobody could place, for whoever runs the installation.</summary>
public static class HeldMailCommand
{
    /// <summary>Lines of the list; older mails are found by their id alone.</summary>
    private const int MostListed = 200;

    /// <summary>As <see cref="InboundMail.IsHeld"/>, for the database.</summary>
    private static readonly InboundOutcome[] Settled = [InboundOutcome.Done, InboundOutcome.Noted, InboundOutcome.Ignored];

    public static Command Create(Terminal terminal)
    {
        var id = new Argument<Guid?>("mail") { Description = "One mail, to read what is kept of it.", Arity = ArgumentArity.ZeroOrOne };
        var json = Terminal.JsonOption();
        var command = new Command("held", "List mails that came in and were kept for you, newest first, or show one.") { id, json };
        command.SetAction(async parsed =>
        {
            await using var installation = await Installation.OpenDatabase(terminal);
            return parsed.GetValue(id) is { } one
                ? await Show(terminal, installation, one, parsed.GetValue(json))
                : await List(terminal, installation, parsed.GetValue(json));
        });
        return command;
    }

    private static async Task<int> List(Terminal terminal, Installation installation, bool json)
    {
        await using var db = installation.Store.Read();
        var held = await db.InboundMails.Where(m => !Settled.Contains(m.Outcome))
            .OrderByDescending(m => m.At).ThenByDescending(m => m.Id).Take(MostListed).ToListAsync();
        if (json)
        {
            await terminal.SayJson(new { items = held.Select(m => new Item(m.Id, m.At, m.Kind, m.Outcome, m.From, m.Subject, m.MailId, m.Octets)) });
            return 0;
        }

        foreach (var mail in held)
        {
            await terminal.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{mail.Id}  {mail.At:yyyy-MM-dd HH:mm} UTC  {Json.Name(mail.Kind)}, {Json.Name(mail.Outcome)}  {OneLine(mail.From)}  {OneLine(mail.Subject)}"));
        }

        if (held.Count == 0)
            await terminal.Say("No mail is held.");
        return 0;
    }

    /// <exception cref="Refusal">No such mail came in, or nothing of it is kept.</exception>
    private static async Task<int> Show(Terminal terminal, Installation installation, Guid id, bool json)
    {
        await using var db = installation.Store.Read();
        var mail = await db.InboundMails.SingleOrDefaultAsync(m => m.Id == id) ?? throw new Refusal($"No mail {id} came in.");
        if (mail.Raw is not { } raw)
            throw new Refusal($"Of the mail {id} nothing is kept: it was placed ({Json.Name(mail.Kind)}, {Json.Name(mail.Outcome)}).");
        var text = Printable(Encoding.UTF8.GetString(raw));
        if (json)
            await terminal.SayJson(new { mail.Id, mail.At, mail.Kind, mail.Outcome, mail.From, mail.Subject, mail.MailId, mail.Octets, text });
        else
            await terminal.Output.WriteAsync(text);
        return 0;
    }

    private static string OneLine(string? text) => Printable(text ?? "").Replace('\n', ' ').Replace('\t', ' ');

    /// <summary>A stranger's words must not move the cursor of whoever reads them.</summary>
    private static string Printable(string text) => string.Concat(text.Where(c => !char.IsControl(c) || c is '\n' or '\t'));

    private sealed record Item(
        Guid Id, DateTimeOffset At, InboundKind Kind, InboundOutcome Outcome, string? From, string? Subject, Guid? MailId, long Octets);
}
