using System.Security.Cryptography;
using System.Text;
using Nightbell.Mail.Compose;

namespace Nightbell.Mail.Tests.Compose;

public sealed class DkimSignerTests
{
    private static readonly MailMessage Plain = new()
    {
        From = new Mailbox("nightbell@shop.example", "Kovács János via Shop"),
        To = new Mailbox("bela@shop.example", "Béla"),
        Subject = "Anna wrote: árvíztűrő tükörfúrógép, and so much more that the subject has to be folded at least once",
        Text = "Hello  there \n\n.\nFrom here\n\n\n",
        Html = "<p>Hello</p>\n",
        MessageId = "0199.mail@shop.example",
        References = ["0@shop.example", "1@shop.example"],
        Date = new DateTimeOffset(2026, 11, 22, 3, 15, 0, TimeSpan.FromHours(1)),
        Headers =
        [
            ("Auto-Submitted", "auto-generated"),
            ("List-Unsubscribe", "<https://shop.example/u/abc>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ],
    };

    private static readonly DkimKey Key = DkimKey.Create();

    private readonly DkimSigner _signer = new("Shop.example.", "NB1", Key);

    [Fact]
    public void OpenDKIM_verifies_what_we_sign_whatever_relays_do_to_blanks_and_folds()
    {
        var signed = Sign(Plain);
        var verdicts = OpenDkim.Verify(_signer,
        [
            signed,
            Sign(Plain with { Text = string.Concat(Enumerable.Repeat("日本語の文", 400)), Html = "" }),
            Sign(Plain with { Text = "", Html = "\n\n\n", Headers = [], References = [] }),
            Changed(signed, "Subject: ", "subject:\t  "),
            Changed(signed, "\r\nAuto-Submitted: auto-generated", "\r\nAuto-Submitted:\r\n  auto-generated"),
            Changed(signed, "\r\nFrom:", "\r\nX-Relay: added\r\nReceived: from a by b\r\nFrom:"),
            [.. signed, .. "\r\n \r\n"u8],
        ]);
        Assert.All(verdicts, v => Assert.Contains("verification (s=nb1, d=shop.example, 2048-bit key) succeeded", v, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Hello", "Hallo")]
    [InlineData("bela@", "eva@")]
    [InlineData("\r\nFrom:", "\r\nFrom: evil@shop.example\r\nFrom:")]
    [InlineData("\r\nTo:", "\r\nCc: all@shop.example\r\nTo:")]
    [InlineData("\r\nSubject:", "\r\nSubject: another\r\nSubject:")]
    [InlineData("\r\nReferences:", "\r\nReply-To: evil@evil.example\r\nReferences:")]
    [InlineData("\r\nMIME-Version", "\r\nContent-Type: text/plain\r\nMIME-Version")]
    [InlineData("<https://shop.example/u/abc>", "<https://evil.example/u/abc>")]
    [InlineData("List-Unsubscribe=One-Click", "List-Unsubscribe=No")]
    [InlineData("\r\nList-Unsubscribe:", "\r\nList-Unsubscribe: <https://evil.example>\r\nList-Unsubscribe:")]
    [InlineData("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click", "")]
    public void OpenDKIM_notices_whatever_a_reader_would_see_otherwise(string was, string now)
    {
        var verdict = Assert.Single(OpenDkim.Verify(_signer, [Changed(Sign(Plain), was, now)]));
        Assert.Contains("failed: signature verification failed", verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_can_be_added_to_a_mail_without_List_Unsubscribe_either()
    {
        var signed = Changed(Sign(Plain with { Headers = [] }), "\r\nFrom:", "\r\nList-Unsubscribe: <https://evil.example>\r\nFrom:");
        Assert.Contains("failed: signature verification failed", Assert.Single(OpenDkim.Verify(_signer, [signed])), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_covered_field_is_listed_once_more_than_it_occurs()
    {
        var tags = Tags(Sign(Plain));
        var listed = tags["h"].Split(':').CountBy(n => n, StringComparer.Ordinal).ToDictionary(n => n.Key, n => n.Value, StringComparer.Ordinal);
        foreach (var name in new[] { "From", "To", "Subject", "Date", "Message-ID", "References", "MIME-Version", "Content-Type", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post" })
            Assert.Equal((name, 2), (name, listed[name]));
        foreach (var name in new[] { "Cc", "Reply-To", "In-Reply-To", "Content-Transfer-Encoding" }) Assert.Equal((name, 1), (name, listed[name]));
        Assert.Equal(("1", "rsa-sha256", "relaxed/relaxed", "shop.example", "nb1"), (tags["v"], tags["a"], tags["c"], tags["d"], tags["s"]));
    }

    [Fact]
    public void The_same_mail_has_the_same_signature_and_its_lines_are_short()
    {
        var signed = Sign(Plain);
        Assert.Equal(signed, Sign(Plain));
        Assert.All(Encoding.ASCII.GetString(signed).Split("\r\n"), line => Assert.InRange(line.Length, 0, 78));
        Assert.Equal(MessageWriter.Write(Plain), signed[^MessageWriter.Write(Plain).Length..]);
    }

    [Fact]
    public void A_field_that_occurs_twice_is_signed_from_the_bottom()
    {
        var message = "From: a@shop.example\r\nCc: first\r\nCc: second\r\n\r\n"u8.ToArray();
        var tags = Tags(_signer.Sign(message));
        Assert.Equal(3, tags["h"].Split(':').Count(n => n == "Cc"));
        var verdict = Assert.Single(OpenDkim.Verify(_signer, [_signer.Sign(message)]));
        Assert.Contains("succeeded", verdict, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Subject: x\r\n\r\nno sender\r\n")]
    [InlineData("From: a@b\r\nFrom: c@d\r\n\r\ntwo\r\n")]
    [InlineData("From: a@b\r\nno blank line\r\n")]
    [InlineData("From: a@b\r\n\r\nbare\nline end\r\n")]
    [InlineData("From: a@b\r\n\r\nbare\rreturn\r\n")]
    [InlineData("From: a@b\r\n\r\nends in\r")]
    [InlineData("From: a@b\r\nno field\r\n\r\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("")]
    public void What_a_relay_would_change_is_not_signed(string message) =>
        Assert.Throws<ArgumentException>(() => _signer.Sign(Encoding.ASCII.GetBytes(message)));

    [Theory]
    [InlineData("", "nb")]
    [InlineData("shop.example", "")]
    [InlineData("shop..example", "nb")]
    [InlineData("shop.example; x=1", "nb")]
    [InlineData("shop.example", "nb\r\nBcc: x")]
    [InlineData("shop.example", "a;b")]
    public void A_name_that_is_none_is_refused(string domain, string selector) => Assert.Throws<ArgumentException>(() => new DkimSigner(domain, selector, Key));

    [Fact]
    public void An_international_domain_signs_in_ASCII_and_a_selector_may_have_dots()
    {
        var signer = new DkimSigner("bücher.example", "2026.nb", Key);
        Assert.Equal(("xn--bcher-kva.example", "2026.nb._domainkey.xn--bcher-kva.example"), (signer.Domain, signer.RecordName));
    }

    [Fact]
    public async Task Several_threads_sign_with_oneKey()
    {
        var message = MessageWriter.Write(Plain);
        var signed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _signer.Sign(message))));
        Assert.All(signed, s => Assert.Equal(signed[0], s));
    }

    private byte[] Sign(MailMessage message) => _signer.Sign(MessageWriter.Write(message));

    private static byte[] Changed(byte[] message, string was, string now)
    {
        // Behind the signature's own field, which repeats names.
        var text = Encoding.ASCII.GetString(message);
        var from = text.IndexOf("\r\nDate:", StringComparison.Ordinal);
        var changed = text[..from] + text[from..].Replace(was, now, StringComparison.Ordinal);
        Assert.NotEqual(text, changed);
        return Encoding.ASCII.GetBytes(changed);
    }

    private static Dictionary<string, string> Tags(byte[] signed)
    {
        var text = Encoding.ASCII.GetString(signed);
        var end = text.IndexOf("\r\nDate:", StringComparison.Ordinal) is var date and >= 0 ? date : text.IndexOf("\r\nFrom:", StringComparison.Ordinal);
        return text["DKIM-Signature:".Length..end].Split(';').Select(t => t.Split('=', 2))
            .ToDictionary(t => t[0].Trim(), t => string.Concat(t[1].Where(c => !char.IsWhiteSpace(c))), StringComparer.Ordinal);
    }
}
