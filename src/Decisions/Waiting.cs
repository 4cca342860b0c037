namespace Nightbell.Decisions;

/// <summary>Since when a conversation waits.</summary>
public static class Waiting
{
    /// <summary>
    /// The moment the waiting began, or null while the conversation is served. It begins with the oldest unanswered message
    /// and anew when its service ends; but an interruption shorter than <paramref name="acceptDelay"/>
    /// in which no assignee opened, accepted or answered does not move it.
    /// </summary>
    /// <param name="unansweredSince">When the oldest unanswered message came.</param>
    /// <param name="service">When some assignee was active and online inside office hours, merged by <see cref="Presence.Merge"/>.</param>
    /// <param name="acts">When an assignee opened, accepted or answered, in any order.</param>
    /// <param name="acceptDelay">How long an interruption must last to count by itself.</param>
    /// <param name="now">The moment; service that begins later is not known yet.</param>
    public static DateTimeOffset? Since(
        DateTimeOffset unansweredSince,
        IReadOnlyList<Stretch> service,
        IReadOnlyList<DateTimeOffset> acts,
        TimeSpan acceptDelay,
        DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(acts);
        var since = unansweredSince;
        foreach (var served in service)
        {
            if (served.Contains(now))
                return null;
            if (served.Until <= unansweredSince || served.From > now)
                continue;
            var cameIntoIt = served.Contains(unansweredSince);
            if (cameIntoIt || served.Length >= acceptDelay || acts.Any(act => served.From <= act && act <= served.Until))
                since = served.Until;
        }

        return since;
    }
}
