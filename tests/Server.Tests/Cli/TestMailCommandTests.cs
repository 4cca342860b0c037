using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Cli;

/// <summary>A test mail from the command line, to a real SMTP server.</summary>
public sealed class TestMailCommandTests
{
    [Fact]
    public async Task I_can_see_the_conversation_with_the_mail_server()
    {
        await using var post = PostOffice.Open(new FakeClock(FakeClock.Morning));
        var (exit, output, error) = await CommandLineTests.Run(["mail", "test", "anna@example.com", .. post.Configuration]);
        Assert.True(exit == 0, error);
        Assert.Contains("C: EHLO", output, StringComparison.Ordinal);
        Assert.Contains("RCPT TO:<anna@example.com>", output, StringComparison.Ordinal);
        Assert.Contains("Accepted by the next mail server for anna@example.com: 250", output, StringComparison.Ordinal);
        post.Collect();
        Assert.Equal("Test mail from Nightbell", Assert.Single(post.Delivered).Subject);
        Assert.Empty(post.Violations);
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_servers_words_and_ours()
    {
        await using var post = PostOffice.Open(new FakeClock(FakeClock.Morning));
        post.Refuses("anna@example.com", "550 5.1.1 No such user here");
        var (exit, output, _) = await CommandLineTests.Run(["mail", "test", "anna@example.com", .. post.Configuration]);
        Assert.Equal(1, exit);
        Assert.Contains("Refused (rcpt): 550 5.1.1 No such user here", output, StringComparison.Ordinal);
        Assert.Contains("There is no such address", output, StringComparison.Ordinal);
        var (again, json, _) = await CommandLineTests.Run(["mail", "test", "anna@example.com", "--json", .. post.Configuration]);
        Assert.Equal(1, again);
        var result = JsonDocument.Parse(json).RootElement;
        Assert.Equal("refused", result.GetProperty("outcome").GetString());
        Assert.Equal("wrong_address", result.GetProperty("cause").GetString());
        Assert.Equal(550, result.GetProperty("reply").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Without_a_mail_server_it_says_so()
    {
        var (exit, _, error) = await CommandLineTests.Run(["mail", "test", "anna@example.com"]);
        Assert.Equal(1, exit);
        Assert.Contains("No mail server is configured", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_server_that_is_not_there_is_told()
    {
        var (exit, output, _) = await CommandLineTests.Run(
            ["mail", "test", "anna@example.com", "--Nightbell:Mail:Smtp:Host=127.0.0.1", $"--Nightbell:Mail:Smtp:Port={FreePort.Next()}", "--Nightbell:Mail:From=a@example.com"]);
        Assert.Equal(1, exit);
        Assert.Contains("Not accepted for now (connect)", output, StringComparison.Ordinal);
    }
}
