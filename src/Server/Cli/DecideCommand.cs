using System.CommandLine;

namespace Nightbell.Cli;

/// <summary><c>nightbell decide</c>: answers situations, one a line. Opens no database, reads no clock and no configuration.</summary>
public static class DecideCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string?>("file")
        {
            Description = "Situations, one JSON object a line; standard input when left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("decide", "Ask the ladder: one situation a line in, one answer a line out, as JSON.") { file, Terminal.JsonOption() };
        command.SetAction((parsed, stop) => terminal.WithOutputBytes(async output =>
        {
            await using var input = parsed.GetValue(file) is { } path and not "-" ? File.OpenRead(path) : await terminal.InputBytes();
            return await DecideLines.Run(input, output, stop);
        }));
        return command;
    }
}
