using Nightbell.Platform;

namespace Nightbell.Cli;

public static class CommandLine
{
    public static async Task<int> Run(string[] args, TextReader input, TextWriter output, TextWriter error, TimeProvider? clock = null)
    {
        await App.Build(args).RunAsync();
        return 0;
    }
}
