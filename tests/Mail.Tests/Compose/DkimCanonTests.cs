using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Nightbell.Mail.Compose;

namespace Nightbell.Mail.Tests.Compose;

/// <summary>The canonical forms, by the examples of the RFCs.</summary>
public sealed class DkimCanonTests
{
    /// <summary>The public key of RFC 8463, A.2.</summary>
    private const string PublicKey = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutAC"
        + "DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB";

    /// <summary>The body of RFC 6376, A.1, and its hash as both RFCs print it.</summary>
    private const string Body = "Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
    private const string BodyHash = "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=";

    [Theory]
    [InlineData("A: X", "a:X")]
    [InlineData("B : Y\t\r\n\tZ  ", "b:Y Z")]
    [InlineData("Subject:", "subject:")]
    [InlineData("Subject:   ", "subject:")]
    [InlineData("SUBJECT:\r\n folded at once", "subject:folded at once")]
    [InlineData("X:a\r\n \r\n b", "x:a b")]
    [InlineData("X: a:b : c", "x:a:b : c")]
    public void A_field_is_one_line_with_single_blanks(string field, string canonical) => Assert.Equal(canonical, Field(field));

    [Theory]
    [InlineData(" C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n")]
    [InlineData("", "")]
    [InlineData("\r\n\r\n", "")]
    [InlineData("  \r\n\t\r\n", "")]
    [InlineData("no end", "no end\r\n")]
    [InlineData("a\r\n\r\n b", "a\r\n\r\n b\r\n")]
    [InlineData("a \t\r\n  \r\nb\r\n  \r\n", "a\r\n\r\nb\r\n")]
    public void A_body_has_single_blanks_and_no_empty_end(string body, string canonical) => Assert.Equal(canonical, Canonical(body));

    [Fact]
    public void The_RFCs_body_has_the_RFCs_hash_and_an_empty_one_that_of_nothing()
    {
        Assert.Equal(BodyHash, Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(Canonical(Body)))));
        Assert.Equal("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(Canonical("\r\n")))));
    }

    [Fact]
    public void The_signature_of_RFC_8463_verifies_over_our_canonical_form()
    {
        string[] covered =
        [
            "From: Joe SixPack <joe@football.example.com>",
            "To: Suzie Q <suzie@shopping.example.net>",
            "Subject: Is dinner ready?",
            "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)",
            "Message-ID: <20030712040037.46341.5F8J@football.example.com>",
        ];
        const string Signature = "F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz"
            + "dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=";
        const string Own = "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n"
            + " q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n date : message-id : from : subject : date;\r\n bh=" + BodyHash + ";\r\n b=";
        var signed = Encoding.ASCII.GetBytes(string.Concat(covered.Select(f => Field(f) + "\r\n")) + Field(Own));
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(Convert.FromBase64String(PublicKey), out _);
        Assert.True(rsa.VerifyData(signed, Convert.FromBase64String(Signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static string Field(string field)
    {
        var output = new ArrayBufferWriter<byte>();
        DkimCanon.Field(output, Encoding.ASCII.GetBytes(field));
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }

    private static string Canonical(string body)
    {
        var output = new ArrayBufferWriter<byte>();
        DkimCanon.Body(output, Encoding.ASCII.GetBytes(body));
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
