using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nightbell.Platform;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Simulation;

/// <summary>Mails, as the mail server sees them and as the mail log shows them.</summary>
public sealed partial class Judge
{
    private static readonly TimeSpan OfflineDelay = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan VisitorGrace = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Throttle = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestThrottle = TimeSpan.FromHours(1);

    /// <summary>Between two tries: an hour, give or take a tenth.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(66);

    /// <summary>More lines than any story has mails; the page's limit.</summary>
    private const int MailsOnPage = 100;

    private readonly HashSet<string> failures = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly HashSet<string> withdrawn = new(StringComparer.Ordinal);
    private List<JsonElement> mails = [];

    /// <summary>The last copy of each mail, by what it is about.</summary>
    private readonly Dictionary<(string MessageId, string About), Copy> copies = [];

    /// <summary>A mail is on the wire: may it be?</summary>
    public void HandedOver(Letter letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        Sample();
        if (Cast.VisitorAt(letter.To) is { } visitor)
        {
            MayBeAnswered(letter, visitor);
        }
        else
        {
            foreach (var said in MailWire.Words(letter).GroupBy(w => w.Visitor, w => w.Number))
            {
                NoteCarried(letter, said.Key, said.Max());
                MayBeTold(letter, conversations[said.Key], said.Max(), IsCopy(letter, said.Key, said.Max()));
            }
        }

        Expect(!withdrawn.Contains(letter.MessageId), $"a withdrawn mail to {letter.To} leaves");
    }

    /// <summary>The mail server has answered.</summary>
    public void Answered(Letter letter, Mood mood)
    {
        ArgumentNullException.ThrowIfNull(letter);
        hasNews = true;
        if (mood is Mood.Defers)
            NoteDeferred(letter);
        if (MailWire.IsTaken(mood))
            lastTaken[letter.To] = letter.MessageId;
        if (mood is Mood.Refuses or Mood.Full)
            NoteRefused(letter);
        if (MailWire.IsTaken(mood) && mood != Mood.Drops)
            NoteAccepted(letter);
        if (mood is Mood.Defers or Mood.Hangs)
            return;
        if (Cast.VisitorAt(letter.To) is { } visitor)
            NoteAnswered(letter, visitor, mood);
        foreach (var said in MailWire.Words(letter).GroupBy(w => w.Visitor, w => w.Number))
            conversations[said.Key].Told.Add(new Telling(letter.To, said.Max(), Now, letter.MessageId, mood));
    }

    private void NoteRefused(Letter letter)
    {
        refused.Add(letter.MessageId);
        failLate.Remove(letter.To);
        if (Cast.VisitorAt(letter.To) is null)
            failures.Add(letter.To);
    }

    private void NoteAccepted(Letter letter)
    {
        taken.Add(letter.MessageId);
        NoteUnsubscribeLink(letter);
        if (letter.HasToken)
            tokens[letter.To] = letter.Token;
        if (failLate.Contains(letter.To))
            return;
        foreach (var agent in agents.Values.Where(a => string.Equals(a.Email, letter.To, StringComparison.OrdinalIgnoreCase)))
            agent.RenewedAt = Now;
    }

    /// <summary>Whether a copy of the mail may have arrived before; it must not say anything else then, for a mailbox that has one may hide the other.</summary>
    private bool IsCopy(Letter letter, string about, long said)
    {
        var before = copies.GetValueOrDefault((letter.MessageId, about));

        // A mail server that has not refused one copy may have delivered it, whatever it says to those that follow.
        var mayHaveArrived = before is not null && (before.MayHaveArrived || !before.IsDeferred);

        // A server that died may have lost what it was told: then it knows as little as if nothing had been said.
        var mayBeEither = before is not null && (before.MayBeEither || (before.IsDeferred && undisturbedSince >= before.At));
        copies[(letter.MessageId, about)] = new Copy(said, Now, IsDeferred: false, mayBeEither, mayHaveArrived);
        if (!mayHaveArrived && !mayBeEither)
            return false;
        Expect(mayBeEither || before!.Said == said, $"another copy of a mail to {letter.To} tells up to {about} {said}, and the one before up to {before!.Said}");
        return true;
    }

    /// <summary>The mail server did not take it, and said so: the next copy is as good as this one.</summary>
    private void NoteDeferred(Letter letter)
    {
        foreach (var (copy, last) in copies.Where(c => c.Key.MessageId == letter.MessageId).ToList())
            copies[copy] = last with { IsDeferred = true };
    }

    private void MayBeTold(Letter letter, KnownConversation conversation, long said, bool isCopy)
    {
        var about = $"{letter.To} is mailed about {conversation.Visitor} {said}";
        if (!IsWaiting(conversation))
        {
            breaches.Add($"{about}, which does not wait");
            return;
        }

        Expect(isCopy || said >= conversation.Unanswered[^1].Said, $"{about}, and there is a newer message");
        Expect(said >= conversation.Unanswered[0].Said, $"{about}, which is answered");
        NotTwice(letter, conversation, said, about);
        var online = IsTeamOnline(conversation);
        Expect(online ? unacceptedMails : offlineMails, $"{about}, and the account switched that off");
        Expect(!online || package != "free", $"{about}, and the package does not include it");
        Expect(
            clockWasSet || Now >= conversation.Unanswered[0].At + (online ? VisitorGrace : OfflineDelay),
            $"{about} before anything was due");
        var agent = agents.Values.FirstOrDefault(a => string.Equals(a.Email, letter.To, StringComparison.OrdinalIgnoreCase));
        if (agent is null)
            MayBeTold(letter.To, about);
        else
            MayBeTold(agent, conversation, online, about);
    }

    private void MayBeTold(string recipient, string about)
    {
        Expect(HasRecipient(recipient), $"{about}, and that is nobody's address");
        Expect(!silenced.Contains(recipient), $"{about}, and they complained");
    }

    private void MayBeTold(KnownAgent agent, KnownConversation conversation, bool online, string about)
    {
        Expect(online ? agent.UnacceptedMails : agent.OfflineMails, $"{about}, and they switched that off");
        Expect(agent.Active || (agent.FullAccess && MayFallBack(conversation)), $"{about}, and they are inactive");
        Expect(IsOfTeam(agent, conversation) || (agent.FullAccess && MayFallBack(conversation)), $"{about}, and they are not of the team");
        if (!online)
        {
            Expect(
                !(conversation.Opened.TryGetValue(agent.Name, out var opened) && opened.Number >= conversation.Unanswered[^1].Number
                    && opened.At > conversation.LastAtRest),
                $"{about}, and they opened it");
            return;
        }

        var since = conversation.Unanswered[0].At;
        Expect(clockWasSet || WasOnlineSince(agent, since) || MayFallBack(conversation), $"{about}, and they were not online, and a colleague is");
    }

    private static bool WasOnlineSince(KnownAgent agent, DateTimeOffset since) => agent.Online.Any(s => (s.Until ?? DateTimeOffset.MaxValue) >= since);

    /// <summary>Somebody's mail has failed, or there is no team.</summary>
    private bool MayFallBack(KnownConversation conversation) => failures.Count > 0 || !Team(conversation).Any();

    /// <summary>The same news goes to the same address once; with the same Message-ID again only when the first try's end was not known.</summary>
    private void NotTwice(Letter letter, KnownConversation conversation, long said, string about)
    {
        foreach (var before in conversation.Told.Where(t => string.Equals(t.To, letter.To, StringComparison.OrdinalIgnoreCase)
                     && t.Said >= said && t.At > conversation.LastAtRest))
        {
            if (before.MessageId == letter.MessageId)
            {
                Expect(before.Outcome == Mood.Drops || undisturbedSince >= before.At, $"{about} again, though the first mail was answered");
                continue;
            }

            var renewed = agents.Values.Any(a => string.Equals(a.Email, letter.To, StringComparison.OrdinalIgnoreCase) && a.RenewedAt >= before.FailedAt);
            Expect(
                before.Outcome == Mood.Drops || (before.HasFailed && (renewed || HasRecipient(letter.To))),
                $"{about} in a second mail with the same news");
        }
    }

    private bool HasMailUnderWay(string conversationId) =>
        mails.Any(m => (IsUnsent(m) || m.GetProperty("state").GetString() == "sending") && IsAbout(m, conversationId));

    private async Task LookAtOutbox()
    {
        mails = [.. (await anna.Get($"/api/mails?limit={MailsOnPage}")).Is(200).Json.GetProperty("items").EnumerateArray()];
        foreach (var mail in mails.Where(m => m.GetProperty("state").GetString() == "withdrawn"))
            withdrawn.Add(MessageIdOf(mail));
        foreach (var mail in mails.Where(m => m.GetProperty("state").GetString() == "accepted" && IsNews(m) && !taken.Contains(MessageIdOf(m))))
            breaches.Add($"a mail to {mail.GetProperty("to").GetString()} counts as accepted, and no mail server has taken it");
        foreach (var mail in mails.Where(m => m.GetProperty("state").GetString() == "accepted" && returned.Contains(MessageIdOf(m))))
            breaches.Add($"a mail to {mail.GetProperty("to").GetString()} counts as accepted, and it came back");
        foreach (var mail in mails.Where(m => m.GetProperty("state").GetString() == "deferred"))
        {
            Expect(
                clockWasSet || mail.GetProperty("nextTryAt").GetDateTimeOffset() <= Now + LongestPause,
                $"a mail to {mail.GetProperty("to").GetString()} is not tried again for longer than an hour");
        }

        foreach (var conversation in conversations.Values)
        {
            var about = mails.Where(m => IsAbout(m, conversation.Id)).ToList();
            foreach (var ofAddress in about.GroupBy(m => m.GetProperty("to").GetString()!, StringComparer.OrdinalIgnoreCase))
            {
                Expect(ofAddress.Count(IsUnsent) <= 1, $"{ofAddress.Key} has more than one unsent mail about {conversation.Visitor}");
                LookAtThrottle(conversation, ofAddress);
            }

            LookAtAnswers(conversation);
        }
    }

    private void LookAtThrottle(KnownConversation conversation, IGrouping<string, JsonElement> ofAddress)
    {
        var queued = ofAddress.Where(m => m.GetProperty("state").GetString() != "withdrawn" && m.GetProperty("purpose").GetString() == "notification")
            .Select(m => m.GetProperty("queuedAt").GetDateTimeOffset()).Where(t => t > conversation.AnsweredAt).Order().ToList();
        for (var i = 1; i < queued.Count && !clockWasSet; i++)
        {
            var pause = Throttle * Math.Pow(2, i - 1);
            if (pause > LongestThrottle)
                pause = LongestThrottle;
            Expect(queued[i] - queued[i - 1] >= pause, $"{ofAddress.Key} is mailed about {conversation.Visitor} again within the throttle");
        }
    }

    private static bool IsNews(JsonElement mail) => mail.GetProperty("purpose").GetString() is "notification" or "digest";

    private static string MessageIdOf(JsonElement mail) => $"<{mail.GetProperty("id").GetGuid():N}@shop.example>";

    private static bool IsUnsent(JsonElement mail) => mail.GetProperty("state").GetString() is "queued" or "deferred";

    private static bool IsAbout(JsonElement mail, string conversationId) =>
        mail.GetProperty("conversationIds").EnumerateArray().Any(c => c.GetString() == conversationId);

    /// <summary>A stream that broke off and resumed through the whole story has told the same as one that reads it all at once.</summary>
    private async Task LookAtStream(Browser browser)
    {
        if (!browser.Line.IsOpen || browser.Line.WasReset)
            return;

        // What a second server wrote; it has no clock of the machine's to tell by.
        host.Services.GetRequiredService<Signals>().SomethingChanged();
        await using var whole = await EventStream.Open(browser.Api, browser.Line.Path, browser.Line.Start);
        var all = new List<ServerEvent>();
        await Soon.Holds(
            "both streams are at the same event",
            () =>
            {
                _ = browser.Line.Received;
                all.AddRange(whole.TakeArrived().Where(e => e.Name != "hello"));
                return whole.Cursor == browser.Line.Cursor && whole.Cursor is not null;
            },
            TimeSpan.FromSeconds(10));
        var told = browser.Line.Received.Where(e => e.Id is not null).Select(e => e.Id!).ToList();
        var expected = all.Where(e => e.Id is not null).Select(e => e.Id!).ToList();
        Expect(told.Distinct().Count() == told.Count, "a stream repeated an event");
        Expect(told.SequenceEqual(expected), $"a stream told {told.Count} events, and there are {expected.Count}");
    }

    /// <summary>A copy of a mail that was on the wire.</summary>
    /// <param name="Said">The newest word that it told.</param>
    /// <param name="At">When.</param>
    /// <param name="IsDeferred">The mail server did not take it, and said so.</param>
    /// <param name="MayBeEither">Whether the server has heard of that is not known: later copies may tell more, or the same.</param>
    /// <param name="MayHaveArrived">Of a copy before it, it is not known whether it was delivered.</param>
    private sealed record Copy(long Said, DateTimeOffset At, bool IsDeferred, bool MayBeEither, bool MayHaveArrived);
}
