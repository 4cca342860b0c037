using Nightbell.Mail.Compose;
using Nightbell.Mail.Tests.Compose;
using Nightbell.Server.Tests.Cli;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Inbound;

/// <summary>How mails go out so that what comes back finds them, and so that others believe where they come from.</summary>
public sealed class EnvelopesTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Every_mail_has_its_own_signed_sender_which_stays_through_retries_and_restarts(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await s.Visitor().Writes("Hello");
        await s.At("1:59");
        s.App.Post.LosesReplies(true);
        await s.At("2:01");
        s.App.Post.LosesReplies(false);
        await s.App.Stop();
        await s.App.Start();
        await s.At("10:00");

        var mails = s.MailsTo(anna.Email);
        Assert.Equal(2, mails.Count);
        Assert.Equal(mails[0].Sender, mails[1].Sender);
        Assert.NotEqual(mails[0].Sender, s.MailsTo(bela.Email)[0].Sender);
        Assert.Matches(@"^bounce\+[a-z2-7]{26}\.[a-z2-7]{26}@in\.shop\.example$", mails[0].Sender);
        Assert.Equal(mails[0].MessageId, $"<{mails[0].EnvelopeId}@shop.example>");
    }

    [Fact]
    public async Task Mails_are_signed_as_another_program_verifies()
    {
        var folder = Directory.CreateTempSubdirectory("nightbell-dkim").FullName;
        try
        {
            using var key = DkimKey.Create();
            var file = Path.Combine(folder, "key.pem");
            await File.WriteAllTextAsync(file, key.ToPem());
            await using var s = await Story.Begin(
                TestDatabase.Sqlite, settings: ["--Nightbell:Mail:Dkim:Selector=n1", $"--Nightbell:Mail:Dkim:KeyFile={file}"]);
            var anna = await s.Agent("Anna");
            await s.Visitor("Árvíztűrő Ödön").Writes("Is the Full Moon lamp dimmable?\n.\nReally?");
            await s.At("3:00");

            var mail = Assert.Single(s.MailsTo(anna.Email));
            Assert.Contains("d=shop.example; s=n1;", mail.Header("DKIM-Signature"), StringComparison.Ordinal);
            var verdict = Assert.Single(OpenDkim.Verify(new DkimSigner("shop.example", "n1", key), [mail.Raw]));
            Assert.Contains("verification (s=n1, d=shop.example, 2048-bit key) succeeded", verdict, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("Nightbell:Mail:Inbound:Domain is no domain that mail can come to", "--Nightbell:Mail:Inbound:Domain=no domain")]
    [InlineData("Nightbell:Mail:Dkim:Selector is missing", "--Nightbell:Mail:Dkim:KeyFile=/nowhere/key.pem")]
    [InlineData("Nightbell:Mail:Dkim: mails cannot be signed with /nowhere/key.pem", "--Nightbell:Mail:Dkim:KeyFile=/nowhere/key.pem", "--Nightbell:Mail:Dkim:Selector=n1")]
    [InlineData("the DKIM key cannot be used", "--Nightbell:Mail:Dkim:KeyFile=/etc/hostname", "--Nightbell:Mail:Dkim:Selector=n1")]
    public async Task What_cannot_work_is_said_as_the_server_starts(string words, params string[] configuration)
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var (exit, _, error) = await CommandLineTests.Run(
            ["serve", $"--Urls=http://127.0.0.1:{FreePort.Next()}", $"--ConnectionStrings:Nightbell=Data Source={folder}/n.db", .. configuration]);

        Assert.Equal(1, exit);
        Assert.StartsWith("nightbell: The server could not start.", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
