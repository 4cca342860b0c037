using Nightbell.Mail.Compose;

namespace Nightbell.Mail.Tests.Compose;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("anna@example.com", "anna@example.com")]
    [InlineData("  Anna.Kiss+chat@EXAMPLE.Com\t", "Anna.Kiss+chat@example.com")]
    [InlineData("o'brien!#$%&*/=?^_`{|}~-@a-b.example", "o'brien!#$%&*/=?^_`{|}~-@a-b.example")]
    [InlineData("józsef@example.hu", "józsef@example.hu")]
    [InlineData("jo\u0301zsef@example.hu", "józsef@example.hu")]
    [InlineData("用户@例子.中国", "用户@例子.中国")]
    [InlineData("info@BÜCHER.example", "info@bücher.example")]
    [InlineData("info@xn--bcher-kva.example", "info@bücher.example")]
    [InlineData("a@1.2.example", "a@1.2.example")]
    [InlineData("👋@example.com", "👋@example.com")]
    public void What_people_type_is_taken_and_equal_addresses_become_equal_strings(string text, string expected)
    {
        Assert.True(EmailAddress.TryParse(text, out var normalized));
        Assert.Equal(expected, normalized);
        Assert.True(EmailAddress.TryParse(normalized, out var again));
        Assert.Equal(normalized, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("anna")]
    [InlineData("@example.com")]
    [InlineData("anna@")]
    [InlineData("anna@localhost")]
    [InlineData("anna@@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("an na@example.com")]
    [InlineData("anna@exam ple.com")]
    [InlineData(".anna@example.com")]
    [InlineData("anna.@example.com")]
    [InlineData("an..na@example.com")]
    [InlineData("\"anna\"@example.com")]
    [InlineData("anna(comment)@example.com")]
    [InlineData("Anna <anna@example.com>")]
    [InlineData("anna@example.com,bela@example.com")]
    [InlineData("anna@[127.0.0.1]")]
    [InlineData("anna@127.0.0.1")]
    [InlineData("anna@-example.com")]
    [InlineData("anna@example-.com")]
    [InlineData("anna@exa_mple.com")]
    [InlineData("anna@example..com")]
    [InlineData("anna@example.com.")]
    [InlineData("anna@.example.com")]
    [InlineData("anna@example.com\n")]
    [InlineData("anna\r\n@example.com")]
    [InlineData("anna\0@example.com")]
    [InlineData("an\u200Bna@example.com")]
    [InlineData("an\u202Ena@example.com")]
    [InlineData("an\u00A0na@example.com")]
    [InlineData("an\uFFFDna@example.com")]
    public void What_is_no_address_or_means_more_than_one_is_refused(string? text)
    {
        Assert.False(EmailAddress.TryParse(text, out var normalized));
        Assert.Equal("", normalized);
    }

    [Fact]
    public void Lone_surrogates_are_refused()
    {
        Assert.False(EmailAddress.TryParse("an\uD800na@example.com", out _));
        Assert.False(EmailAddress.TryParse("anna@exam\uDC00ple.com", out _));
        Assert.False(EmailAddress.TryParse("anna\uD800@example.com", out _));
    }

    [Fact]
    public void Lengths_are_those_of_the_standard_counted_in_octets()
    {
        Assert.True(EmailAddress.TryParse(new string('a', 64) + "@example.com", out _));
        Assert.False(EmailAddress.TryParse(new string('a', 65) + "@example.com", out _));
        Assert.True(EmailAddress.TryParse(new string('é', 32) + "@example.com", out _));
        Assert.False(EmailAddress.TryParse(new string('é', 33) + "@example.com", out _));
        Assert.True(EmailAddress.TryParse("a@" + new string('b', 63) + ".example", out _));
        Assert.False(EmailAddress.TryParse("a@" + new string('b', 64) + ".example", out _));
        var domain = string.Join('.', Enumerable.Repeat(new string('b', 49), 4)) + ".example";
        Assert.True(EmailAddress.TryParse(new string('a', 254 - domain.Length - 1) + "@" + domain, out _));
        Assert.False(EmailAddress.TryParse(new string('a', 254 - domain.Length) + "@" + domain, out _));
        Assert.False(EmailAddress.TryParse(new string('a', 1_000_000), out _));
    }

    [Fact]
    public void Any_text_is_judged_without_trouble_and_what_is_taken_can_be_written()
    {
        const int Seed = 20261122;
        var random = new Random(Seed);
        string[] pieces = ["a", "A", "1", ".", "-", "@", "xn--", "xn--a", "bcher-kva", "ß", "ü", "日", "。", "א", "ا", "\u200D", "\uD800", "\uFFFE", "\u0301", "👋", "_", "ſ", "K", "İ", " "];
        for (var i = 0; i < 20_000; i++)
        {
            var text = Piece(random, pieces) + "a@" + Piece(random, pieces) + ".example";
            if (!EmailAddress.TryParse(text, out var normalized)) continue;
            Assert.True(EmailAddress.TryParse(normalized, out var again), $"seed {Seed}, round {i}: {text}");
            Assert.Equal((i, normalized), (i, again));
            Assert.True(System.Text.Ascii.IsValid(EmailAddress.WithAsciiDomain(normalized).Split('@')[1]), $"seed {Seed}, round {i}: {text}");
        }
    }

    private static string Piece(Random random, string[] pieces) =>
        string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => pieces[random.Next(pieces.Length)]));
}
