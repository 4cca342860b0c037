using System.CommandLine;

namespace Nightbell.Cli;

/// <summary><c>nightbell migrate</c>: brings the schema up to this program, as the server does when it starts.</summary>
public static class MigrateCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = Terminal.JsonOption();
        var command = new Command("migrate", "Create the database, or bring its schema up to this program.") { json };
        command.SetAction(async parsed =>
        {
            await using var installation = Installation.Open(terminal);
            var applied = await installation.Migrate();
            if (parsed.GetValue(json))
            {
                await terminal.SayJson(new { applied });
                return 0;
            }

            foreach (var migration in applied)
                await terminal.Say($"Applied {migration}.");
            if (applied.Count == 0)
                await terminal.Say("The schema is that of this program; nothing was to be done.");
            return 0;
        });
        return command;
    }
}
