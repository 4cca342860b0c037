using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Nightbell.Mail.Smtp;

/// <summary>Judges the relay's certificate: its name always, its chain against the machine's authorities and the ones configured for this relay.</summary>
internal sealed class CertificateCheck(SmtpSettings settings)
{
    /// <summary>Why the certificate was refused, in words; null when it was not.</summary>
    public string? Trouble { get; private set; }

    public bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (errors == SslPolicyErrors.RemoteCertificateChainErrors && settings.ExtraAuthorities.Count > 0 && certificate is not null
            && ChainsToExtraAuthority(certificate, chain)) return true;
        Trouble = errors switch
        {
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "it showed no certificate",
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => $"its certificate is not for {settings.Host} but for {certificate?.Subject}",
            _ => $"its certificate is not trusted: {string.Join(", ", chain?.ChainStatus.Select(s => s.StatusInformation.Trim()).Distinct(StringComparer.Ordinal) ?? [])}",
        };
        return false;
    }

    private bool ChainsToExtraAuthority(X509Certificate certificate, X509Chain? presented)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(settings.ExtraAuthorities.ToArray());
        if (presented is not null) chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(leaf);
    }
}
