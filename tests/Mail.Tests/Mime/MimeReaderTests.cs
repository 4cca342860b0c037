using System.Text;
using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Tests.Mime;

public sealed class MimeReaderTests
{
    private const string Nested = """
        From: a@example.org
        Content-Type: multipart/mixed; boundary=outer

        preamble
        --outer
        Content-Type: multipart/alternative; boundary="in ner"

        --in ner
        Content-Type: text/plain

        one
        --in ner
        Content-Type: text/html

        <p>two</p>
        --in ner--
        epilogue
        --outer
        Content-Type: message/rfc822

        Subject: three
        Content-Type: text/plain

        four
        --outer--
        """;

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    [InlineData("\r\r\n")]
    public void Parts_and_messages_within_are_read_whatever_ends_the_lines(string lineEnd)
    {
        var mail = Read(Nested.ReplaceLineEndings(lineEnd));
        Assert.Equal(["text/plain", "text/html", "message/rfc822"], mail.Leaves().Select(leaf => leaf.Type.Name));
        Assert.Equal(["one", "<p>two</p>"], mail.Leaves().Take(2).Select(Text));
        var message = mail.Parts[1].Parts[0];
        Assert.Equal(("three", "four"), (message.Headers.Find("subject"), Text(message)));
    }

    [Fact]
    public void Line_ends_may_be_mixed()
    {
        var mixed = Nested.ReplaceLineEndings("\n").Replace("--in ner\n", "--in ner\r\n", StringComparison.Ordinal).Replace("--outer\n", "--outer\r", StringComparison.Ordinal);
        Assert.Equal(["one", "<p>two</p>"], Read(mixed).Leaves().Take(2).Select(Text));
    }

    [Fact]
    public void Missing_end_boundaries_lose_nothing()
    {
        var mail = Read(Nested.Replace("--in ner--\n", "", StringComparison.Ordinal).Replace("--outer--", "", StringComparison.Ordinal));
        Assert.Equal("three", mail.Parts[1].Parts[0].Headers.Find("Subject"));
        Assert.StartsWith("<p>two</p>", Text(mail.Leaves().ElementAt(1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("multipart/mixed")]
    [InlineData("multipart/mixed; boundary=another")]
    [InlineData("multipart/mixed;\nboundary=\"real\"")]
    public void A_boundary_that_is_missing_or_another_is_guessed(string type) =>
        Assert.Equal(["one", "two"], Read($"Content-Type: {type}\n\n--real\n\none\n--real\n\ntwo\n--real--\n").Leaves().Select(Text));

    [Fact]
    public void A_boundary_that_begins_like_another_is_not_taken_for_it() =>
        Assert.Equal(["--ab\none"], Read("Content-Type: multipart/mixed; boundary=a\n\n--a\n\n--ab\none\n--a--\n").Leaves().Select(Text));

    [Fact]
    public void A_header_without_a_blank_line_ends_at_the_boundary()
    {
        var mail = Read("Content-Type: multipart/mixed; boundary=\"x:y\"\n\n--x:y\nContent-Type: text/html\n--x:y\n\ntwo\n--x:y--\n");
        Assert.Equal(["text/html", "text/plain"], mail.Leaves().Select(leaf => leaf.Type.Name));
    }

    [Fact]
    public void A_header_ends_at_the_first_line_that_is_no_field()
    {
        var mail = Read("Subject: one\nnot a field\nthe body");
        Assert.Equal(("one", "not a field\nthe body"), (mail.Headers.Find("Subject"), Text(mail)));
    }

    [Fact]
    public void Folds_that_lost_their_blank_belong_to_the_field_above_when_a_field_follows()
    {
        var mail = Read("X-Info:\nabc def\nghi\nSubject: one\n\nbody");
        Assert.Equal(("abc defghi", "one", "body"), (mail.Headers.Find("X-Info"), mail.Headers.Find("Subject"), Text(mail)));
    }

    [Fact]
    public void An_mbox_line_may_come_first() => Assert.Equal("b", Read("From a@example.org Thu Apr 29\nSubject: b\n\n").Headers.Find("Subject"));

    [Fact]
    public void Folded_fields_are_one_line_and_names_ignore_case_and_blanks_before_the_colon()
    {
        var mail = Read("SUBJECT : one\r\n\t two\r\n   three\r\nReceived: 1\r\nreceived: 2\r\n\r\n");
        Assert.Equal("one\t two   three", mail.Headers.Find("Subject"));
        Assert.Equal(["1", "2"], mail.Headers.All("Received"));
        Assert.Null(mail.Headers.Find("Sub"));
    }

    [Fact]
    public void Fields_in_8_bit_are_read_as_UTF_8_else_as_Western()
    {
        Assert.Equal("Ärger", Read("Subject: Ärger\n\n").Headers.Find("Subject"));
        Assert.Equal("Ärger", MimeReader.Read(Encoding.Latin1.GetBytes("Subject: Ärger\n\n")).Headers.Find("Subject"));
    }

    [Theory]
    [InlineData("base64", "aOlsbG8=")]
    [InlineData("BASE64 ", "aO\nls!\n bG8")]
    [InlineData("quoted-printable", "h=E9l=\nlo")]
    [InlineData("Quoted-Printable", "h=e9l= \n=6Co")]
    public void Transfer_encodings_are_undone(string encoding, string body) =>
        Assert.Equal("héllo", Text(Read($"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: {encoding}\n\n{body}")));

    [Fact]
    public void Broken_quoted_printable_stands_for_itself() =>
        Assert.Equal("100=% =G1 =", Text(Read("Content-Transfer-Encoding: quoted-printable\n\n100=% =G1 =3D")));

    [Fact]
    public void An_encoded_message_within_is_unpacked()
    {
        var inner = Convert.ToBase64String("Subject: inner\n\nbody"u8);
        var mail = Read($"Content-Type: message/global\nContent-Transfer-Encoding: base64\n\n{inner}");
        Assert.Equal(("inner", "body"), (mail.Parts[0].Headers.Find("Subject"), Text(mail.Parts[0])));
    }

    [Theory]
    [InlineData("ISO-2022-JP", "1B2442467C4B5C1B2842", "日本")]
    [InlineData("shift_jis", "93FA967B", "日本")]
    [InlineData("Windows-31J", "93FA967B", "日本")]
    [InlineData("euc-jp", "C6FCCBDC", "日本")]
    [InlineData("gb2312", "D6D0CEC4", "中文")]
    [InlineData("GB18030", "D6D0CEC4", "中文")]
    [InlineData("big5", "A4A4A4E5", "中文")]
    [InlineData("euc-kr", "C7D1B1DB", "한글")]
    [InlineData("koi8-r", "F0D2C9", "При")]
    [InlineData("windows-1251", "CFF0E8", "При")]
    [InlineData("iso-8859-2", "F5F8", "őř")]
    [InlineData("windows-1250", "F5F8", "őř")]
    [InlineData("iso-8859-1", "80E9", "€é")]
    [InlineData("utf-16le", "E900", "é")]
    [InlineData("us-ascii", "C3A9", "é")]
    [InlineData("no-such-charset", "E9", "é")]
    [InlineData("utf-7", "2B2D", "+-")]
    [InlineData("us-ascii", "1B2442467C4B5C1B2842", "日本")]
    [InlineData("utf-8", "61FF62", "a\uFFFDb")]
    public void Charsets_are_the_ones_mails_really_use(string charset, string octets, string text)
    {
        byte[] mail = [.. Encoding.ASCII.GetBytes($"Content-Type: text/plain; charset=\"{charset}\"\n\n"), .. Convert.FromHexString(octets)];
        Assert.Equal(text, Text(MimeReader.Read(mail)));
    }

    [Theory]
    [InlineData("=?utf-8?Q?M=C3=BCller?=", "Müller")]
    [InlineData("=?UTF-8?q?a_b?= c", "a b c")]
    [InlineData("a =?iso-8859-1?B?6Q==?=\r\n =?iso-8859-1?B?6Q==?= b", "a éé b")]
    [InlineData("=?utf-8?B?YeOD?=\r\n =?utf-8?B?oQ==?=", "aメ")]
    [InlineData("=?utf-8?Q?=E3=83?= =?utf-8?Q?=A1?=", "メ")]
    [InlineData("=?utf-8*en?Q?x?=", "x")]
    [InlineData("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本")]
    [InlineData("=?utf-8?X?y?= =?", "=?utf-8?X?y?= =?")]
    [InlineData("=?utf-8?Q?never closed", "=?utf-8?Q?never closed")]
    [InlineData("\"=?utf-8?Q?quoted?=\" <a@example.org>", "\"quoted\" <a@example.org>")]
    public void Encoded_words_are_decoded_also_when_cut_in_a_character(string field, string text) =>
        Assert.Equal(text, Read($"Subject: {field}\n\n").Headers.Find("Subject"));

    [Theory]
    [InlineData("x; name=\"a \\\"b\\\"\"", "a \"b\"")]
    [InlineData("x; NAME=plain; other=1", "plain")]
    [InlineData("x; name*=utf-8''%C3%A9t%C3%A9", "été")]
    [InlineData("x; name*0=\"one \"; name*1=two", "one two")]
    [InlineData("x; name*1*=%A9; name*0*=utf-8''%C3", "é")]
    [InlineData("x; name=\"=?utf-8?Q?=C3=A9?=\"", "é")]
    [InlineData("x; ; name = spaced ;", "spaced")]
    [InlineData("x; name=old; name*=utf-8''new", "new")]
    [InlineData("x; name=\"never closed", "never closed")]
    public void Parameters_are_joined_and_decoded(string field, string name) => Assert.Equal(name, Read($"Content-Type: {field}\n\n").Type["name"]);

    [Theory]
    [InlineData("a@example.org", "a@example.org")]
    [InlineData("\"Doe, Jane\" <jane@example.org>, <b@example.org>", "jane@example.org b@example.org")]
    [InlineData("a@example.org (not, me@example.com)", "a@example.org")]
    [InlineData("friends: a@example.org, b@example.org;", "a@example.org b@example.org")]
    [InlineData("undisclosed-recipients:;", "")]
    [InlineData("Jane <>, nobody", "")]
    [InlineData("<öl@example.org", "öl@example.org")]
    public void Addresses_are_found_in_a_field(string field, string addresses) => Assert.Equal(addresses, string.Join(' ', Addresses.In(field)));

    private static MimePart Read(string mail) => MimeReader.Read(Encoding.UTF8.GetBytes(mail));

    private static string Text(MimePart part) => part.Text(1_000).ReplaceLineEndings("\n");
}
