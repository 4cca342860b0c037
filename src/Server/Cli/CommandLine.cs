using System.CommandLine;
using System.CommandLine.Invocation;

namespace Nightbell.Cli;

/// <summary>The program's command line. Without a command it serves.</summary>
public static class CommandLine
{
    /// <summary>Runs one command.</summary>
    /// <param name="args">The command and its options, and configuration such as <c>--Urls=http://localhost:5080</c> anywhere among them.</param>
    /// <param name="input">Where passwords and situations are read from.</param>
    /// <param name="output">What was asked for.</param>
    /// <param name="error">What went wrong, one plain sentence each.</param>
    /// <param name="clock">The clock; null for the machine's.</param>
    /// <returns>The exit status: 0; 1 when it failed, or the answer is no; 2 for misuse; of <c>mail ingest</c> 75 for "try again later".</returns>
    public static async Task<int> Run(string[] args, TextReader input, TextWriter output, TextWriter error, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(error);
        var (command, configuration) = ConfigurationArguments.Split(args);
        var terminal = new Terminal(input, output, error, configuration, clock);

        // No response files: a name may begin with @.
        var parsed = Root(terminal).Parse(command, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            if (parsed.Action is ParseErrorAction)
                throw new Misuse(string.Join(' ', parsed.Errors.Select(e => e.Message)));

            // The host sees to signals while it serves; any other command may simply be ended.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Misuse misuse)
        {
            await error.WriteLineAsync($"nightbell: {misuse.Message} See {PathOf(parsed)} --help.");
            return 2;
        }
        catch (Exception trouble) when (Trouble.InWords(trouble) is not null)
        {
            await error.WriteLineAsync($"nightbell: {Trouble.InWords(trouble)}");
            return 1;
        }
    }

    private static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand(
            "Live chat whose heart is the e-mail about messages nobody saw. Without a command it serves. "
            + "Every command also takes configuration, such as --ConnectionStrings:Nightbell=\"Data Source=data/nightbell.db\".")
        {
            ServeCommand.Create(terminal),
            new Command("account", "The customers of this installation.")
            {
                CreateAccountCommand.Create(terminal),
                ListAccountsCommand.Create(terminal),
                SetPackageCommand.Create(terminal),
                ResetPasswordCommand.Create(terminal),
                ResetSecondFactorCommand.Create(terminal),
                DeleteAccountCommand.Create(terminal),
            },
            WhyCommand.Create(terminal),
            DecideCommand.Create(terminal),
            CheckCommand.Create(terminal),
            new Command("mail", "The way out to the mail server, and what comes back.")
            {
                TestMailCommand.Create(terminal),
                CheckDomainCommand.Create(terminal),
                ExplainMailCommand.Create(terminal),
                IngestMailCommand.Create(terminal),
                HeldMailCommand.Create(terminal),
            },
            BackupCommand.Create(terminal),
            RestoreCommand.Create(terminal),
            MigrateCommand.Create(terminal),
        };
        root.HelpName = "nightbell";
        root.SetAction(_ => ServeCommand.Serve(terminal));
        return root;
    }

    private static string PathOf(ParseResult parsed)
    {
        var names = new List<string>();
        for (var at = parsed.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
            names.Insert(0, at.Command is RootCommand ? "nightbell" : at.Command.Name);
        return string.Join(' ', names);
    }
}
