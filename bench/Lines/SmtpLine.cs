using Nightbell.Decisions;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Bench.Lines;

/// <summary>A full outbox and a mail server that takes everything: mails a second, each claimed, asked again, written, sent and recorded.</summary>
internal static class SmtpLine
{
    private const int ConversationsEach = 4;
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task<IReadOnlyList<Row>> Run(Options options)
    {
        var count = options.Number("mails", 5_000);
        await using var cluster = await Postgres.For(options);
        await using var sink = new SmtpSink();
        await using var seed = await Seed.New(options, cluster);
        await Fill(seed, count);
        await using var server = await Server.Start(options, seed.ConnectionString, sink.Configuration);
        await Soon.Holds("all sent", PollEvery, Patience, () => Task.FromResult(sink.Count >= count));
        var span = sink.All[^1].At - sink.All[0].At;
        return
        [
            new Row(
                $"{count:N0} notifications from the outbox to a mail server, {(options.IsPostgres ? "PostgreSQL" : "SQLite")}, first to last",
                $"{(count - 1) / span.TotalSeconds:N0} mails/s"),
        ];
    }

    /// <summary>Conversations that were decided on just before, each with its mail queued.</summary>
    private static async Task Fill(Seed seed, int count)
    {
        var accounts = await seed.Accounts(count / ConversationsEach, agents: 1);
        var agents = accounts.ToDictionary(a => a.Id, a => a.Agents[0]);
        var now = TimeProvider.System.Now();
        var conversations = await seed.Conversations(accounts, count, now.AddMinutes(-10));
        foreach (var some in conversations.Chunk(1_000))
        {
            await seed.Write(db =>
            {
                foreach (var conversation in some)
                {
                    db.Update(conversation);
                    conversation.State = ConversationState.Announced;
                    conversation.WaitingSince = conversation.UnansweredSince;
                    conversation.LookAt = now.AddHours(1);
                    var agent = agents[conversation.AccountId];
                    var mail = new OutgoingMail
                    {
                        Id = now.NewId(),
                        AccountId = conversation.AccountId,
                        Purpose = MailPurpose.Notification,
                        Address = agent.Email,
                        Name = agent.Name,
                        Locale = agent.Locale,
                        AgentId = agent.Id,
                        QueuedAt = now,
                        DueAt = now,
                    };
                    db.AddRange(mail, new MailPart
                    {
                        Id = now.NewId(),
                        AccountId = conversation.AccountId,
                        MailId = mail.Id,
                        ConversationId = conversation.Id,
                        RecipientId = agent.Id,
                        Kind = NoticeKind.OfflineMessage,
                        Reason = Reason.OfflineMessage,
                        NewFrom = 1,
                        UpTo = 1,
                        QueuedAt = now,
                    });
                }
            });
        }
    }
}
