namespace Nightbell.Decisions;

/// <summary>One recipient in one situation, and the words in which the ladder asks about them.</summary>
internal readonly struct Case(Situation situation, RecipientFacts recipient)
{
    public Situation Situation => situation;

    public RecipientFacts Recipient => recipient;

    public NoticeKind Kind => situation.Team.Online ? NoticeKind.UnacceptedConversation : NoticeKind.OfflineMessage;

    /// <summary>The account's switch for this kind.</summary>
    public bool KindIsOn => situation.Team.Online ? situation.Settings.UnacceptedConversations : situation.Settings.OfflineMessages;

    /// <summary>The recipient's own switch for this kind.</summary>
    public bool RecipientWantsIt => situation.Team.Online ? recipient.UnacceptedConversations : recipient.OfflineMessages;

    public long Newest => situation.Conversation.Messages[^1].Number;

    /// <summary>When their oldest news came, but never earlier than the waiting began.</summary>
    public DateTimeOffset OldestNews => Moment.Later(FirstNews.At, situation.Conversation.WaitingSince);

    public bool OldestNewsCameOffline => FirstNews.Offline;

    public bool OnlineSinceOldestNews => recipient.Online || recipient.LastOnlineAt >= OldestNews;

    public DateTimeOffset OfflineDeadline => Deadlines.Offline(OldestNews, situation.Team, situation.Delays);

    public DateTimeOffset UnacceptedDeadline =>
        Deadlines.Unaccepted(OldestNews, recipient.FirstOnlineAt, situation.Conversation.VisitorLeftAt, situation.Delays);

    /// <summary>For one who was not there: the whole delay since the oldest news.</summary>
    public DateTimeOffset FallbackUnacceptedDeadline => OldestNews.Plus(situation.Delays.Accept);

    // News: what no living mail to them covers; for an offline message also not opened by them.
    private long HeardUpTo => situation.Team.Online ? recipient.ToldUpTo : Math.Max(recipient.ToldUpTo, recipient.OpenedUpTo);

    private MessageFacts FirstNews
    {
        get
        {
            var heard = HeardUpTo;
            foreach (var message in situation.Conversation.Messages)
            {
                if (message.Number > heard)
                    return message;
            }

            throw new InvalidOperationException("Whoever has heard of the newest message has left the ladder before.");
        }
    }

    public Decision Skip(Reason reason) => new(recipient.Id, Verdict.Skip, Kind, reason);

    /// <summary>Null when the moment has been reached: this line of the ladder does not apply.</summary>
    public Decision? WaitUntil(DateTimeOffset? until, Reason reason) =>
        situation.Now < until ? new(recipient.Id, Verdict.Wait, Kind, reason, Until: until) : null;

    public Decision Send(Reason reason)
    {
        var heard = HeardUpTo;
        var news = new List<long>();
        foreach (var message in situation.Conversation.Messages)
        {
            if (message.Number > heard)
                news.Add(message.Number);
        }

        return new(recipient.Id, Verdict.Send, Kind, reason, Messages: news);
    }
}
