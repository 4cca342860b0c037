namespace Nightbell.Simulation;

/// <summary>
/// Makes up stories from a seed: a state of affairs to begin with, then episodes in which much happens within minutes of each other,
/// because that is where delays, graces and deadlines meet. Each story leaves out some kinds of acts altogether: what the others lead
/// to when they come thick and fast is seldom reached by stories in which everything happens (swarm testing: Groce et al., ISSTA 2012).
/// </summary>
public sealed class PlanMaker
{
    private const int FewestEpisodes = 1;
    private const int MostEpisodes = 4;
    private const int FewestSteps = 3;
    private const int MostSteps = 9;
    private const int MostByMail = 3;
    private const int PercentLeftOut = 25;

    /// <summary>Pauses between two steps of an episode, in seconds: many near the delays of the product, on either side.</summary>
    private static readonly int[] Pauses = [0, 0, 1, 5, 10, 20, 30, 45, 59, 60, 61, 75, 90, 110, 119, 120, 121, 130, 180, 240, 299, 300, 301, 330, 420];

    private readonly Random chance;
    private readonly TimeSpan length;
    private readonly List<Step> steps = [];
    private readonly Act[] acts;

    private PlanMaker(int seed, TimeSpan length)
    {
        chance = new Random(seed);
        this.length = length;
        Act[] some = [.. Enum.GetValues<Act>().SelectMany(act => Percent(PercentLeftOut) ? [] : Enumerable.Repeat(act, (int)act))];
        acts = some.Length > 0 ? some : [Act.Writes];
    }

    /// <summary>Kinds of acts of an episode; how often, in hundredths of a story that has all of them.</summary>
    private enum Act
    {
        Moves = 10,
        MailServer = 11,
        Setting = 12,
        Writes = 19,
        Serves = 20,
        Presence = 28,
    }

    /// <summary>The story of a seed; the same on every machine.</summary>
    public static Plan Make(int seed, TimeSpan length)
    {
        var maker = new PlanMaker(seed, length);
        maker.Begin();
        var episodes = maker.chance.Next(FewestEpisodes, MostEpisodes + 1);
        for (var i = 0; i < episodes; i++)
            maker.Episode();
        maker.Fault();
        return new Plan(length, [.. maker.steps.Where(s => s.At < length).OrderBy(s => s.At)]);
    }

    private void Begin()
    {
        if (Percent(25))
            Add(TimeSpan.Zero, "operator", "package", Of("free", "standard", "standard"));
        if (Percent(20))
            Add(TimeSpan.Zero, "anna", "hours", "on");
        if (Percent(20))
            Add(TimeSpan.Zero, "anna", "adds", Cast.Recipient);
        foreach (var agent in Cast.Agents)
        {
            if (Percent(35))
                Add(TimeSpan.Zero, agent, "wakes", "laptop");
            if (Percent(12))
                Add(TimeSpan.Zero, agent, "touches", "phone");
            if (Percent(20))
                Add(TimeSpan.Zero, agent, "status", "offline");
        }
    }

    private void Episode()
    {
        var at = TimeSpan.FromSeconds(chance.Next(1, (int)length.TotalSeconds));
        var visitor = Of(Cast.Visitors);
        if (Percent(40))
            Add(at, visitor, "enters");
        Add(at, visitor, "writes");
        var count = chance.Next(FewestSteps, MostSteps + 1);
        for (var i = 0; i < count; i++)
        {
            at += TimeSpan.FromSeconds(Of(Pauses));
            OneStep(at, Percent(75) ? visitor : Of(Cast.Visitors));
        }

        if (Percent(40))
            ByMail(at, visitor);
    }

    private void OneStep(TimeSpan at, string visitor)
    {
        var agent = Of(Cast.Agents);
        switch (Of(acts))
        {
            case Act.Writes:
                Add(at, visitor, "writes");
                break;
            case Act.Moves:
                Add(at, visitor, Of("enters", "leaves", "leaves", "reloads", "vanishes", "ends"));
                break;
            case Act.Presence:
                Presence(at, agent);
                break;
            case Act.Serves:
                var verb = Of("opens", "opens", "opens", "accepts", "accepts", "leaves", "answers", "resolves", "reopens", "hands");
                Add(at, agent, verb, verb == "hands" ? $"{visitor} {Of(Cast.Agents)}" : visitor);
                break;
            case Act.Setting:
                Setting(at, agent);
                break;
            default:
                MailServer(at);
                break;
        }
    }

    private void Presence(TimeSpan at, string agent)
    {
        var (verb, what) = chance.Next(10) switch
        {
            < 4 => ("wakes", "laptop"),
            < 7 => ("breaks", "laptop"),
            < 8 => ("touches", "phone"),
            < 9 => ("status", Of("online", "offline")),
            _ => ("signsout", Of("laptop", "phone")),
        };
        Add(at, agent, verb, what);
    }

    private void Setting(TimeSpan at, string agent)
    {
        var (who, verb, what) = chance.Next(12) switch
        {
            0 => (agent, "offline-mails", Of("on", "off")),
            1 => (agent, "unaccepted-mails", Of("on", "off")),
            2 => ("anna", "account-offline", Of("on", "on", "off")),
            3 => ("anna", "account-unaccepted", Of("on", "on", "off")),
            4 => ("anna", "deactivates", Of("bela", "csilla", "david")),
            5 or 6 => ("anna", "activates", Of("bela", "csilla", "david")),
            7 => (agent, "address", $"{agent}{chance.Next(2, 9)}@new.example"),
            8 => ("anna", Of("night-shift", "day-shift"), Of("anna", "bela", "csilla", "david")),
            9 => ("anna", "hours", Of("on", "off")),
            10 => ("operator", "package", Of("free", "standard", "pro", "pro")),
            _ => ("anna", "adds", Cast.Recipient),
        };
        Add(at, who, verb, what);
    }

    private void MailServer(TimeSpan at)
    {
        var whose = Percent(30) ? "all" : Of(Cast.Agents);
        Add(at, "mail", Of("defers", "refuses", "full", "hangs", "drops", "bounceslater", "fulllater"), whose);
        Add(at + TimeSpan.FromSeconds(Of(Pauses) * chance.Next(1, 30)), "mail", "accepts", whose);
    }

    /// <summary>An episode ends with what comes back by mail.</summary>
    private void ByMail(TimeSpan at, string visitor)
    {
        if (Percent(40))
            at = Answered(at, visitor);
        var count = chance.Next(1, MostByMail + 1);
        for (var i = 0; i < count; i++)
        {
            at += TimeSpan.FromSeconds(Of(Pauses));
            switch (chance.Next(10))
            {
                case < 4:
                    if (Percent(40))
                        Add(at, visitor, "writes");
                    Add(at, Of(Cast.Agents), "replies", $"{visitor} {How()}".TrimEnd());
                    break;
                case < 6:
                    Add(at, visitor, "replies", How());
                    break;
                case < 9:
                    Add(at, "mail", "bounces", $"{Whose(visitor)} {Of("hard", "soft")} {Of("", "", "twice")}".TrimEnd());
                    break;
                default:
                    Add(at, "mail", "complains", Whose(visitor));
                    break;
            }
        }
    }

    /// <summary>The visitor was on the site and has left when somebody answers.</summary>
    private TimeSpan Answered(TimeSpan at, string visitor)
    {
        Add(at, visitor, "enters");
        Add(at += TimeSpan.FromSeconds(Of(Pauses)), visitor, Of("leaves", "vanishes"));
        Add(at += TimeSpan.FromSeconds(Of(Pauses)), Of(Cast.Agents), "answers", visitor);
        return at + TimeSpan.FromSeconds(Of(Pauses));
    }

    private string How() => Of("", "", "", "twice", "stranger", "away");

    private string Whose(string visitor) => Percent(75) ? Of(Cast.Agents) : Of(visitor, visitor, Cast.Recipient);

    /// <summary>At most one trouble of the machine a story, so that a short one explains it.</summary>
    private void Fault()
    {
        var at = steps[chance.Next(steps.Count)].At;
        var pause = Of("0", "0", "20", "130", "900", "7200");
        switch (chance.Next(10))
        {
            case < 4:
                Add(at, "fault", "cut", $"{Of("before-unit", "before-commit", "after-commit", "before-mail", "after-mail")} {chance.Next(1, 9)} {pause}");
                break;
            case < 6:
                Add(at, "fault", "refuse", $"{Of("before-unit", "before-commit", "after-commit")} {chance.Next(1, 9)}");
                break;
            case < 7:
                Add(at, "fault", "stop", pause);
                break;
            case < 8 when Percent(50):
                Add(at, "fault", "joins");
                Add(at + TimeSpan.FromSeconds(Of(Pauses) * chance.Next(1, 30)), "fault", "parts");
                break;
            case < 8:
                Add(at, "fault", "clock", Of("back 30", "back 600", "forward 600", "forward 5400"));
                break;
            default:
                break;
        }
    }

    private void Add(TimeSpan at, string who, string verb, string what = "") => steps.Add(new Step(at, who, verb, what));

    private bool Percent(int percent) => chance.Next(100) < percent;

    private T Of<T>(params T[] choices) => choices[chance.Next(choices.Length)];
}

/// <summary>Who appears in every story.</summary>
public static class Cast
{
    /// <summary>Anna owns the account, Bela has full access, too; the others have limited access.</summary>
    public static readonly string[] Agents = ["anna", "bela", "csilla", "david"];

    /// <summary>Whom Anna adds, who is no agent.</summary>
    public const string Recipient = "info@shop.example";

    public static readonly string[] Visitors = ["v1", "v2", "v3"];

    /// <summary>The address that a visitor leaves.</summary>
    public static string AddressOf(string visitor) => $"{visitor}@visitor.example";

    /// <summary>The visitor whose address it is; null for everybody else's.</summary>
    public static string? VisitorAt(string address) => Array.Find(Visitors, v => string.Equals(AddressOf(v), address, StringComparison.OrdinalIgnoreCase));

    public static readonly string[] FullAccess = ["anna", "bela"];

    /// <summary>This visitor asks for the group.</summary>
    public const string VisitorOfGroup = "v2";
}
