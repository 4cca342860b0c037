using Nightbell.Mail.Mime;
using Nightbell.Mail.Reports;

namespace Nightbell.Mail.Tests.Reports;

/// <summary>The tables of phrases, and how they are searched.</summary>
public sealed class PhrasesTests
{
    private static readonly string[] Causes = [.. Enum.GetValues<Cause>().Select(Nightbell.Mail.Reports.Causes.Name)];

    public static TheoryData<string, string> Refusals =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Reports", "refusals.tsv"))
            .Where(line => line[0] != '#').Select(line => line.Split('\t')).Select(fields => (fields[0], fields[1])),
    ];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_refusal_means_what_people_say_it_means(string cause, string words)
    {
        var codes = ServerWords.In(words, new Steps());
        var found = CauseFinder.Find([words], codes.Status, codes.Code, statusIsMadeUp: false, new Steps());
        Assert.Equal(cause, Nightbell.Mail.Reports.Causes.Name(found));
    }

    [Fact]
    public void Every_line_of_the_tables_can_be_found_and_stands_there_once()
    {
        Assert.All(Tables.CauseLines(), line => Assert.True(Finds(line.Phrase, line.Phrase.Replace('…', ' ')), $"{line.File}: {line.Phrase}"));
        Assert.All(Tables.SignLines(), line => Assert.True(Finds(line.Phrase, line.Phrase.Replace('…', ' ')), line.Phrase));
        var twice = Tables.CauseLines().GroupBy(line => (line.File, line.Cause, line.Phrase)).Where(group => group.Count() > 1).Select(group => group.Key);
        Assert.Empty(twice);
    }

    [Fact]
    public void Every_cause_but_unknown_has_phrases_in_English_German_French_and_Hungarian()
    {
        foreach (var language in new[] { "en", "de", "fr", "hu" })
        {
            var known = Tables.CauseLines().Where(line => line.File.EndsWith($".{language}.tsv", StringComparison.Ordinal)).Select(line => line.Cause).Distinct();
            Assert.Equal(Causes.Where(cause => cause != "unknown").Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("mailbox … full", "552 The <b@example.org> MAILBOX-of_yours is now full.")]
    [InlineData("user unknown", "User\r\n  Unknown")]
    [InlineData("user @ unknown", "user <a.b+c@example.org> unknown")]
    [InlineData("doesn't exist", "it doesnt exist")]
    [InlineData("Empfänger", "EMPFANGER")]
    [InlineData("容量…超", "容量を\n超えました")]
    [InlineData("message security", "552-5.7.0 this message\n552 5.7.0 security")]
    [InlineData("a b", "a a b")]
    public void Case_accents_marks_numbers_and_line_ends_make_no_difference(string phrase, string text) => Assert.True(Finds(phrase, text));

    [Theory]
    [InlineData("ban", "urban")]
    [InlineData("user unknown", "user is unknown")]
    [InlineData("full … mailbox", "mailbox full")]
    [InlineData("user … unknown", "user aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa unknown")]
    public void A_phrase_begins_at_a_word_and_its_parts_are_near_and_in_order(string phrase, string text) => Assert.False(Finds(phrase, text));

    [Fact]
    public void A_nearer_text_outweighs_a_farther_one_and_the_status_breaks_a_tie()
    {
        Assert.Equal(Cause.MailboxFull, CauseFinder.Find(["mailbox full", "user unknown"], null, null, statusIsMadeUp: false, new Steps()));
        Assert.Equal(Cause.WrongAddress, CauseFinder.Find(["user unknown or account suspended"], "5.1.1", null, statusIsMadeUp: false, new Steps()));
        Assert.Equal(Cause.AccountDisabled, CauseFinder.Find(["user unknown or account suspended"], "5.2.1", null, statusIsMadeUp: false, new Steps()));
    }

    [Fact]
    public void A_made_up_status_gives_way_to_a_hint()
    {
        Assert.Equal(Cause.SenderBlocked, CauseFinder.Find(["your domain was banned"], "5.1.1", null, statusIsMadeUp: true, new Steps()));
        Assert.Equal(Cause.WrongAddress, CauseFinder.Find(["your domain was banned"], "5.1.1", null, statusIsMadeUp: false, new Steps()));
    }

    [Fact]
    public void Words_that_hardly_differ_cost_no_more_than_others()
    {
        var steps = new Steps();
        var text = string.Concat(Enumerable.Repeat("mailbox is mailbox does mailbox not user us ", 5_000));
        Tables.Causes.Search(Wording.Plain(text), steps, (_, _) => { });
        Assert.InRange(steps.Count, text.Length / 10, text.Length * 12L);
    }

    private static bool Finds(string phrase, string text)
    {
        var found = false;
        new PhraseTable<int>([(phrase, 0)]).Search(Wording.Plain(text), new Steps(), (_, _) => found = true);
        return found;
    }
}
