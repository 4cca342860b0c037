using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Cli;

/// <summary>What <c>nightbell check</c> proves of the outbox and of numbers.</summary>
public sealed class CheckRowsTests
{
    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_mail_that_nobody_will_ever_send_is_found(string database)
    {
        await using var story = await Deferred(database);
        await story.Breaks("""UPDATE "Mails" SET "DueAt" = NULL""", "outbox", "it has no next attempt");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_settled_mail_that_is_due_again_is_found(string database)
    {
        await using var story = await Mailed(database);
        await story.Breaks("""UPDATE "Mails" SET "DueAt" = "QueuedAt" """, "outbox", "is accepted and yet due again");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_mail_withdrawn_after_it_left_is_found(string database)
    {
        await using var story = await Mailed(database);
        await story.Breaks("""UPDATE "Mails" SET "State" = 'Withdrawn'""", "outbox", "is withdrawn although a mail server took it");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_mail_that_tells_nothing_is_found(string database)
    {
        await using var story = await Mailed(database);
        await story.Breaks("""DELETE FROM "MailParts" """, "outbox", "no part of it stands");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Two_unsent_mails_to_one_recipient_about_one_conversation_are_found(string database)
    {
        await using var story = await Deferred(database);
        await story.Visitor().Writes("Me too.");
        await story.Advance("2:00");
        await story.Breaks(
            """UPDATE "MailParts" SET "ConversationId" = (SELECT "Id" FROM "Conversations" ORDER BY "Id" LIMIT 1)""",
            "outbox",
            "2 unsent mails for the recipient");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_lost_message_is_found(string database)
    {
        await using var story = await Mailed(database);
        await story.FirstVisitor().Writes("Hello?");
        await story.Breaks("""DELETE FROM "Messages" WHERE "Number" = 1""", "messages", "not numbered 1 to 2 without a gap");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_question_that_counts_as_answered_is_found(string database)
    {
        await using var story = await Mailed(database);
        await story.Breaks("""UPDATE "Conversations" SET "UnansweredSince" = NULL""", "messages", "it counts as answered, and the message of");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_answer_that_nobody_gave_is_found(string database)
    {
        await using var story = await Mailed(database);
        await story.Breaks("""UPDATE "Conversations" SET "AnsweredUpTo" = 1""", "messages", "no agent has written so late");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_gap_in_the_events_is_found(string database)
    {
        await using var story = await Mailed(database);
        await story.Breaks("""DELETE FROM "Events" WHERE "Number" = 2""", "events", "not without a gap");
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Lost_events_at_the_end_are_found(string database)
    {
        await using var story = await Mailed(database);
        await story.Breaks("""UPDATE "Accounts" SET "LastEvent" = "LastEvent" + 1""", "events", "not without a gap");
    }

    private static async Task<Story> Mailed(string database)
    {
        var story = await Story.Begin(database);
        await story.Agent("Anna");
        await story.FirstVisitor().Writes("Is anybody there?");
        await story.At("2:00");
        return story;
    }

    /// <summary>The mail server puts off whatever comes.</summary>
    private static async Task<Story> Deferred(string database)
    {
        var story = await Story.Begin(database);
        await story.Agent("Anna");
        story.App.Post.GoesDown();
        await story.FirstVisitor().Writes("Is anybody there?");
        await story.At("2:00");
        return story;
    }
}
