using Nightbell.Simulation;

// dotnet test runs the tests; eng/simulate runs stories.
return args is ["simulate", .. var options]
    ? await Simulator.Run(options)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
