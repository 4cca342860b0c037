using System.Diagnostics;
using System.Text;
using Nightbell.Mail.Compose;

namespace Nightbell.Mail.Tests.Compose;

public sealed class MessageWriterTests
{
    private static readonly MailMessage Plain = new()
    {
        From = new Mailbox("nightbell@shop.example", "Anna via Shop"),
        To = new Mailbox("bela@shop.example", "Béla"),
        Subject = "Anna wrote: hello",
        Text = "Hello\n",
        Html = "<p>Hello</p>\n",
        MessageId = "0199.mail@shop.example",
        Date = new DateTimeOffset(2026, 11, 22, 3, 15, 0, TimeSpan.FromHours(1)),
    };

    [Fact]
    public void I_can_read_back_a_whole_mail()
    {
        var mail = Read(Plain with
        {
            ReplyTo = new Mailbox("reply+abc@shop.example"),
            InReplyTo = "1@shop.example",
            References = ["0@shop.example", "1@shop.example"],
            Headers = [("Auto-Submitted", "auto-generated"), ("List-Unsubscribe", "<https://shop.example/u/abc>")],
        });

        Assert.Equal("Sun, 22 Nov 2026 03:15:00 +0100", mail["Date"]);
        Assert.Equal(("Anna via Shop", "nightbell@shop.example"), StrictReader.Mailbox(mail["From"]));
        Assert.Equal(("Béla", "bela@shop.example"), StrictReader.Mailbox(mail["To"]));
        Assert.Equal("<reply+abc@shop.example>", mail["Reply-To"]);
        Assert.Equal("Anna wrote: hello", mail["Subject"]);
        Assert.Equal("<0199.mail@shop.example>", mail["Message-ID"]);
        Assert.Equal("<1@shop.example>", mail["In-Reply-To"]);
        Assert.Equal("<0@shop.example> <1@shop.example>", mail["References"]);
        Assert.Equal("auto-generated", mail["Auto-Submitted"]);
        Assert.Equal("<https://shop.example/u/abc>", mail["List-Unsubscribe"]);
        Assert.Equal("1.0", mail["MIME-Version"]);
        Assert.StartsWith("multipart/alternative;", mail["Content-Type"], StringComparison.Ordinal);
        var parts = mail.Parts();
        Assert.Equal(["text/plain; charset=utf-8", "text/html; charset=utf-8"], parts.Select(p => p["Content-Type"]));
        Assert.Equal(["Hello\r\n", "<p>Hello</p>\r\n"], parts.Select(p => p.Text()));
    }

    [Theory]
    [InlineData("Árvíztűrő tükörfúrógép")]
    [InlineData("👩‍👩‍👧‍👦 family 🇭🇺 flags")]
    [InlineData("\u202Eevil\u202C \u05D0\u05D1\u05D2 \u0627\u0644")]
    [InlineData(" leading and trailing ")]
    [InlineData("two  blanks and =?utf-8?Q?a_fake_word?=")]
    [InlineData("tab\tand\u0001control\u007F")]
    [InlineData("日本語の件名がとても長い場合にはエンコードされた語に分けられます。それぞれの語は一つの文字の途中で切れてはいけません。")]
    [InlineData("An ASCII subject that is so long that it has to be folded more than once, because seventy-eight characters are not that many after all")]
    [InlineData("")]
    public void A_subject_of_any_script_comes_back_unchanged(string subject) =>
        Assert.Equal(subject, StrictReader.Decode(Read(Plain with { Subject = subject })["Subject"]));

    [Theory]
    [InlineData("O'Brien, \"Bob\" <evil@evil.example>")]
    [InlineData("back\\slash")]
    [InlineData("dot. at@ colon: semi;")]
    [InlineData("Kovács János, \"a főnök\"")]
    [InlineData("מיכל")]
    [InlineData("a (comment) name")]
    [InlineData("=?utf-8?Q?x?=")]
    public void A_name_never_becomes_syntax(string name)
    {
        var mail = Read(Plain with { From = new Mailbox("n@shop.example", name) });
        Assert.Equal((name, "n@shop.example"), StrictReader.Mailbox(mail["From"]));
    }

    [Fact]
    public void A_word_that_is_too_long_for_a_line_is_encoded_and_comes_back()
    {
        var word = new string('x', 400);
        var mail = Read(Plain with { Subject = word, From = new Mailbox("n@shop.example", word) });
        Assert.Equal(word, StrictReader.Decode(mail["Subject"]));
        Assert.Equal(word, StrictReader.Mailbox(mail["From"]).Name);
        Assert.All(mail.Lines, line => Assert.True(line.Length <= 78, line));
    }

    [Fact]
    public void A_subject_without_end_is_cut_between_characters_as_people_see_them()
    {
        var subject = string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 300));
        var read = StrictReader.Decode(Read(Plain with { Subject = subject })["Subject"]);
        Assert.True(read.Length <= MessageWriter.MaxDisplayText);
        Assert.EndsWith("👩‍👩‍👧‍👦…", read, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x\r\nBcc: all@example.org")]
    [InlineData("x\nBcc: all@example.org")]
    [InlineData("x\rBcc: all@example.org")]
    [InlineData("x\0y")]
    [InlineData("\n")]
    public void Line_ends_and_NUL_are_refused_in_every_header(string evil)
    {
        Refused(Plain with { Subject = evil });
        Refused(Plain with { From = new Mailbox("n@shop.example", evil) });
        Refused(Plain with { To = new Mailbox("n@shop.example", evil) });
        Refused(Plain with { ReplyTo = new Mailbox("n@shop.example", evil) });
        Refused(Plain with { To = new Mailbox($"n{evil}@shop.example") });
        Refused(Plain with { To = new Mailbox($"n@shop{evil}.example") });
        Refused(Plain with { MessageId = $"a{evil}@b" });
        Refused(Plain with { InReplyTo = $"a{evil}@b" });
        Refused(Plain with { References = [$"a{evil}@b"] });
        Refused(Plain with { Headers = [("X-Test", evil)] });
        Refused(Plain with { Headers = [($"X{evil}", "value")] });
    }

    [Theory]
    [InlineData("n@a.example> <m@b.example")]
    [InlineData("n@a.example, m@b.example")]
    [InlineData("n m@a.example")]
    [InlineData("@a.example")]
    [InlineData("n@")]
    [InlineData("n")]
    [InlineData("")]
    public void An_address_that_would_mean_more_than_one_mailbox_is_refused(string address) =>
        Refused(Plain with { To = new Mailbox(address) });

    [Theory]
    [InlineData("Subject")]
    [InlineData("bcc")]
    [InlineData("Content-Type")]
    [InlineData("X Y")]
    [InlineData("X:Y")]
    [InlineData("")]
    public void A_further_field_cannot_replace_one_of_the_writers_own(string name) => Refused(Plain with { Headers = [(name, "value")] });

    [Fact]
    public void A_further_field_beyond_ASCII_is_refused_and_so_is_one_that_cannot_be_folded()
    {
        Refused(Plain with { Headers = [("X-Test", "árvíz")] });
        Refused(Plain with { Headers = [("X-Test", new string('x', 1000))] });
    }

    [Fact]
    public void A_long_structured_field_is_folded_at_its_blanks_and_loses_none()
    {
        var value = "<https://shop.example/unsubscribe/" + new string('a', 120) + ">, <mailto:unsubscribe+" + new string('b', 40) + "@shop.example>,  <x:y>";
        Assert.Equal(value, Read(Plain with { Headers = [("List-Unsubscribe", value)] })["List-Unsubscribe"]);
    }

    [Fact]
    public void A_thread_without_end_keeps_its_first_and_its_newest_mails()
    {
        var ids = Enumerable.Range(0, 500).Select(i => $"{i}@shop.example").ToArray();
        var read = Read(Plain with { References = ids })["References"].Split(' ');
        Assert.Equal(MessageWriter.MaxReferences, read.Length);
        Assert.Equal("<0@shop.example>", read[0]);
        Assert.Equal("<480@shop.example>", read[1]);
        Assert.Equal("<499@shop.example>", read[^1]);
    }

    [Fact]
    public void Bodies_survive_whatever_is_in_them()
    {
        var text = "From here on\n.\n..dots\nblank at the end \n\ttab\t\n=3D equals\r\nold Mac\rnext\n\nmissing last line end – ő 👋\u0000";
        var expected = text.Replace("\r\n", "\n").Replace('\r', '\n').Replace("\n", "\r\n") + "\r\n";
        var bytes = MessageWriter.Write(Plain with { Text = text });
        var lines = Encoding.ASCII.GetString(bytes).Split("\r\n");
        Assert.Equal(expected, StrictReader.Read(bytes).Parts()[0].Text());
        Assert.DoesNotContain(lines, line => line.StartsWith('.') || line.StartsWith("From h", StringComparison.Ordinal));
    }

    [Fact]
    public void A_text_that_is_denser_in_base64_is_written_in_it_and_another_stays_readable()
    {
        Assert.Equal("base64", Read(Plain with { Text = string.Concat(Enumerable.Repeat("日本語の文", 40)) }).Parts()[0]["Content-Transfer-Encoding"]);
        Assert.Equal("quoted-printable", Read(Plain with { Text = "Egy kérdésem lenne a szállításról." }).Parts()[0]["Content-Transfer-Encoding"]);
    }

    [Fact]
    public void The_same_message_gives_the_same_bytes_and_its_boundary_hangs_on_its_id()
    {
        Assert.Equal(MessageWriter.Write(Plain), MessageWriter.Write(Plain with { }));
        Assert.NotEqual(Read(Plain)["Content-Type"], Read(Plain with { MessageId = "other@shop.example" })["Content-Type"]);
    }

    [Fact]
    public void An_international_domain_is_written_in_ASCII_and_an_international_mailbox_as_it_is()
    {
        Assert.Equal("<info@xn--bcher-kva.example>", Read(Plain with { To = new Mailbox("info@bücher.example") })["To"]);
        Assert.Equal("<józsef@shop.example>", Read(Plain with { To = new Mailbox("józsef@shop.example") })["To"]);
    }

    [Fact]
    public void Any_text_comes_back_and_all_lines_stay_short()
    {
        const int Seed = 20261122;
        var random = new Random(Seed);
        for (var i = 0; i < 2_000; i++)
        {
            var subject = RandomText(random, 120, lineEnds: false);
            var name = RandomText(random, 60, lineEnds: false).Trim();
            var text = RandomText(random, 400, lineEnds: true);
            var bytes = MessageWriter.Write(Plain with { Subject = subject, From = new Mailbox("n@shop.example", name), Text = text });
            var mail = StrictReader.Read(bytes);
            var because = $"seed {Seed}, round {i}";
            Assert.Equal((because, subject), (because, StrictReader.Decode(mail["Subject"])));
            Assert.Equal((because, name), (because, StrictReader.Mailbox(mail["From"]).Name));
            var lines = text.EndsWith('\n') ? text : text + "\n";
            Assert.Equal((because, lines.Replace("\n", "\r\n")), (because, mail.Parts()[0].Text()));
            Assert.True(bytes.All(b => b < 128) && mail.Lines.All(l => l.Length <= 78), because);
        }
    }

    [Fact]
    public void Another_programs_reader_understands_the_same()
    {
        Parts.Need("/usr/bin/python3", "python3 is not installed: the writer was checked by our own strict reader only");
        var script = "import sys,email,email.policy as p;m=email.message_from_bytes(sys.stdin.buffer.read(),policy=p.default);"
            + "sys.stdout.buffer.write('\\n'.join([m['subject'],m['from'].addresses[0].display_name,m['from'].addresses[0].addr_spec,"
            + "m.get_body(('plain',)).get_content().strip(),str(len(m.defects))]).encode())";
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        using (var input = python.StandardInput.BaseStream)
            input.Write(MessageWriter.Write(Plain with
            {
                Subject = "Árvíztűrő 👋 tükörfúrógép, és még egy jó hosszú tárgy, hogy több szóra törjön",
                From = new Mailbox("n@shop.example", "Kovács \"Jani\" <János>"),
                Text = "Szia, hol a csomagom?",
            }));
        var said = new StreamReader(python.StandardOutput.BaseStream, Encoding.UTF8).ReadToEnd().Split('\n');
        Assert.True(python.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Equal(
            ["Árvíztűrő 👋 tükörfúrógép, és még egy jó hosszú tárgy, hogy több szóra törjön", "Kovács \"Jani\" <János>", "n@shop.example", "Szia, hol a csomagom?", "0"],
            said);
    }

    private static StrictReader Read(MailMessage message) => StrictReader.Read(MessageWriter.Write(message));

    private static void Refused(MailMessage message) => Assert.ThrowsAny<ArgumentException>(() => MessageWriter.Write(message));

    private static string RandomText(Random random, int most, bool lineEnds)
    {
        string[] pieces = [" ", "  ", "a", "Zz", "=", "?", "=?", "?=", "_", ".", "\"", "\\", "<", ">", ",", "(", "ő", "ß", "é", "日", "👋", "👩‍👧", "\u202E", "א", "\t", "\u0001", "From ", "word"];
        var text = new StringBuilder();
        for (var left = random.Next(most); left > 0; left--) text.Append(lineEnds && random.Next(12) == 0 ? "\n" : pieces[random.Next(pieces.Length)]);
        return text.ToString();
    }
}
