using Nightbell.Cli;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Cli;

/// <summary>What is common to all commands.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData]
    [InlineData("serve")]
    [InlineData("account")]
    [InlineData("account", "create")]
    [InlineData("account", "list")]
    [InlineData("account", "set-package")]
    [InlineData("account", "reset-password")]
    [InlineData("account", "delete")]
    [InlineData("why")]
    [InlineData("decide")]
    [InlineData("check")]
    [InlineData("mail")]
    [InlineData("mail", "test")]
    [InlineData("mail", "explain")]
    [InlineData("backup")]
    [InlineData("restore")]
    [InlineData("migrate")]
    public async Task Every_command_explains_itself(params string[] command)
    {
        var (exit, output, error) = await Run([.. command, "--help"]);
        Assert.Equal(0, exit);
        Assert.Contains(string.Join(' ', ["nightbell", .. command]), output, StringComparison.Ordinal);
        Assert.Contains("Description:", output, StringComparison.Ordinal);
        Assert.Empty(error);
    }

    [Theory]
    [InlineData("dance")]
    [InlineData("check", "--verbose")]
    [InlineData("check", "everything")]
    [InlineData("why")]
    [InlineData("why", "not-an-id")]
    [InlineData("why", "01990000-0000-7000-8000-000000000000", "--language", "xx")]
    [InlineData("backup")]
    [InlineData("mail", "test", "no address")]
    public async Task Misuse_ends_with_2_and_one_sentence(params string[] command)
    {
        var (exit, output, error) = await Run(command);
        Assert.Equal(2, exit);
        Assert.Empty(output);
        Assert.StartsWith("nightbell: ", error, StringComparison.Ordinal);
        Assert.EndsWith("--help.\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_is_told_from_the_commands_own_words()
    {
        var (command, configuration) = ConfigurationArguments.Split(
        [
            "--Urls=http://localhost:1", "account", "--ConnectionStrings:Nightbell=Data Source=a=b;Mode=Memory", "create", "--name", "A:B",
            "--environment", "Development", "--Nightbell:Mail:Smtp:Host", "relay", "--json", "--urls", "x", "--", "--Nightbell:Demo=true",
        ]);
        Assert.Equal(["account", "create", "--name", "A:B", "--json", "--", "--Nightbell:Demo=true"], command);
        Assert.Equal(
        [
            "--Urls=http://localhost:1", "--ConnectionStrings:Nightbell=Data Source=a=b;Mode=Memory", "--environment=Development",
            "--Nightbell:Mail:Smtp:Host=relay", "--urls=x",
        ],
        configuration);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("account", "list")]
    [InlineData("why", "01990000-0000-7000-8000-000000000000")]
    public async Task A_command_that_only_reads_creates_no_database(params string[] command)
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var (exit, _, error) = await Run([.. command, $"--ConnectionStrings:Nightbell=Data Source={folder}/nightbell.db"]);
        Assert.Equal(1, exit);
        Assert.Contains("There is no database at", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_one_sentence()
    {
        var (exit, _, error) = await Run(["check", "--ConnectionStrings:Nightbell=Host=127.0.0.1;Port=1;Database=x;Username=y"]);
        Assert.Equal(1, exit);
        Assert.StartsWith("nightbell: The database cannot be used: Failed to connect to 127.0.0.1:1", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Situations_are_decided_without_configuration_or_database()
    {
        var situation = """
            {"now":"2026-11-22T02:15:00Z","delays":{"offline":120,"accept":300,"visitorGrace":60,"throttle":120,"throttleMax":3600},"package":{"unaccepted":true},"settings":{"offlineMessages":true,"unacceptedConversations":true},"conversation":{"waiting":true,"waitingSince":"2026-11-22T02:12:30Z","visitorLeftAt":null,"messages":[{"number":7,"at":"2026-11-22T02:12:30Z","offline":true}]},"team":{"online":false,"since":"2026-11-21T17:04:00Z","offlineSince":"2026-11-21T17:04:00Z"},"recipients":[{"id":"anna","kind":"agent","active":true,"inTeam":true,"fullAccess":true,"addressUsable":true,"offlineMessages":true,"unacceptedConversations":true,"online":false,"firstOnlineAt":null,"lastOnlineAt":"2026-11-21T17:04:00Z","openedUpTo":0,"toldUpTo":0,"failedUpTo":0,"toldCount":0,"lastToldAt":null}]}
            """;
        var (exit, output, error) = await Run(["decide", "--ConnectionStrings:Nightbell=nonsense"], situation + "\nnonsense\n");
        Assert.Equal(1, exit);
        Assert.Empty(error);
        var lines = output.TrimEnd('\n').Split('\n');
        Assert.Contains("\"verdict\":\"send\"", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("{\"error\":", lines[1], StringComparison.Ordinal);

        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, situation);
        Assert.Equal((0, lines[0] + "\n", ""), await Run(["decide", file]));
        File.Delete(file);
        var (missing, _, sentence) = await Run(["decide", file]);
        Assert.Equal(1, missing);
        Assert.Contains(file, sentence, StringComparison.Ordinal);
    }

    internal static async Task<(int Exit, string Out, string Error)> Run(string[] args, string input = "")
    {
        using var reader = new StringReader(input);
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exit = await CommandLine.Run(args, reader, output, error);
        return (exit, output.ToString(), error.ToString());
    }
}
