using Nightbell.Data;

namespace Nightbell.Simulation;

/// <summary>A fault of the server's own making, planted to see whether the judge finds it.</summary>
/// <param name="Name">What goes wrong.</param>
/// <param name="Spoil">Spoils a unit before it is stored.</param>
public sealed record Planted(string Name, Func<Unit, Task> Spoil)
{
    /// <summary>Configuration that makes it, where that is enough.</summary>
    public IReadOnlyList<string> Configuration { get; init; } = [];
}
