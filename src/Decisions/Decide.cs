namespace Nightbell.Decisions;

/// <summary>The ladder of <c>docs/reasons.md</c>.</summary>
public static class Ladder
{
    /// <summary>Decides for every recipient of one situation. Pure: the same facts give the same outcome.</summary>
    public static Outcome Decide(Situation situation)
    {
        ArgumentNullException.ThrowIfNull(situation);
        throw new NotSupportedException();
    }
}
