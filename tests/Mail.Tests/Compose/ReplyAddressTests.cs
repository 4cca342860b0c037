using System.Text;
using Nightbell.Mail.Compose;

namespace Nightbell.Mail.Tests.Compose;

/// <summary>Addresses to answer to; what they share with envelope senders is tried in <see cref="VerpTests"/>.</summary>
public sealed class ReplyAddressTests
{
    private static readonly Guid Id = Guid.Parse("01934a5b-7c3d-7e9f-8a1b-2c3d4e5f6071");
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef");

    [Fact]
    public void An_address_names_its_mail_in_any_case_and_fits_into_a_local_part()
    {
        var address = ReplyAddress.Write(Id, Key, "in.shop.example");

        Assert.StartsWith("reply+", address, StringComparison.Ordinal);
        Assert.InRange(address.LastIndexOf('@'), 1, EmailAddress.MaxLocalOctets);
        Assert.True(ReplyAddress.TryRead(address.ToUpperInvariant(), [new byte[16], Key], out var id));
        Assert.Equal(Id, id);
    }

    [Fact]
    public void An_address_for_bounces_is_none_for_answers_nor_the_other_way_round()
    {
        var (reply, bounce) = (ReplyAddress.Write(Id, Key, "in.shop.example"), Verp.Write(Id, Key, "in.shop.example"));

        Assert.False(ReplyAddress.TryRead(bounce, [Key], out _));
        Assert.False(ReplyAddress.TryRead(bounce.Replace("bounce+", "reply+", StringComparison.Ordinal), [Key], out _));
        Assert.False(Verp.TryRead(reply.Replace("reply+", "bounce+", StringComparison.Ordinal), [Key], out _));
    }

    [Fact]
    public void A_forged_address_names_nothing()
    {
        var address = ReplyAddress.Write(Id, Key, "in.shop.example");

        Assert.False(ReplyAddress.TryRead(address, [new byte[16]], out _));
        Assert.False(ReplyAddress.TryRead(ReplyAddress.Write(Guid.Empty, Key, "in.shop.example").Split('.')[0] + address[address.IndexOf('.', StringComparison.Ordinal)..], [Key], out _));
        Assert.False(ReplyAddress.TryRead("reply+@in.shop.example", [Key], out _));
        Assert.False(ReplyAddress.TryRead(null, [Key], out _));
    }
}
