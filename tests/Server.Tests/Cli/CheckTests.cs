using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Cli;

/// <summary><c>nightbell check</c> must be able to fail: each way to break the promise behind the server's back is found.</summary>
public sealed class CheckTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task It_holds_on_an_empty_database_and_after_a_quiet_night(string database)
    {
        await using var s = await Story.Begin(database);
        await s.CheckHolds();
        await s.Agent("Anna");
        await s.CheckHolds();
        await s.Visitor().Writes("Hello");
        await s.CheckHolds();
        await s.At("2:00");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task It_finds_a_waiting_conversation_that_nobody_looks_at(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        await s.Visitor().Writes("Hello");

        await s.App.Tamper("""UPDATE "Conversations" SET "LookAt" = NULL""");

        await IsBroken(s);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task It_finds_a_silence_without_a_reason(string database)
    {
        await using var s = await Story.Begin(database);
        var (_, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await s.Visitor().Writes("Hello");
        await s.At("2:00");

        await s.App.Tamper($"""DELETE FROM "Notices" WHERE "Address" = '{bela.Email}'""");

        await IsBroken(s);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task It_finds_an_announcement_without_a_living_mail(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        await s.Visitor().Writes("Hello");
        await s.At("2:00");

        await s.App.Tamper("""UPDATE "MailParts" SET "Withdrawn" = (1 = 1)""");

        await IsBroken(s);
    }

    private static async Task IsBroken(Story s)
    {
        var (exit, output, error) = await s.App.Command(["check"]);
        Assert.True(exit == 1, $"check ended with {exit} and found nothing:\n{output}{error}");
        Assert.NotEmpty(output + error);
    }
}
