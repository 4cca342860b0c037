using System.Security.Cryptography;
using Nightbell.Mail.Compose;

namespace Nightbell.Mail.Dns;

/// <summary>Whether the key that verifiers find is the one that signs (RFC 6376, 3.6.1).</summary>
internal static class DkimFindings
{
    /// <summary>Bits that a key should have (RFC 8301, 3.2).</summary>
    private const int AdvisedBits = 2048;

    /// <summary>Whether our signatures verify (null when not known), and the findings.</summary>
    public static async Task<(bool? Verifies, IReadOnlyList<DomainFinding> Findings)> Find(DnsResolver resolver, DkimSigner? signer, CancellationToken cancel)
    {
        if (signer is null) return (null, [Facts.Warning(FindingCode.DkimNotConfigured)]);
        var name = signer.RecordName;
        var answer = await resolver.Query(name, DnsType.Txt, cancel);
        if (answer.Failed) return (null, [Facts.Warning(FindingCode.DkimUnknown, ("name", name))]);
        var records = answer.Records.OfType<TxtRecord>().Select(r => r.Text).ToArray();
        if (records.Length > 1) return (false, [Facts.Problem(FindingCode.DkimSeveral, ("name", name))]);
        var change = new DnsChange(name, "TXT", signer.Key.Record, records.FirstOrDefault());
        if (records.Length == 0) return (false, [Facts.Problem(FindingCode.DkimMissing, ("name", name)) with { Change = change }]);
        if (Trouble(records[0], name, signer.Key) is { } trouble) return (false, [trouble with { Change = change }]);

        var findings = new List<DomainFinding> { Facts.Ok(FindingCode.DkimFound, ("name", name), ("bits", signer.Key.Bits)) };
        if (signer.Key.Bits < AdvisedBits) findings.Add(Facts.Warning(FindingCode.DkimTooShort, ("name", name), ("bits", signer.Key.Bits)));
        if (Listed(TagList.Read(records[0])!, "t", "y", otherwise: false)) findings.Add(Facts.Warning(FindingCode.DkimTesting, ("name", name)) with { Change = change });
        return (true, findings);
    }

    /// <summary>Why a record does not verify our signatures; null when it does.</summary>
    private static DomainFinding? Trouble(string record, string name, DkimKey ours)
    {
        if (TagList.Read(record) is not { } tags) return Invalid("");
        if (tags.TryGetValue("v", out var version) && (version != "DKIM1" || !record.TrimStart().StartsWith('v'))) return Invalid("v");
        if (!tags.TryGetValue("p", out var encoded)) return Invalid("p");
        if (encoded.Length == 0) return Facts.Problem(FindingCode.DkimRevoked, ("name", name), ("record", record));
        if (tags.TryGetValue("k", out var kind) && kind != "rsa") return Facts.Problem(FindingCode.DkimOtherKey, ("name", name), ("record", record));
        if (!Listed(tags, "h", "sha256", otherwise: true)) return Invalid("h");
        if (!Listed(tags, "s", "*", otherwise: true) && !Listed(tags, "s", "email", otherwise: true)) return Invalid("s");
        if (!TryReadKey(encoded, out var key, out var bits)) return Invalid("p");
        if (bits < DkimKey.MinBits) return Facts.Problem(FindingCode.DkimTooShort, ("name", name), ("bits", bits));
        return ours.PublicKey.Span.SequenceEqual(key) ? null : Facts.Problem(FindingCode.DkimOtherKey, ("name", name), ("record", record), ("bits", bits));

        DomainFinding Invalid(string tag) => Facts.Problem(FindingCode.DkimInvalid, ("name", name), ("record", record), ("tag", tag.Length == 0 ? null : tag));
    }

    /// <summary>Reads either form that people publish: SubjectPublicKeyInfo, or the bare RSAPublicKey that RFC 6376 describes.</summary>
    private static bool TryReadKey(string encoded, out byte[] key, out int bits)
    {
        key = [];
        bits = 0;
        using var rsa = RSA.Create();
        try
        {
            var der = Convert.FromBase64String(encoded);
            try
            {
                rsa.ImportSubjectPublicKeyInfo(der, out _);
            }
            catch (CryptographicException)
            {
                rsa.ImportRSAPublicKey(der, out _);
            }
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }

        key = rsa.ExportSubjectPublicKeyInfo();
        bits = rsa.KeySize;
        return true;
    }

    private static bool Listed(IReadOnlyDictionary<string, string> tags, string tag, string item, bool otherwise) =>
        tags.TryGetValue(tag, out var list) ? list.Split(':', StringSplitOptions.TrimEntries).Contains(item, StringComparer.Ordinal) : otherwise;
}
