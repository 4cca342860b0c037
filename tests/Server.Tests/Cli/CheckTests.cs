using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Cli;

/// <summary>The promise as <c>nightbell check</c> proves it: it holds through a story, and each rule notices its own damage.</summary>
public sealed class CheckTests
{
    private const string TwoHours = "two hours";
    private const string HalfAnHour = "half an hour";

    /// <summary>Messages a visitor writes at most while the checks run.</summary>
    private const int MostMessages = 500;

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_promise_holds_through_the_life_of_a_conversation(string database)
    {
        await using var story = await Story.Begin(database);
        var anna = await story.Agent("Anna");
        var visitor = story.Visitor();
        await visitor.Writes("Is anybody there?");
        await story.CheckHolds();
        await story.At("2:00");
        await story.CheckHolds();
        await visitor.Writes("Hello?");
        await story.At("20:00");
        await story.CheckHolds();
        await anna.Answers(visitor, "Here I am.");
        await story.CheckHolds();
        await anna.Resolves(visitor);
        await story.CheckHolds();
        var (_, output, _) = await story.App.Command(["check"]);
        Assert.Contains("The promise holds: 1 accounts, 1 conversations, 0 waiting", output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_conversation_that_nobody_will_ever_look_at_is_found(string database)
    {
        await using var story = await Pending(database);
        await story.Breaks("""UPDATE "Conversations" SET "LookAt" = NULL""", "look", "nobody will ever look at it");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_look_more_than_an_hour_away_is_found(string database)
    {
        await using var story = await Pending(database);
        await story.Breaks(Postponed(database, TwoHours), "look", "more than an hour away");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_look_that_comes_after_somebodys_deadline_is_found(string database)
    {
        await using var story = await Pending(database);
        await story.Breaks(Postponed(database, HalfAnHour), "look", "somebody waits until 2026-03-03 09:02:00Z");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_mail_that_should_have_gone_out_by_now_is_found(string database)
    {
        await using var story = await Pending(database);
        await story.App.Tamper(Postponed(database, HalfAnHour));
        story.App.Clock.Advance(TimeSpan.FromMinutes(3));
        await story.Breaks(null, "look", "Anna should be sent an e-mail now");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_server_that_does_not_look_is_found_and_a_stopped_one_is_only_late(string database)
    {
        await using var story = await Pending(database);
        story.App.Clock.Advance(TimeSpan.FromMinutes(10));
        await story.Breaks(null, "look", "the running server has not looked at it");
        await story.App.Stop();
        var (exit, output, _) = await story.App.Command(["check"]);
        Assert.Equal(0, exit);
        Assert.Contains("late: Conversation", output, StringComparison.Ordinal);
        await story.App.Start();
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_state_without_its_witness_is_found(string database)
    {
        await using var story = await Pending(database);
        await story.Breaks("""UPDATE "Conversations" SET "State" = 'Announced'""", "state", "no living mail covers its newest message");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_mail_that_died_unnoticed_is_found(string database)
    {
        await using var story = await Mailed(database);
        await story.Breaks("""UPDATE "Mails" SET "State" = 'Expired'""", "state", "no living mail covers its newest message");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_state_left_behind_by_an_answer_is_found(string database)
    {
        await using var story = await Pending(database);
        await story.Owner.Answers(story.FirstVisitor(), "Here I am.");
        await story.Breaks("""UPDATE "Conversations" SET "State" = 'Due'""", "state", "waits for nothing");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Silence_that_nobody_decided_on_is_found(string database)
    {
        await using var story = await Pending(database);
        await story.Breaks("""DELETE FROM "Notices" """, "notice", "Anna has no notice");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Two_verdicts_at_once_are_found(string database)
    {
        await using var story = await Mailed(database);
        await story.Breaks("""UPDATE "Notices" SET "Current" = TRUE""", "notice", "2 notices for Anna are current");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_verdict_that_its_own_facts_do_not_bear_out_is_found(string database)
    {
        await using var story = await Mailed(database);
        await story.Breaks("""UPDATE "Notices" SET "Reason" = 'UnacceptedConversation' WHERE "Current" """, "replay", "its situation gives send OfflineMessage");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_verdict_without_its_facts_is_found(string database)
    {
        await using var story = await Pending(database);
        await story.Breaks("""DELETE FROM "Situations" """, "replay", "its situation cannot be read");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_fact_that_changed_without_anybody_looking_is_found(string database)
    {
        await using var story = await Pending(database);
        await story.Breaks("""UPDATE "Agents" SET "OfflineMessages" = FALSE""", "notice", "by the facts it is skip TurnedOffByAgent");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_verdict_about_an_older_message_is_found(string database)
    {
        await using var story = await Pending(database);
        await story.Breaks("""UPDATE "Notices" SET "UpTo" = 0""", "notice", "judged message 0, and the newest is 1");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_visitor_left_with_an_empty_chair_is_found(string database)
    {
        await using var story = await Story.Begin(database);
        var anna = await story.Agent("Anna");
        await anna.WatchesOffline();
        await story.FirstVisitor().Writes("Is anybody there?");
        await anna.Accepts(story.FirstVisitor());
        await story.Breaks("""DELETE FROM "Devices" """, "assignment", "none of them has a living device");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_wait_that_outlived_the_waiting_is_found(string database)
    {
        await using var story = await Pending(database);
        await story.Owner.Answers(story.FirstVisitor(), "Here I am.");
        await story.Breaks("""UPDATE "Notices" SET "Verdict" = 'Wait' WHERE "Current" """, "notice", "the notice of Anna still waits");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_visitor_of_whom_nobody_can_be_told_is_shown_in_red(string database)
    {
        await using var story = await Pending(database);
        (await story.Owner.Api.Patch("/api/me", new { offlineMessages = false })).Is(200);
        await story.Settle();
        var (exit, output, _) = await story.App.Command(["check"]);
        Assert.Equal(0, exit);
        Assert.Contains($"RED: Conversation {story.FirstVisitor().ConversationId} waits since", output, StringComparison.Ordinal);
        var json = System.Text.Json.JsonDocument.Parse((await story.App.Command(["check", "--json"])).Out).RootElement;
        Assert.True(json.GetProperty("holds").GetBoolean());
        Assert.Equal(story.AccountId, json.GetProperty("nobodyToTell")[0].GetProperty("accountId").GetString());
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_check_while_visitors_write_accuses_nobody(string database)
    {
        await using var story = await Story.Begin(database);
        await story.Agent("Anna");
        using var written = new CancellationTokenSource();
        var writing = Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var visitor = new Visitor(story, "Zoe", "zoe@example.net");
            for (var n = 0; n < MostMessages && !written.IsCancellationRequested; n++)
                await visitor.Writes($"Message {n}");
            return visitor.ConversationId;
        }).ToList();
        for (var n = 0; n < 5; n++)
            await story.CheckHolds();
        await written.CancelAsync();
        Assert.Equal(4, (await Task.WhenAll(writing)).Distinct(StringComparer.Ordinal).Count());
        await story.CheckHolds();
    }

    /// <summary>Anna is away, and a visitor has just written.</summary>
    private static async Task<Story> Pending(string database)
    {
        var story = await Story.Begin(database);
        await story.Agent("Anna");
        await story.FirstVisitor().Writes("Is anybody there?");
        return story;
    }

    /// <summary>Anna is away and has her mail.</summary>
    private static async Task<Story> Mailed(string database)
    {
        var story = await Pending(database);
        await story.At("2:00");
        return story;
    }

    private static string Postponed(string database, string by) =>
        $"""UPDATE "Conversations" SET "LookAt" = "LookAt" + {(database == TestDatabase.Sqlite ? by == TwoHours ? "7200000" : "1800000" : by == TwoHours ? "interval '2 hours'" : "interval '30 minutes'")}""";
}
