using System.Security.Cryptography;
using Nightbell.Mail.Compose;

namespace Nightbell.Mail.Tests.Compose;

public sealed class DkimKeyTests
{
    [Fact]
    public void A_new_key_survives_being_stored_and_its_record_fits_the_DNS()
    {
        using var key = DkimKey.Create();
        using var again = DkimKey.FromPem(key.ToPem());
        Assert.Equal(2048, key.Bits);
        Assert.Equal(key.Record, again.Record);
        Assert.StartsWith("v=DKIM1; k=rsa; p=MII", key.Record, StringComparison.Ordinal);
        Assert.All(key.RecordStrings, s => Assert.InRange(s.Length, 1, 255));
        Assert.Equal(2, key.RecordStrings.Count);
        Assert.Equal(key.Record, string.Concat(key.RecordStrings));
    }

    [Fact]
    public void Both_forms_of_PEM_are_read_also_with_text_around_them()
    {
        using var rsa = RSA.Create(1024);
        using var first = DkimKey.FromPem(rsa.ExportRSAPrivateKeyPem());
        using var second = DkimKey.FromPem($"our key, made in November\r\n{rsa.ExportPkcs8PrivateKeyPem().ReplaceLineEndings("\r\n")}\r\n\r\n");
        Assert.Equal(rsa.ExportSubjectPublicKeyInfo(), first.PublicKey.ToArray());
        Assert.Equal(first.Record, second.Record);
        Assert.Equal(1024, first.Bits);
    }

    [Fact]
    public void What_is_no_usable_key_is_refused_in_words()
    {
        using var rsa = RSA.Create(2048);
        using var shorter = RSA.Create(768);
        using var longer = RSA.Create(4096 + 64);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Refused("", "no PEM block");
        Refused("-----BEGIN PRIVATE KEY-----\nAAAA", "no PEM block");
        Refused("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "no RSA private key that can be read");
        Refused("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----", "no RSA private key that can be read");
        Refused(curve.ExportPkcs8PrivateKeyPem(), "no RSA private key that can be read");
        Refused(curve.ExportECPrivateKeyPem(), "\"EC PRIVATE KEY\" is no RSA private key");
        Refused(rsa.ExportSubjectPublicKeyInfoPem(), "public half");
        Refused(rsa.ExportRSAPublicKeyPem(), "public half");
        Refused(rsa.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)), "encrypted");
        Refused(shorter.ExportPkcs8PrivateKeyPem(), "768 bits");
        Refused(longer.ExportPkcs8PrivateKeyPem(), "4160 bits");
    }

    private static void Refused(string pem, string words) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(() => DkimKey.FromPem(pem)).Message, StringComparison.Ordinal);
}
