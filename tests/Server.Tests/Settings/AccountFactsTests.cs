using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Settings;

/// <summary>What an agent is told of the account and of their own address.</summary>
public sealed class AccountFactsTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_package_s_limit_of_agents_and_the_last_change_of_the_address_are_told(string database)
    {
        await using var s = await Story.Begin(database, package: "standard");
        var anna = await s.Agent("Anna");
        Assert.Equal(10, Account(await anna.Me()).GetProperty("agentLimit").GetInt32());
        Assert.Null((await anna.Me()).GetProperty("address").GetProperty("renewedAt").GetString());

        await s.Advance("1:00");
        await anna.ChangesEmail("anna.holdas@example.com");
        Assert.Equal(s.App.Now, (await anna.Me()).GetProperty("address").GetProperty("renewedAt").GetDateTimeOffset());
        var (exit, _, error) = await s.App.Command(["account", "set-package", s.AccountId, "pro"]);
        Assert.True(exit == 0, error);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, Account(await anna.Me()).GetProperty("agentLimit").ValueKind);
    }

    [Fact]
    public async Task The_operator_s_chat_is_for_packages_with_help_and_not_for_the_operator()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        var anna = await s.Agent("Anna");
        Assert.Null(Account(await anna.Me()).GetProperty("supportKey").GetString());
        await s.App.Restart($"--Nightbell:Support:WidgetKey={s.WidgetKey}");
        await using var customer = s.Neighbour();
        var nora = await customer.Agent("Nora");

        Assert.Null(Account(await anna.Me()).GetProperty("supportKey").GetString());
        Assert.Equal(s.WidgetKey, Account(await nora.Me()).GetProperty("supportKey").GetString());
        Assert.Equal(0, (await s.App.Command(["account", "set-package", customer.AccountId, "free"])).Exit);
        Assert.Null(Account(await nora.Me()).GetProperty("supportKey").GetString());
    }

    private static System.Text.Json.JsonElement Account(System.Text.Json.JsonElement me) => me.GetProperty("account");
}
