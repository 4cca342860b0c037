using System.Security.Cryptography;
using Nightbell.Mail.Compose;
using Nightbell.Mail.Dns;

namespace Nightbell.Mail.Tests.Dns;

/// <summary>Keys made for one test run, and what is published of them.</summary>
internal static class DomainKeys
{
    /// <summary>The key of good.example and of most selectors at keys.example.</summary>
    public static readonly DkimKey Ours = DkimKey.Create();

    /// <summary>A key that is still taken, but no longer advised.</summary>
    public static readonly DkimKey Short = Make(1024);

    private static readonly DkimKey Other = Make(1024);

    public static DkimSigner Signer(string domain, string selector, DkimKey? key = null) => new(domain, selector, key ?? Ours);

    /// <summary>The records, as <see cref="DnsChange.ToZoneLine"/> tells people to write them.</summary>
    public static IEnumerable<string> ZoneLines()
    {
        using var tooShort = RSA.Create(768);
        using var ours = RSA.Create();
        ours.ImportSubjectPublicKeyInfo(Ours.PublicKey.Span, out _);
        var p = Convert.ToBase64String(Ours.PublicKey.Span);
        return
        [
            Line("nb._domainkey.good", Ours.Record),
            Line("nb._domainkey.org", Ours.Record),
            Line("nb._domainkey.strict", Ours.Record),
            Line("good._domainkey.keys", Ours.Record),
            Line("other._domainkey.keys", Other.Record),
            Line("short._domainkey.keys", Short.Record),
            Line("tooshort._domainkey.keys", $"v=DKIM1; p={Convert.ToBase64String(tooShort.ExportSubjectPublicKeyInfo())}"),
            Line("testing._domainkey.keys", $"v=DKIM1; t=s:y; k=rsa; p={p}"),
            Line("sha1._domainkey.keys", $"v=DKIM1; h=sha1; p={p}"),
            Line("both._domainkey.keys", $"v=DKIM1; h=sha1:sha256; s=chat:email; p={p[..40]} {p[40..]};"),
            Line("chat._domainkey.keys", $"v=DKIM1; s=chat; p={p}"),
            Line("bare._domainkey.keys", $"p={Convert.ToBase64String(ours.ExportRSAPublicKey())}"),
            Line("late._domainkey.keys", $"k=rsa; v=DKIM1; p={p}"),
            Line("several._domainkey.keys", Ours.Record),
            Line("several._domainkey.keys", Other.Record),
        ];
    }

    private static string Line(string name, string value) => new DnsChange($"{name}.example", "TXT", value).ToZoneLine();

    private static DkimKey Make(int bits)
    {
        using var rsa = RSA.Create(bits);
        return DkimKey.FromPem(rsa.ExportPkcs8PrivateKeyPem());
    }
}
