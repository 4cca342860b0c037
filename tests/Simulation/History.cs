namespace Nightbell.Simulation;

/// <summary>A device as anybody could know it who saw it open, break off and touch.</summary>
public sealed class KnownDevice(bool isPhone)
{
    private static readonly TimeSpan PresenceGrace = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan MobileGrace = TimeSpan.FromHours(12);

    public bool IsOpen { get; set; }

    public DateTimeOffset AliveUntil { get; set; } = DateTimeOffset.MinValue;

    private TimeSpan Grace => isPhone ? MobileGrace : PresenceGrace;

    public void Touch(DateTimeOffset now) => AliveUntil = now + Grace;

    /// <summary>The clock was set back: a grace lasts no longer than it does.</summary>
    public void PullBack(DateTimeOffset now)
    {
        if (AliveUntil > now + Grace)
            AliveUntil = now + Grace;
    }

    public bool IsAlive(DateTimeOffset now) => IsOpen || AliveUntil > now;
}

/// <summary>What is publicly known of an agent.</summary>
public sealed class KnownAgent(string name, string email)
{
    public string Name => name;

    public string Email { get; set; } = email;

    public bool FullAccess { get; } = Cast.FullAccess.Contains(name);

    public bool Active { get; set; } = true;

    public bool StatusOnline { get; set; } = true;

    public bool OfflineMails { get; set; } = true;

    public bool UnacceptedMails { get; set; } = true;

    /// <summary>Of a group that the visitor of the first one does not ask for; whoever is in no group is of every team.</summary>
    public bool InOtherGroup { get; set; } = name is "david";

    public Dictionary<string, KnownDevice> Devices { get; } = new(StringComparer.Ordinal)
    {
        ["laptop"] = new(isPhone: false),
        ["phone"] = new(isPhone: true),
    };

    /// <summary>Times online, whatever the office hours; the last one may still go on.</summary>
    public List<(DateTimeOffset From, DateTimeOffset? Until)> Online { get; } = [];

    /// <summary>When the address was last changed, or proved to work.</summary>
    public DateTimeOffset RenewedAt { get; set; } = DateTimeOffset.MinValue;

    public DateTimeOffset ChangedAt { get; set; } = DateTimeOffset.MinValue;

    public bool IsOnline(DateTimeOffset now) => Active && StatusOnline && Devices.Values.Any(d => d.IsAlive(now));

    public bool HasLivingDevice(DateTimeOffset now) => Devices.Values.Any(d => d.IsAlive(now));

    /// <summary>Notes a change of being online at the moment at which it came about.</summary>
    public void Sample(DateTimeOffset now)
    {
        var online = IsOnline(now);
        var wasOnline = Online.Count > 0 && Online[^1].Until is null;
        if (online && !wasOnline)
            Online.Add((now, null));
        if (!online && wasOnline)
        {
            var ended = Active && StatusOnline ? Devices.Values.Max(d => d.AliveUntil) : now;
            Online[^1] = (Online[^1].From, ended < now && ended > Online[^1].From ? ended : now);
        }
    }
}

/// <summary>A mail that the mail server has taken or refused, about one conversation.</summary>
public sealed class Telling(string to, long said, DateTimeOffset at, string messageId, Mood outcome)
{
    public string To => to;

    /// <summary>The oldest of the words it carried, where that is asked for.</summary>
    public long From { get; init; }

    /// <summary>The newest of the words it carried.</summary>
    public long Said => said;

    public DateTimeOffset At => at;

    public string MessageId => messageId;

    public Mood Outcome => outcome;

    /// <summary>When it failed: at once, or by a report; null while it has not.</summary>
    public DateTimeOffset? FailedAt { get; private set; } = outcome is Mood.Refuses or Mood.Full ? at : null;

    /// <summary>There is no such address.</summary>
    public bool FoundNobody { get; private set; } = outcome is Mood.Refuses;

    public bool HasFailed => FailedAt is not null;

    /// <summary>A report says that it failed after all.</summary>
    public void ComesBack(bool hard, DateTimeOffset now) => (FailedAt, FoundNobody) = (FailedAt ?? now, FoundNobody || hard);
}

/// <summary>What is publicly known of a visitor's conversation.</summary>
public sealed class KnownConversation(string visitor, string id)
{
    /// <summary>A team that is online for less has not taken up anything: the accept delay.</summary>
    private static readonly TimeSpan Flicker = TimeSpan.FromMinutes(5);

    public DateTimeOffset? OnlineSince { get; private set; }

    public string Visitor => visitor;

    public string Id => id;

    public bool InGroup { get; set; } = visitor == Cast.VisitorOfGroup;

    /// <summary>The visitor's messages that nobody has answered: number in the conversation, number in the visitor's count, time.</summary>
    public List<(long Number, long Said, DateTimeOffset At)> Unanswered { get; } = [];

    /// <summary>Numbers of every message that was answered 201.</summary>
    public List<long> Posted { get; } = [];

    public bool Resolved { get; set; }

    /// <summary>Its page said that it waits, or was never read: while nobody waits there, once is enough to see that it says so.</summary>
    public bool WasSeenWaiting { get; set; } = true;

    public HashSet<string> Assignees { get; } = new(StringComparer.Ordinal);

    /// <summary>Those of them who were handed it, and have not accepted it since: they serve nobody.</summary>
    public HashSet<string> Handed { get; } = new(StringComparer.Ordinal);

    public IEnumerable<string> Accepted => Assignees.Except(Handed);

    public void Join(string agent)
    {
        Assignees.Add(agent);
        Handed.Remove(agent);
    }

    /// <summary>The newest message of the visitor's that an agent has seen, and when.</summary>
    public Dictionary<string, (long Number, DateTimeOffset At)> Opened { get; } = new(StringComparer.Ordinal);

    /// <summary>The last moment at which it did not wait.</summary>
    public DateTimeOffset LastAtRest { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Somebody served it when it was last looked at.</summary>
    public bool WasServed { get; set; }

    /// <summary>When the team last went offline after a time online that was no mere flicker.</summary>
    public DateTimeOffset OfflineSince { get; private set; } = DateTimeOffset.MinValue;

    public DateTimeOffset AnsweredAt { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Final hand-overs of news, by address.</summary>
    public List<Telling> Told { get; } = [];

    /// <summary>When agents answered, one after the other.</summary>
    public List<DateTimeOffset> Answers { get; } = [];

    /// <summary>Final hand-overs of answers to the visitor.</summary>
    public List<Telling> Answered { get; } = [];

    /// <summary>Message-IDs of answers that were on the wire.</summary>
    public HashSet<string> AnswersOnWire { get; } = new(StringComparer.Ordinal);

    /// <summary>How many of the answers the visitor has seen.</summary>
    public long SeenUpTo { get; set; }

    public bool IsOnSite { get; private set; }

    /// <summary>When the visitor left the site; null while they are on it, or never were.</summary>
    public DateTimeOffset? LeftAt { get; private set; }

    /// <summary>The visitor has answered a mail: the address is theirs.</summary>
    public bool HasReplied { get; set; }

    /// <summary>The visitor complained, and has answered no mail since.</summary>
    public bool WantsNoMail { get; set; }

    /// <summary>When a complaint was last taken back.</summary>
    public DateTimeOffset WantsMailSince { get; set; } = DateTimeOffset.MinValue;

    /// <summary>An agent wrote.</summary>
    public void Answer(DateTimeOffset now)
    {
        Answers.Add(now);
        if (IsOnSite)
            SeenUpTo = Answers.Count;
    }

    /// <summary>The visitor comes, and sees whatever there is; or goes.</summary>
    /// <param name="left">When they left; null when they are there.</param>
    public void Visit(DateTimeOffset? left)
    {
        (IsOnSite, LeftAt) = (left is null, left);
        if (IsOnSite)
            SeenUpTo = Answers.Count;
    }

    /// <summary>Notes whether the team is online.</summary>
    public void SampleTeam(bool online, DateTimeOffset now)
    {
        if (online)
            OnlineSince ??= now;
        else if (OnlineSince is { } since)
        {
            if (now - since >= Flicker)
                OfflineSince = now;
            OnlineSince = null;
        }
    }

    public bool IsUnanswered => !Resolved && Unanswered.Count > 0;
}
