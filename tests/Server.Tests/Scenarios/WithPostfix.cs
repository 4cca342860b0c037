using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Scenarios;

/// <summary>The road to its end, with a mail server that knows nothing of us.</summary>
public sealed class WithPostfix
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_offline_message_lies_in_the_mailbox_two_minutes_later(string database)
    {
        await using var postfix = await Postfix.Start("anna");
        await using var s = await Story.Begin(database, settings: postfix.Configuration);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor("Árvíztűrő Ödön");
        await visitor.Writes("Is the Full Moon lamp dimmable?");

        await s.At("1:59");
        Assert.Empty(postfix.Delivered());
        await s.At("3:00");
        await Soon.Holds("Postfix has delivered", () => postfix.Delivered().Count > 0);

        var mail = Assert.Single(postfix.Delivered());
        Assert.Contains("Delivered-To: anna@example.com", mail, StringComparison.Ordinal);
        Assert.Contains("Is the Full Moon lamp dimmable?", mail, StringComparison.Ordinal);
        Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click", mail, StringComparison.Ordinal);
        (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_mailbox_that_does_not_exist_is_said_in_the_server_s_own_words(string database)
    {
        await using var postfix = await Postfix.Start("anna");
        await using var s = await Story.Begin(database, settings: postfix.Configuration);
        var zed = await s.Agent("Zed");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");

        await s.At("3:00");

        (await visitor.Why()).StateIs("nobody_to_tell")
            .Stands(zed, "skip", "AddressUnusable", "wrong_address", "User unknown in virtual mailbox table");
        await s.CheckHolds();
    }
}
