using System.Text;
using Nightbell.Mail.Mime;
using Nightbell.Mail.Replies;

namespace Nightbell.Mail.Tests.Replies;

/// <summary>Each mail of Samples/ and, beside it, what its writer newly wrote.</summary>
public sealed class ReplyReaderTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Replies", "Samples");

    /// <summary>The samples' names in order.</summary>
    public static TheoryData<string> Samples =>
        [.. Directory.GetFiles(Folder, "*.eml").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Of_a_reply_what_was_newly_written_stays(string sample)
    {
        var expected = File.ReadAllText(Path.Combine(Folder, sample + ".txt")).TrimEnd('\n');
        Assert.Equal(expected, ReplyReader.Read(Mail(sample)).Text);
    }

    [Fact]
    public void Attachments_are_named_and_signing_logos_are_not()
    {
        Assert.Equal(["invoice.pdf", "terms.docx"], ReplyReader.Read(Mail("attachment-and-text")).Attachments);
        Assert.Equal(["prices.pdf"], ReplyReader.Read(Mail("ios-inline-attachment")).Attachments);
        Assert.Empty(ReplyReader.Read(Mail("outlook-desktop-en-html")).Attachments);
    }

    [Theory]
    [InlineData("a\u0000b\u0007c", "abc")]
    [InlineData("a\u2028b", "ab")]
    [InlineData("a\tb\r\n\r\n\r\n\r\nc", "a\tb\n\nc")]
    [InlineData(">", "")]
    [InlineData(">>> x", "")]
    [InlineData("", "")]
    [InlineData("--", "")]
    [InlineData(":", ":")]
    public void Nothing_that_a_message_may_not_hold_is_left(string body, string expected) =>
        Assert.Equal(expected, ReplyReader.Read(Plain(body)).Text);

    [Theory]
    [InlineData("> ")]
    [InlineData("On 3 Nov 2026\n")]
    [InlineData("From: a@b\n")]
    [InlineData("Sent from my iPhone\n")]
    [InlineData("--\n")]
    [InlineData("____________\n\n")]
    [InlineData("-----Original Message-----\n\n\n")]
    [InlineData("x wrote:\n")]
    [InlineData("2026 a@b\n2026 a@b\n:")]
    public void Work_stays_in_proportion_to_size(string piece)
    {
        foreach (var html in new[] { false, true })
        {
            var text = string.Concat(Enumerable.Repeat(html ? $"<div>{piece}<a \"<blockquote type=cite><p>" : piece, 100_000));
            var steps = new Steps();
            ReplyReader.Read(Plain(text, html ? "text/html" : "text/plain"), steps);
            Assert.InRange(steps.Count, 1, 300_000 + (text.Length * 60L));
        }
    }

    private static MimePart Mail(string sample) => MimeReader.Read(File.ReadAllBytes(Path.Combine(Folder, sample + ".eml")));

    private static MimePart Plain(string body, string type = "text/plain") =>
        MimeReader.Read(Encoding.UTF8.GetBytes($"From: a@example.org\r\nContent-Type: {type}; charset=utf-8\r\n\r\n{body}"));
}
