using System.Text.RegularExpressions;
using Nightbell.Mail.Smtp;

using Nightbell.Server.Tests.Harness;
using Letter = Nightbell.Server.Tests.Harness.Letter;

namespace Nightbell.Simulation;

/// <summary>What the mail server does with mails to an address.</summary>
public enum Mood
{
    Accepts,
    Defers,
    Refuses,
    Full,
    Hangs,
    Drops,

    /// <summary>Takes them, and reports minutes later that nobody of that name exists.</summary>
    BouncesLater,

    /// <summary>Takes them, and reports minutes later that the mailbox is full.</summary>
    FullLater,
}

/// <summary>A mail that the server holds out, and that the mail server has not answered yet.</summary>
public sealed class HandedOver(Letter letter, TaskCompletionSource<SmtpResult> answer)
{
    public Letter Letter => letter;

    public void Answer(SmtpResult result) => answer.TrySetResult(result);
}

/// <summary>
/// The mail server of a story: every hand-over waits here until the story answers it, one at a time and in an order of their own,
/// so that mails that are in hand together come out the same in every run.
/// </summary>
public sealed partial class MailWire(TimeProvider clock)
{
    /// <summary>After so long without an answer, the client gives a hanging server up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Lock gate = new();
    private readonly List<HandedOver> waiting = [];
    private readonly List<(string Owner, Letter Letter)> taken = [];
    private readonly Dictionary<string, Mood> moods = new(StringComparer.OrdinalIgnoreCase);
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called as a mail is handed over, before anything is answered.</summary>
    public Action<Letter>? Watch { get; set; }

    /// <summary>Completes when the next mail is handed over.</summary>
    public Task NextArrival
    {
        get
        {
            lock (gate)
                return arrived.Task;
        }
    }

    /// <summary>When the first hanging mail is given up.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (gate)
                return waiting.Count == 0 ? null : waiting.Min(w => w.Letter.At + Patience);
        }
    }

    public void Set(string address, Mood mood)
    {
        lock (gate)
        {
            if (address == "all")
                moods.Clear();
            moods[address] = mood;
        }
    }

    public Task<SmtpResult> HandOver(Envelope envelope, ReadOnlyMemory<byte> message, bool transcript, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        var letter = new Letter(clock.GetUtcNow(), envelope.To, message.ToArray(), envelope.From, envelope.EnvelopeId);
        var answer = new TaskCompletionSource<SmtpResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.Add(new HandedOver(letter, answer));
            Watch?.Invoke(letter);
            arrived.TrySetResult();
            arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return answer.Task;
    }

    /// <summary>The next mail that the mail server answers now, in an order that chance has no part in; null when none.</summary>
    public HandedOver? Take()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            var next = waiting
                .Where(w => MoodFor(w.Letter.To) != Mood.Hangs || now >= w.Letter.At + Patience)
                .OrderBy(w => w.Letter.To, StringComparer.Ordinal)
                .ThenBy(w => Content(w.Letter), StringComparer.Ordinal)
                .ThenBy(w => w.Letter.Subject, StringComparer.Ordinal)
                .FirstOrDefault();
            if (next is not null)
                waiting.Remove(next);
            return next;
        }
    }

    public Mood MoodFor(string address)
    {
        lock (gate)
        {
            return moods.TryGetValue(address, out var own) ? own : moods.GetValueOrDefault("all");
        }
    }

    /// <summary>The server that held these out is dead.</summary>
    public void Forget()
    {
        lock (gate)
            waiting.Clear();
    }

    /// <summary>The mail server has a mail: it is in somebody's mailbox, or will be found to fit nowhere.</summary>
    public static bool IsTaken(Mood mood) => mood is Mood.Accepts or Mood.Drops or Mood.BouncesLater or Mood.FullLater;

    /// <summary>Keeps a mail that was taken, for whoever it was for then.</summary>
    public void Keep(string owner, Letter letter)
    {
        lock (gate)
            taken.Add((owner, letter));
    }

    /// <summary>The last mail that was taken for somebody; null when none was.</summary>
    public Letter? LastTaken(string owner, Func<Letter, bool>? which = null)
    {
        lock (gate)
            return taken.LastOrDefault(t => t.Owner == owner && which?.Invoke(t.Letter) is not false).Letter;
    }

    /// <summary>What the mail server says in a mood.</summary>
    public static SmtpResult Result(Mood mood) => mood switch
    {
        Mood.Accepts or Mood.BouncesLater or Mood.FullLater => new(SmtpOutcome.Accepted, new SmtpReply(250, "2.0.0", "2.0.0 Queued"), SmtpStep.Message, null, []),
        Mood.Defers => new(SmtpOutcome.Deferred, new SmtpReply(451, "4.3.2", "4.3.2 Closed, try again later"), SmtpStep.Rcpt, null, []),
        Mood.Refuses => new(SmtpOutcome.Refused, new SmtpReply(550, "5.1.1", "5.1.1 User unknown"), SmtpStep.Rcpt, null, []),
        Mood.Full => new(SmtpOutcome.Refused, new SmtpReply(552, "5.2.2", "5.2.2 Mailbox full"), SmtpStep.Rcpt, null, []),
        Mood.Hangs => new(SmtpOutcome.Deferred, null, SmtpStep.Message, "The server did not answer in time.", []),
        Mood.Drops => new(SmtpOutcome.Deferred, null, SmtpStep.Message, "The connection broke off after the message.", []),
        _ => throw new ArgumentOutOfRangeException(nameof(mood)),
    };

    /// <summary>The visitors' words that stand in a mail: "v1 says 3".</summary>
    public static IReadOnlyList<(string Visitor, long Number)> Words(Letter letter) => Find(letter, Said());

    /// <summary>The agents' words that stand in a mail: "v1 is told 2".</summary>
    public static IReadOnlyList<(string Visitor, long Number)> Answers(Letter letter) => Find(letter, Told());

    /// <summary>A mail in a few words: whom it is about, and up to which message.</summary>
    public static string Content(Letter letter)
    {
        var words = Words(letter).GroupBy(w => w.Visitor, w => w.Number).Select(g => $"{g.Key} {g.Min()}–{g.Max()}");
        var answers = Answers(letter).GroupBy(w => w.Visitor, w => w.Number).Select(g => $"answers {g.Min()}–{g.Max()} to {g.Key}");
        var content = string.Join(", ", words.Concat(answers));
        return content.Length > 0 ? content : "a letter";
    }

    private static IReadOnlyList<(string Visitor, long Number)> Find(Letter letter, Regex pattern)
    {
        ArgumentNullException.ThrowIfNull(letter);
        return
        [
            .. pattern.Matches(letter.Text)
                .Select(m => (m.Groups["who"].Value, long.Parse(m.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture)))
                .Distinct()
                .Order(),
        ];
    }

    [GeneratedRegex(@"(?<who>v\d) says (?<number>\d+)", RegexOptions.None, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Said();

    [GeneratedRegex(@"(?<who>v\d) is told (?<number>\d+)", RegexOptions.None, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Told();
}
