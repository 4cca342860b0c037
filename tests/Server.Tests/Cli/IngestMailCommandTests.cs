using System.Text.Json.Nodes;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Cli;

/// <summary><c>nightbell mail ingest</c>, as a mail server's pipe calls it; what mails do is tested where it is done.</summary>
public sealed class IngestMailCommandTests
{
    private const string Plain = "From: somebody@example.org\nSubject: Hello\n\nJust a mail.\n";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_mail_is_kept_once_beside_a_running_server_and_without_one(string database)
    {
        await using var s = await Story.Begin(database);

        var first = await s.App.Command(["mail", "ingest", "--json"], Plain);
        await s.App.Stop();
        var second = await s.App.Command(["mail", "ingest", "--json"], Plain);
        var inWords = await s.App.Command(["mail", "ingest"], Plain + "Another one.\n");

        Assert.Equal((0, ""), (first.Exit, first.Error));
        Assert.Equal("held", JsonNode.Parse(first.Out)!["kind"]!.GetValue<string>());
        Assert.Equal(first, second);
        Assert.Equal(0, inWords.Exit);
        Assert.EndsWith("held, no_reply.\n", inWords.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trouble_with_the_database_or_the_configuration_is_a_reason_to_come_again()
    {
        foreach (var trouble in (string[])
        [
            "--ConnectionStrings:Nightbell=Host=127.0.0.1;Port=1;Database=x;Username=y;Timeout=2",
            "--ConnectionStrings:Nightbell=Data Source=/nowhere/at/all.db",
            "--ConnectionStrings:Nightbell=Data Source=/etc/hostname",
            "--Nightbell:Mail:Inbound:Domain=no domain",
            "--Nightbell:Delays:Offline=soon",
        ])
        {
            var (exit, output, error) = await CommandLineTests.Run(["mail", "ingest", trouble], Plain);

            Assert.Equal(75, exit);
            Assert.Empty(output);
            Assert.StartsWith("nightbell: The mail is not kept, and should come again later.", error, StringComparison.Ordinal);
            Assert.Single(error.TrimEnd('\n').Split('\n'));
        }
    }

    [Fact]
    public async Task What_is_no_mail_does_not_come_again()
    {
        Assert.Equal(1, (await CommandLineTests.Run(["mail", "ingest"], "")).Exit);
        Assert.Equal(1, (await CommandLineTests.Run(["mail", "ingest"], Plain + new string('x', 31_000_000))).Exit);
        Assert.Equal(2, (await CommandLineTests.Run(["mail", "ingest", "mail.eml"], Plain)).Exit);
    }

    [Fact]
    public async Task Help_tells_the_exit_statuses()
    {
        var (exit, output, _) = await CommandLineTests.Run(["mail", "ingest", "--help"]);

        Assert.Equal(0, exit);
        Assert.Contains("75", output, StringComparison.Ordinal);
        Assert.Contains("--json", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whoever_runs_it_reads_what_nobody_could_place(string database)
    {
        await using var s = await Story.Begin(database);
        var none = await s.App.Command(["mail", "held"]);
        await s.App.Command(["mail", "ingest"], Plain.Replace("Hello", "Hello \u001b[2J", StringComparison.Ordinal));

        var list = await s.App.Command(["mail", "held"]);
        var item = JsonNode.Parse((await s.App.Command(["mail", "held", "--json"])).Out)!["items"]!.AsArray().Single()!;
        var shown = await s.App.Command(["mail", "held", item["id"]!.GetValue<string>()]);
        var unknown = await s.App.Command(["mail", "held", Guid.CreateVersion7().ToString()]);

        Assert.Equal((0, "No mail is held.\n", ""), none);
        Assert.Contains("held, no_reply  somebody@example.org  Hello [2J", list.Out, StringComparison.Ordinal);
        Assert.Equal("no_reply", item["outcome"]!.GetValue<string>());
        Assert.Equal((0, true), (shown.Exit, shown.Out.EndsWith("Just a mail.\n", StringComparison.Ordinal)));
        Assert.DoesNotContain('\u001b', shown.Out + list.Out);
        Assert.Equal(1, unknown.Exit);
    }
}
