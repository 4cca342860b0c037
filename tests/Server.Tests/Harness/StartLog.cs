using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Nightbell.Server.Tests.Harness;

/// <summary>What the server writes to its log about the first account; whatever else it writes is let go, unless a test asks for all of it.</summary>
public sealed class StartLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> lines = new();
    private ConcurrentQueue<string>? all;

    public IReadOnlyList<string> Lines => [.. lines];

    /// <summary>Every line from now on, of every level that the configuration lets pass.</summary>
    public IReadOnlyCollection<string> KeepAll() => all ??= new ConcurrentQueue<string>();

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName, categoryName.EndsWith(".OfferSetup", StringComparison.Ordinal));

    public void Dispose()
    {
        // Nothing is held.
    }

    private sealed class Writer(StartLog log, string category, bool isSetup) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => isSetup || log.all is not null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = formatter(state, exception);
            if (isSetup)
                log.lines.Enqueue(line);
            log.all?.Enqueue($"{category}: {line} {exception}");
        }
    }
}
