using System.Text;
using Nightbell.Mail.Mime;
using Nightbell.Mail.Replies;

namespace Nightbell.Mail.Tests.Replies;

/// <summary>The tables by which quotes and signatures are recognised.</summary>
public sealed class MarksTests
{
    public static TheoryData<string> Languages => ["en", "hu", "de", "cs", "sk", "pl", "fr", "es"];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_language_has_every_kind_of_mark(string language)
    {
        var kinds = Marks.WordLines().Where(line => line.File == language + ".tsv").Select(line => line.Kind).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "wrote", "from", "sent", "to", "subject", "other", "original", "forwarded", "signature" }, kinds);
    }

    [Fact]
    public void Every_line_of_the_tables_is_found_and_stands_there_once()
    {
        foreach (var (file, kind, phrase) in Marks.WordLines())
        {
            var plain = Marks.Plain(phrase.Replace("{device}", "iPhone", StringComparison.Ordinal));
            var found = kind switch
            {
                "wrote" => Marks.HasVerb(plain),
                "opens" => Marks.Opens(plain + " x"),
                "original" => Marks.IsOriginal(plain),
                "forwarded" => Marks.IsForwarded(plain),
                "signature" => Marks.IsSignature(plain),
                "device" => Marks.IsSignature(" sent from my" + plain),
                _ => Marks.Label(plain) is not null,
            };
            Assert.True(found, $"{file}: {kind} {phrase}");
        }

        Assert.Empty(Marks.WordLines().GroupBy(line => line).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Theory]
    [InlineData("---- On Mon, 02 Nov 2026 14:17:36 +0100 Eva<eva@home.example> wrote ----")]
    [InlineData("2026-11-02 14:17 GMT+01:00 Eva <eva@home.example>:")]
    [InlineData("2026/11/2 Eva <eva@home.example>")]
    [InlineData("At 11/2/2026 02:17 PM, you wrote:")]
    [InlineData("Eva via Shop wrote:")]
    [InlineData("Eva Schmidt <eva@home.example> schrieb am Mo., 2. Nov. 2026 um 14:17 Uhr:")]
    [InlineData("*----- Original Message -----*")]
    [InlineData("lun. 2 nov. 2026 à 14:17, Eva <eva@home.example> a écrit :")]
    public void What_announces_a_quote_goes_with_it(string line) => Assert.Equal("Words.", Read($"Words.\n\n{line}\n\n> quoted\n> more\n"));

    [Theory]
    [InlineData("Eva wrote on Monday that it costs 9 EUR:\nthat was wrong.")]
    [InlineData("On 2 Nov 2026 somebody wrote:\nit is out of stock.")]
    [InlineData("Write to eva@home.example before 2026-11-02:\nshe knows.")]
    [InlineData("From: eva@home.example\nSubject: none")]
    [InlineData("Original message\nis what I need, not the copy.")]
    [InlineData("a\n-----\nb")]
    [InlineData("Sent from my iPhone yesterday evening at home, lost since.")]
    [InlineData("Sent from my iPhone\n\nNo, really: that is the question.")]
    public void What_only_looks_like_it_stays(string words) => Assert.Equal(words, Read(words));

    private static string Read(string body) =>
        ReplyReader.Read(MimeReader.Read(Encoding.UTF8.GetBytes($"From: a@example.org\nContent-Type: text/plain; charset=utf-8\n\n{body}"))).Text;
}
