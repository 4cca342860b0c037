using Nightbell.Mail.Tests.Smtp;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Scenarios;

/// <summary>The way of a message to a mail server that is not of our making: Postfix's, on loopback, by host and port in the configuration.</summary>
public sealed class RealMailServer
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Postfix_takes_the_mail_and_it_reads_as_it_was_written(string database)
    {
        const string Text = "Árvíztűrő tükörfúrógép? 🌙\n.\n..and a line with dots";
        await using var postfix = await SmtpSink.Start(keepMails: true);
        await using var s = await Story.Begin(database, settings: $"--Nightbell:Mail:Smtp:Port={postfix.Port}");
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor("Szőke Őrs");
        await visitor.Writes(Text);

        await s.At("1:59");
        Assert.Empty(Directory.GetFiles(postfix.Folder!));
        await s.At("2:00");

        await Soon.Holds("Postfix has written the mail", () => Directory.GetFiles(postfix.Folder!).Length == 1);
        var file = Assert.Single(Directory.GetFiles(postfix.Folder!));
        var letter = new Letter(s.App.Now, anna.Email, System.Text.Encoding.UTF8.GetBytes((await File.ReadAllTextAsync(file)).ReplaceLineEndings("\r\n")));
        Assert.Contains(anna.Email, letter.Header("X-Rcpt-Args"), StringComparison.Ordinal);
        Assert.Contains("Szőke Őrs", letter.From, StringComparison.Ordinal);

        // Quoted line by line, so that nothing a visitor writes looks like ours.
        Assert.Contains("> " + Text.Replace("\n", "\n> ", StringComparison.Ordinal), letter.Text, StringComparison.Ordinal);
        (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage");
        var attempt = Assert.Single(Assert.Single((await visitor.Why()).MailsOf(anna)).GetProperty("attempts").EnumerateArray());
        Assert.Equal(250, attempt.GetProperty("code").GetInt32());
        await s.CheckHolds();
    }
}
