using System.Security.Cryptography;
using Nightbell.Mail.Dns;

namespace Nightbell.Mail.Compose;

/// <summary>The key pair a domain signs its mails with (RFC 6376, 3.3; RFC 8301): the private half signs, the public half stands in the DNS.</summary>
public sealed class DkimKey : IDisposable
{
    /// <summary>Shortest key, in bits: verifiers take nothing shorter (RFC 8301, 3.2).</summary>
    public const int MinBits = 1024;

    /// <summary>Longest key, in bits, that every verifier takes (RFC 8301, 3.2).</summary>
    public const int MaxBits = 4096;

    /// <summary>Bits of a new key, as RFC 8301, 3.2 advises.</summary>
    private const int NewBits = 2048;

    private readonly RSA _rsa;
    private readonly Lock _gate = new();

    private DkimKey(RSA rsa)
    {
        _rsa = rsa;
        Bits = rsa.KeySize;
        PublicKey = rsa.ExportSubjectPublicKeyInfo();
        Record = $"v=DKIM1; k=rsa; p={Convert.ToBase64String(PublicKey.Span)}";
    }

    /// <summary>Length of the modulus, in bits.</summary>
    public int Bits { get; }

    /// <summary>The public half as SubjectPublicKeyInfo in DER, which is what <c>p=</c> holds in practice (RFC 6376, 3.6.1, and its erratum).</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>The value of the TXT record at <c>selector._domainkey.domain</c>, in one piece.</summary>
    public string Record { get; }

    /// <summary>The same in strings of at most 255 octets, as zone files want it; readers join them without blanks (RFC 6376, 3.6.2.2).</summary>
    public IReadOnlyList<string> RecordStrings => TxtRecord.Split(Record);

    /// <summary>Reads an RSA key from PEM, as PKCS#1 ("RSA PRIVATE KEY") or unencrypted PKCS#8 ("PRIVATE KEY"); text around it is ignored.</summary>
    /// <exception cref="ArgumentException">Says in words what is wrong: no key, a public or encrypted one, another kind, too short or too long.</exception>
    public static DkimKey FromPem(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        if (!PemEncoding.TryFind(pem, out var found)) throw Wrong("there is no PEM block: it begins with \"-----BEGIN PRIVATE KEY-----\"");
        switch (pem[found.Label])
        {
            case "PRIVATE KEY" or "RSA PRIVATE KEY":
                break;
            case "ENCRYPTED PRIVATE KEY":
                throw Wrong("it is encrypted with a password: store it decrypted, readable by this program only");
            case "PUBLIC KEY" or "RSA PUBLIC KEY":
                throw Wrong("this is the public half: the private one signs");
            case var label:
                throw Wrong($"\"{label}\" is no RSA private key");
        }

        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem.AsSpan()[found.Location]);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            rsa.Dispose();
            throw Wrong("the PEM block holds no RSA private key that can be read", e);
        }

        if (rsa.KeySize is >= MinBits and <= MaxBits) return new DkimKey(rsa);
        var bits = rsa.KeySize;
        rsa.Dispose();
        throw Wrong($"it has {bits} bits, and verifiers take {MinBits} to {MaxBits}");
    }

    /// <summary>Makes a new key pair of 2048 bits, which takes a fraction of a second.</summary>
    public static DkimKey Create() => new(RSA.Create(NewBits));

    /// <summary>The private half as PKCS#8 in PEM: whoever reads it can sign in the domain's name.</summary>
    public string ToPem() => _rsa.ExportPkcs8PrivateKeyPem();

    /// <inheritdoc/>
    public void Dispose() => _rsa.Dispose();

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256, the signature of rsa-sha256 (RFC 6376, 3.3.2). One at a time: RSA instances promise nothing for several threads.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (_gate) return _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static ArgumentException Wrong(string words, Exception? cause = null, string parameter = "pem") =>
        new($"the DKIM key cannot be used: {words}", parameter, cause);
}
