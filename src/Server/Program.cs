using Nightbell.Cli;

return await CommandLine.Run(args, Console.In, Console.Out, Console.Error);
