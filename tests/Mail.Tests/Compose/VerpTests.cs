using System.Security.Cryptography;
using Nightbell.Mail.Compose;

namespace Nightbell.Mail.Tests.Compose;

public sealed class VerpTests
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] OldKey = RandomNumberGenerator.GetBytes(32);
    private static readonly Guid Id = Guid.Parse("01990f3c-8a5e-7c11-9b2d-0123456789ab");

    [Fact]
    public void An_address_gives_its_id_back()
    {
        var address = Verp.Write(Id, Key, "bounces.Shop.example");
        Assert.Matches("^bounce\\+[a-z2-7]{26}\\.[a-z2-7]{26}@bounces\\.shop\\.example$", address);
        Assert.Equal(Id, Read(address, Key));
    }

    [Fact]
    public void Any_id_comes_back_and_the_local_part_fits()
    {
        const int Seed = 20261125;
        var random = new Random(Seed);
        var octets = new byte[16];
        for (var i = 0; i < 2_000; i++)
        {
            random.NextBytes(octets);
            var id = new Guid(octets);
            var address = Verp.Write(id, Key, "shop.example");
            Assert.Equal((Seed, i, id), (Seed, i, Read(address, Key)));
            Assert.InRange(address.IndexOf('@', StringComparison.Ordinal), 1, EmailAddress.MaxLocalOctets);
        }

        Assert.Equal(Guid.Empty, Read(Verp.Write(Guid.Empty, Key, "shop.example"), Key));
        Assert.Equal(Guid.AllBitsSet, Read(Verp.Write(Guid.AllBitsSet, Key, "shop.example"), Key));
    }

    [Fact]
    public void A_server_may_change_the_case()
    {
        var address = Verp.Write(Id, Key, "shop.example");
        Assert.Equal(Id, Read(address.ToUpperInvariant(), Key));
        Assert.Equal(Id, Read("Bounce" + address[6..], Key));
    }

    [Fact]
    public void An_older_key_still_counts_and_a_strange_one_does_not()
    {
        var address = Verp.Write(Id, OldKey, "shop.example");
        Assert.Equal(Id, Read(address, Key, OldKey));
        Assert.Null(Read(address, Key));
        Assert.Null(Read(address));
    }

    [Fact]
    public void Every_changed_character_is_noticed()
    {
        var address = Verp.Write(Id, Key, "shop.example");
        for (var i = 0; i < address.IndexOf('@', StringComparison.Ordinal); i++)
        {
            var changed = address.ToCharArray();
            changed[i] = changed[i] == 'a' ? 'b' : 'a';
            Assert.Null(Read(new string(changed), Key));
            Assert.Null(Read(address.Remove(i, 1), Key));
            Assert.Null(Read(address.Insert(i, "a"), Key));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("bounce+")]
    [InlineData("bounce+@shop.example")]
    [InlineData("bounce+.@shop.example")]
    [InlineData("b@bounce+aaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("anna@shop.example")]
    [InlineData("bounce+aaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaa@shop.example")]
    [InlineData("bounce+aaaaaaaaaaaaaaaaaaaaaaaaa1.aaaaaaaaaaaaaaaaaaaaaaaaaa@shop.example")]
    [InlineData("bounce+\u212Aaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaa@shop.example")]
    public void Other_addresses_are_none_of_ours(string? address) => Assert.Null(Read(address, Key));

    [Fact]
    public void A_short_key_and_a_domain_that_is_none_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Verp.Write(Id, new byte[15], "shop.example"));
        Assert.Throws<ArgumentException>(() => Verp.Write(Id, Key, "shop example"));
        Assert.Throws<ArgumentException>(() => Verp.Write(Id, Key, ""));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "my")]
    [InlineData("fo", "mzxq")]
    [InlineData("foo", "mzxw6")]
    [InlineData("foob", "mzxw6yq")]
    [InlineData("fooba", "mzxw6ytb")]
    [InlineData("foobar", "mzxw6ytboi")]
    public void Base32_is_that_of_RFC_4648(string text, string encoded)
    {
        var octets = System.Text.Encoding.ASCII.GetBytes(text);
        Assert.Equal(encoded, Base32.Write(octets));
        var read = new byte[octets.Length];
        Assert.True(Base32.TryRead(encoded, read));
        Assert.Equal(octets, read);
        if (text == "f") Assert.False(Base32.TryRead("mz", read));
    }

    private static Guid? Read(string? address, params byte[][] keys) => Verp.TryRead(address, keys, out var id) ? id : null;
}
