using Nightbell.Server.Tests.Harness;

namespace Nightbell.Simulation;

/// <summary>Mails to visitors: agents' words, to those who have left the site before they saw them.</summary>
public sealed partial class Judge
{
    /// <summary>Mails a day to an address that somebody typed, until they answer.</summary>
    private const int MailsADay = 5;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>An answer is on the wire: may it be?</summary>
    private void MayBeAnswered(Letter letter, string visitor)
    {
        var answers = MailWire.Answers(letter);
        if (!conversations.TryGetValue(visitor, out var conversation) || answers.Count == 0)
        {
            breaches.Add($"{letter.To} is mailed what no agent has written");
            return;
        }

        var (oldest, newest) = (answers.Min(a => a.Number), answers.Max(a => a.Number));
        var about = $"{letter.To} is mailed answers {oldest}–{newest}";
        IsCopy(letter, visitor, newest);
        Expect(MailWire.Words(letter).Count == 0, $"{about} with visitors' words");
        Expect(answers.All(a => a.Visitor == visitor), $"{about} of another conversation");
        Expect(newest <= conversation.Answers.Count, $"{about}, which nobody has written");
        Expect(!conversation.IsOnSite && conversation.LeftAt is not null, $"{about}, and they are on the site");
        Expect(newest > conversation.SeenUpTo, $"{about}, which they have seen");
        Expect(!conversation.WantsNoMail, $"{about}, and they complained");
        var isRetry = !conversation.AnswersOnWire.Add(letter.MessageId);
        Expect(
            clockWasSet || isRetry || newest > conversation.Answers.Count || Now >= conversation.Answers[(int)oldest - 1] + VisitorGrace,
            $"{about} before anything was due");
        foreach (var before in conversation.Answered.Where(t => t.MessageId != letter.MessageId && !t.HasFailed))
            Expect(before.Said < oldest || before.From > newest, $"{about} in a second mail");
    }

    /// <summary>The mail server has taken or refused an answer.</summary>
    private void NoteAnswered(Letter letter, string visitor, Mood mood)
    {
        var conversation = conversations[visitor];
        var answers = MailWire.Answers(letter).Select(a => a.Number).ToList();
        conversation.Answered.Add(new Telling(letter.To, answers.Max(), Now, letter.MessageId, mood) { From = answers.Min() });
        var ofDay = conversation.Answered.Where(t => MailWire.IsTaken(t.Outcome) && t.At > Now - Day).Select(t => t.MessageId).Distinct().Count();
        Expect(conversation.HasReplied || ofDay <= MailsADay, $"{letter.To} gets {ofDay} mails a day, and has answered none");
    }

    /// <summary>An answer that nobody has seen is mailed; one to whoever has come back is not.</summary>
    private void LookAtAnswers(KnownConversation conversation)
    {
        var queued = mails.Where(m => m.GetProperty("purpose").GetString() == "answer"
            && m.GetProperty("to").GetString() == Cast.AddressOf(conversation.Visitor)).ToList();
        Expect(
            !conversation.IsOnSite || queued.TrueForAll(m => m.GetProperty("state").GetString() != "queued"),
            $"an answer to {conversation.Visitor} waits to be mailed, and they are on the site");
        var isUnderWay = queued.Exists(m => IsUnsent(m) || m.GetProperty("state").GetString() == "sending");
        Expect(
            isUnderWay || !IsAnswerOverdue(conversation, undisturbedSince),
            $"{conversation.Visitor} was answered and has left, and nobody mails it");
    }

    /// <summary>Agents' newest words were neither seen nor mailed for a long time.</summary>
    private bool IsAnswerOverdue(KnownConversation conversation, DateTimeOffset since) =>
        !clockWasSet && conversation is { IsOnSite: false, LeftAt: { } leftAt, WantsNoMail: false, Answers.Count: > 0 }
        && conversation.Answers.Count > conversation.SeenUpTo
        && !conversation.Answered.Any(t => t.Said >= conversation.Answers.Count || t.FoundNobody)
        && Now - Latest(conversation.Answers[^1], leftAt, conversation.WantsMailSince, since) > LongestSilence;
}
