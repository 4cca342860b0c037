using System.Text;
using System.Text.RegularExpressions;
using Nightbell.Server.Tests.Harness;
using Incoming = Nightbell.Server.Tests.Harness.Inbound;

namespace Nightbell.Simulation;

/// <summary>What comes back by mail: reports and complaints of mail servers, and what people reply. All of it by the public API.</summary>
public sealed partial class Life
{
    /// <summary>How long mail servers try before they report, one after the other.</summary>
    private static readonly TimeSpan[] UntilReport = [TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(17)];

    private readonly List<(TimeSpan At, Letter Letter, bool Hard)> reports = [];
    private int reportsToCome;
    private int replies;

    /// <summary>When the next report comes in; null when none is to.</summary>
    private DateTimeOffset? NextReport => reports.Count == 0 ? null : World.Beginning + corrected + reports.Min(r => r.At);

    /// <summary>The mail server took a mail: somebody has it, or it will come back.</summary>
    private void Take(Letter letter, Mood mood)
    {
        if (!MailWire.IsTaken(mood))
            return;
        var owner = people.Values.FirstOrDefault(p => string.Equals(p.Email, letter.To, StringComparison.OrdinalIgnoreCase))?.Name;
        wire.Keep(owner ?? Cast.VisitorAt(letter.To) ?? letter.To, letter);
        if (mood is Mood.BouncesLater or Mood.FullLater)
            reports.Add((Elapsed + UntilReport[reportsToCome++ % UntilReport.Length], letter, mood == Mood.BouncesLater));
    }

    /// <summary>Reports that are due come in; true when there were any.</summary>
    private async Task<bool> BringReports()
    {
        var due = reports.Where(r => r.At <= Elapsed).OrderBy(r => r.At).ToList();
        foreach (var report in due)
        {
            reports.Remove(report);
            await Report(report.Letter, report.Hard, twice: false);
        }

        return due.Count > 0;
    }

    private async Task ActAsMailServer(string verb, string what)
    {
        var words = what.Split(' ');
        if (verb is not ("bounces" or "complains"))
            SetMood(verb, what);
        else if (wire.LastTaken(words[0]) is not { } letter)
            return;
        else if (verb == "bounces")
            await Report(letter, words.Contains("hard"), words.Contains("twice"));
        else
            await Complain(letter, words.Contains("twice"));
    }

    /// <summary>A report about a mail that was taken (RFC 3464): there is no such address, or the mailbox is full.</summary>
    private async Task Report(Letter letter, bool hard, bool twice)
    {
        var before = await judge.ReadAddresses();
        var kind = await Bring(letter.Report(hard ? "550 5.1.1 User unknown" : "552 5.2.2 Mailbox full"), twice);
        Tell($"← the mail to {letter.To} about {MailWire.Content(letter)} comes back: {(hard ? "user unknown" : "mailbox full")}{Twice(twice)}");
        await judge.CameBack(letter, hard, kind, before);
    }

    private async Task Complain(Letter letter, bool twice)
    {
        var kind = await Bring(letter.Complaint(), twice);
        Tell($"← {letter.To} complains of the mail about {MailWire.Content(letter)}{Twice(twice)}");
        judge.Complained(letter, kind);
    }

    /// <summary>The agent answers the last mail they had about a visitor.</summary>
    private async Task Reply(Person person, string[] words)
    {
        var guest = guests[words[0]];
        if (wire.LastTaken(person.Name, l => MailWire.Words(l).Any(w => w.Visitor == guest.Name)) is not { } letter || AddressOfReply(letter) is null)
            return;
        var how = words.Length > 1 ? words[1] : "";
        var since = Now;
        var kind = await Bring(ReplyTo(letter, person.Email, Guest.IsTold(guest.Name, guest.Answered + 1), how), how == "twice");
        Tell($"← {Sender(World.Proper(person.Name), how)} replies to the mail about {MailWire.Content(letter)}{Twice(how == "twice")}: {kind}");
        if (kind == "agent_reply")
            guest.Answered++;
        if (how is "stranger" or "away")
            judge.ChangesNothing(how, kind);
        else
            judge.RepliesByMail(person.Name, letter, guest.Name, kind, since);
    }

    /// <summary>The visitor answers the last mail with agents' words.</summary>
    private async Task Reply(Guest guest, string how)
    {
        if (wire.LastTaken(guest.Name) is not { } letter || AddressOfReply(letter) is null)
            return;
        var kind = await Bring(ReplyTo(letter, Cast.AddressOf(guest.Name), Guest.Says(guest.Name, guest.Written + 1), how), how == "twice");
        Tell($"← {Sender(guest.Name, how)} replies to {MailWire.Content(letter)}{Twice(how == "twice")}: {kind}");
        if (how is "stranger" or "away")
        {
            judge.ChangesNothing(how, kind);
            return;
        }

        guest.Written++;
        await judge.RepliesByMail(guest, letter, kind);
    }

    private static string Sender(string name, string how) => how switch
    {
        "stranger" => $"a stranger who has {name}'s mail",
        "away" => $"{name}'s holiday notice",
        _ => name,
    };

    private static string Twice(bool twice) => twice ? ", twice" : "";

    /// <summary>A mail reaches the server, as often as it takes until it says that it keeps it.</summary>
    /// <returns>What the server says that it is.</returns>
    private async Task<string> Bring(string mail, bool twice)
    {
        using var mta = new Caller(second?.Address ?? host.Address) { Bearer = Incoming.Token };
        var kinds = new List<string>();
        for (var i = 0; i < (twice ? 2 : 1); i++)
        {
            var answer = await Call(() => mta.SendBytes(HttpMethod.Post, "/inbound/mail", Encoding.UTF8.GetBytes(mail), "message/rfc822"));
            kinds.Add(answer.Status == 202 ? answer.Field("kind") : throw new BrokenPromiseException($"A mail could not be brought: {answer}"));
        }

        return kinds.Distinct().Count() == 1 ? kinds[0] : throw new BrokenPromiseException($"The same mail is {string.Join(" and then ", kinds)}.");
    }

    private static string? AddressOfReply(Letter letter) => SignedAddress().Match(letter.Header("Reply-To") ?? "") is { Success: true } found ? found.Value : null;

    /// <summary>A reply as mail programs write it, with the whole mail below; or what somebody else, or a program, makes of it.</summary>
    private string ReplyTo(Letter letter, string from, string text, string how) => string.Join(
        "\r\n",
        [
            $"From: {(how == "stranger" ? "mallory@elsewhere.example" : from)}",
            $"To: {AddressOfReply(letter)}",
            $"Subject: {(how == "away" ? "Auto: " : "Re: ")}{letter.Subject}",
            $"Message-ID: <{++replies}@elsewhere.example>",
            $"In-Reply-To: {letter.MessageId}",
            .. how == "away" ? (string[])["Auto-Submitted: auto-replied (vacation)"] : [],
            "Content-Type: text/plain; charset=utf-8",
            "",
            how switch { "stranger" => "A stranger's words.", "away" => "I am on holiday.", _ => text },
            "",
            "On Tue, Mar 3, 2026 at 4:00 PM Nightbell <nightbell@shop.example> wrote:",
            .. letter.Text.Split('\n').Select(l => $"> {l}"),
            "",
        ]);

    [GeneratedRegex(@"reply\+[^>\s]+", RegexOptions.None, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex SignedAddress();
}
