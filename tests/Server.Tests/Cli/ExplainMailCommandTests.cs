using System.Text;
using System.Text.Json.Nodes;

namespace Nightbell.Server.Tests.Cli;

/// <summary><c>nightbell mail explain</c>; what mails mean is tested where it is found out.</summary>
public sealed class ExplainMailCommandTests
{
    private const string Bounce = """
        Return-Path: <>
        From: MAILER-DAEMON@mail.example.com (Mail Delivery System)
        To: bounce+1.2@example.net
        Subject: Undelivered Mail Returned to Sender
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b

        I'm sorry to have to inform you that your message could not be delivered.

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.example.com
        Original-Envelope-Id: 0193

        Final-Recipient: rfc822; anna@example.org
        Action: failed
        Status: 5.0.0
        Diagnostic-Code: smtp; 550 5.1.1 <anna@example.org>: Recipient address rejected:
          User unknown

        Final-Recipient: rfc822; bela@example.org
        Action: delayed
        Status: 4.2.2

        --b
        Content-Type: message/rfc822

        Message-ID: <1@example.net>
        To: anna@example.org, bela@example.org

        --b--
        """;

    [Fact]
    public async Task Each_recipient_is_a_line_of_JSON_under_the_names_of_the_contract()
    {
        var (exit, output, error) = await CommandLineTests.Run(["mail", "explain", "--json"], Bounce);

        Assert.Equal((0, ""), (exit, error));
        var lines = output.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line => Assert.Equal(["file", "recipient", "kind", "cause", "status", "replyCode", "hard", "words"], line.Select(field => field.Key)));
        Assert.Equal(
            """{"file":"-","recipient":"anna@example.org","kind":"failed","cause":"wrong_address","status":"5.1.1","replyCode":550,"hard":true}""",
            Without(lines[0], "words"));
        Assert.Equal("550 5.1.1 <anna@example.org>: Recipient address rejected: User unknown", lines[0]["words"]!.GetValue<string>());
        Assert.Equal(
            """{"file":"-","recipient":"bela@example.org","kind":"delayed","cause":"mailbox_full","status":"4.2.2","replyCode":null,"hard":false,"words":null}""",
            lines[1].ToJsonString());
    }

    [Fact]
    public async Task What_is_no_report_is_one_line_of_nulls()
    {
        var (exit, output, _) = await CommandLineTests.Run(["mail", "explain", "--json", "-"], "From: anna@example.org\nSubject: hello\n\nHow are you?\n");

        Assert.Equal(0, exit);
        Assert.Equal("""{"file":"-","recipient":null,"kind":"unknown","cause":null,"status":null,"replyCode":null,"hard":null,"words":null}""" + "\n", output);
    }

    [Fact]
    public async Task Several_files_are_explained_in_their_order_and_by_name()
    {
        var folder = Directory.CreateTempSubdirectory("nightbell-explain-").FullName;
        var (bounce, letter) = (Path.Combine(folder, "bounce.eml"), Path.Combine(folder, "letter.eml"));
        await File.WriteAllBytesAsync(bounce, Encoding.UTF8.GetBytes(Bounce.ReplaceLineEndings("\r")));
        await File.WriteAllTextAsync(letter, "Subject: hello\n\nHello\n");

        var (exit, output, _) = await CommandLineTests.Run(["mail", "explain", "--json", letter, bounce]);

        Assert.Equal(0, exit);
        Assert.Equal([letter, bounce, bounce], output.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!["file"]!.GetValue<string>()));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task In_words_it_says_what_to_do_and_what_the_report_can_be_matched_by()
    {
        var (exit, output, _) = await CommandLineTests.Run(["mail", "explain"], Bounce);

        Assert.Equal(0, exit);
        Assert.StartsWith("-: failed\n  anna@example.org: failed\n    wrong_address, hard: There is no such address", output, StringComparison.Ordinal);
        Assert.Contains("  returned Message-ID: 1@example.net\n  envelope id: 0193\n  sent to: bounce+1.2@example.net\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_one_sentence()
    {
        var (exit, output, error) = await CommandLineTests.Run(["mail", "explain", "/no/such/mail.eml"]);

        Assert.Equal((1, ""), (exit, output));
        Assert.Contains("/no/such/mail.eml", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("--json")]
    [InlineData(null)]
    public async Task A_file_that_cannot_be_read_does_not_keep_the_others_from_being_explained(string? json)
    {
        var folder = Directory.CreateTempSubdirectory("nightbell-explain-").FullName;
        var (missing, letter, large, bounce) = (Path.Combine(folder, "missing.eml"), Path.Combine(folder, "letter.eml"), Path.Combine(folder, "large.eml"), Path.Combine(folder, "bounce.eml"));
        await File.WriteAllTextAsync(letter, "Subject: hello\n\nHello\n");
        await File.WriteAllTextAsync(bounce, Bounce);
        await using (var sparse = File.Create(large))
            sparse.SetLength((64 << 20) + 1);

        var (exit, output, error) = await CommandLineTests.Run([.. new[] { "mail", "explain", json }.OfType<string>(), missing, letter, large, folder, bounce]);

        Assert.Equal(1, exit);
        Assert.Contains(letter, output, StringComparison.Ordinal);
        Assert.Contains("anna@example.org", output, StringComparison.Ordinal);
        if (json is not null)
        {
            var lines = output.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
            Assert.Equal([missing, letter, large, folder, bounce, bounce], lines.Select(line => line["file"]!.GetValue<string>()));
            Assert.All(lines.Take(4), line => Assert.Equal(
                """{"recipient":null,"kind":"unknown","cause":null,"status":null,"replyCode":null,"hard":null,"words":null}""", Without(line, "file")));
        }

        Assert.Collection(
            error.TrimEnd('\n').Split('\n'),
            line => Assert.Contains(missing, line, StringComparison.Ordinal),
            line => Assert.Contains(large, line, StringComparison.Ordinal),
            line => Assert.Contains(folder, line, StringComparison.Ordinal));
        Directory.Delete(folder, recursive: true);
    }

    private static string Without(JsonObject line, string field)
    {
        var copy = line.DeepClone().AsObject();
        copy.Remove(field);
        return copy.ToJsonString();
    }
}
