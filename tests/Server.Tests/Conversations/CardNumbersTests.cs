using System.Globalization;
using Nightbell.Conversations;

namespace Nightbell.Server.Tests.Conversations;

/// <summary>Which digits are taken for a card's number, and which are not.</summary>
public sealed class CardNumbersTests
{
    private static readonly string[] Cards =
    [
        "4111111111111111", "4222222222222", "4000000000000000006", "5500000000000004", "2223000048400011", "340000000000009", "378282246310005",
        "6011000000000004", "3530111333300000", "36700102000000", "6304000000000000", "6200000000000005", "2200000000000053",
    ];

    [Theory]
    [InlineData("4111 1111 1111 1111", "•••• •••• •••• 1111")]
    [InlineData("4111-1111-1111-1111", "••••-••••-••••-1111")]
    [InlineData("4111111111111111", "••••••••••••1111")]
    [InlineData("card:4111111111111111.", "card:••••••••••••1111.")]
    [InlineData("4111\u00a01111\u00a01111\u00a01111", "••••\u00a0••••\u00a0••••\u00a01111")]
    [InlineData("4111 - 1111 - 1111 - 1111", "4111 - 1111 - 1111 - 1111")]
    [InlineData("4111 1111 1111 1111 12/29 123", "•••• •••• •••• 1111 12/29 123")]
    [InlineData("4111 1111 1111 1111 123", "•••• •••• •••• 1111 123")]
    [InlineData("12 4111 1111 1111 1111", "12 •••• •••• •••• 1111")]
    [InlineData("4111 1111 1111 1111\n5500 0000 0000 0004", "•••• •••• •••• 1111\n•••• •••• •••• 0004")]
    [InlineData("٤١١١ ١١١١ ١١١١ ١١١١", "•••• •••• •••• ١١١١")]
    [InlineData("3782 822463 10005", "•••• •••••• •0005")]
    public void A_cards_number_is_masked_but_for_its_last_four_digits(string text, string masked) => Assert.Equal(masked, CardNumbers.Mask(text));

    [Theory]
    [InlineData("4111 1111 1111 1112")]
    [InlineData("1234 5678 9012 3452")]
    [InlineData("Order 20261126-0001, 3 pieces at 1 299")]
    [InlineData("+36 30 123 4567")]
    [InlineData("+4111 1111 1111 1111")]
    [InlineData("06 1 411 1111, 411 1111, 411 1112")]
    [InlineData("2026-11-26 16:45:00")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("41111111111111114111111111111111")]
    public void What_is_none_is_left_as_it_is(string text) => Assert.Equal(text, CardNumbers.Mask(text));

    [Fact]
    public void Every_issuers_cards_are_known_however_they_are_grouped()
    {
        var chance = new Random(4);
        foreach (var card in Cards)
        {
            Assert.Equal(new string('•', card.Length - 4) + card[^4..], CardNumbers.Mask(card));
            for (var i = 0; i < 200; i++)
            {
                var separator = chance.Next(2) == 0 ? " " : "-";
                var grouped = string.Concat(card.Select((digit, at) => at > 0 && chance.Next(3) == 0 ? separator + digit : digit.ToString()));
                var masked = CardNumbers.Mask($"before {grouped} after");

                Assert.Equal(4, masked.Count(char.IsAsciiDigit));
                Assert.Equal(card[^4..], string.Concat(masked.Where(char.IsAsciiDigit)));
                Assert.Equal($"before {grouped} after".Length, masked.Length);
            }
        }
    }

    /// <summary>No test would end, were every two of them tried.</summary>
    [Fact]
    public void Many_numbers_in_a_row_are_looked_at_in_little_time()
    {
        var many = string.Join(' ', Enumerable.Repeat('1', 50_000));
        Assert.Equal($"{many}, •••• •••• •••• 1111", CardNumbers.Mask($"{many}, 4111 1111 1111 1111"));
        var digits = new string('1', 50_000);
        Assert.Equal($"{digits} •••• •••• •••• 1111", CardNumbers.Mask($"{digits} 4111 1111 1111 1111"));
    }

    /// <summary>Digits that are too few, telephone numbers and texts without digits are never touched.</summary>
    [Fact]
    public void Telephone_numbers_and_short_numbers_are_never_masked()
    {
        var chance = new Random(5);
        for (var i = 0; i < 50_000; i++)
        {
            var phone = "+" + string.Concat(Enumerable.Range(0, chance.Next(8, 16)).Select(at => (at > 0 && chance.Next(4) == 0 ? " " : "") + chance.Next(10)));
            Assert.Equal(phone, CardNumbers.Mask(phone));
            var number = "No. " + string.Concat(Enumerable.Range(0, chance.Next(1, 13)).Select(_ => chance.Next(10).ToString(CultureInfo.InvariantCulture)));
            Assert.Equal(number, CardNumbers.Mask(number));
        }
    }

    /// <summary>The limit: of numbers that are as long as a card's, about one in fifty looks like one in every respect. Masking that one is the price.</summary>
    [Fact]
    public void Of_random_numbers_as_long_as_a_cards_few_are_masked()
    {
        var chance = new Random(6);
        const int Tried = 50_000;
        var masked = 0;
        for (var i = 0; i < Tried; i++)
        {
            var number = string.Concat(Enumerable.Range(0, chance.Next(13, 20)).Select(_ => chance.Next(10).ToString(CultureInfo.InvariantCulture)));
            if (CardNumbers.Mask(number) != number)
                masked++;
        }

        Assert.InRange(masked, 1, Tried / 40);
    }
}
