using System.Security.Cryptography.X509Certificates;
using Nightbell.Mail.Smtp;

namespace Nightbell.Mail.Tests.Smtp;

/// <summary>Encryption and signing in: what is refused is never sent.</summary>
public sealed class SmtpSecurityTests : IAsyncDisposable
{
    private static readonly byte[] Mail = "Subject: x\r\n\r\nHello\r\n"u8.ToArray();
    private static readonly Envelope ToAnna = new("bounce@shop.example", "anna@shop.example");

    private readonly TestAuthority _authority = new();
    private readonly X509Certificate2 _certificate;
    private readonly ScriptedSmtpServer _server = ScriptedSmtpServer.Start();

    public SmtpSecurityTests()
    {
        _certificate = _authority.Issue("localhost");
        _server.Certificate = _certificate;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls, true)]
    [InlineData(SmtpSecurity.Auto, true)]
    [InlineData(SmtpSecurity.None, false)]
    public async Task STARTTLS_is_used_when_offered_unless_it_was_switched_off(SmtpSecurity security, bool encrypted)
    {
        _server.OffersStartTls = true;
        Assert.Equal(SmtpOutcome.Accepted, (await Send(s => s with { Security = security })).Outcome);
        Assert.Equal(encrypted, Assert.Single(_server.Mails).Encrypted);
        Assert.Equal(encrypted ? 2 : 1, _server.Commands.Count(c => c.Contains("EHLO", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task TLS_can_come_first_and_the_connection_is_used_again()
    {
        _server.SpeaksTlsFirst = true;
        await using var transport = Transport(s => s with { Security = SmtpSecurity.Tls });
        for (var i = 0; i < 3; i++) Assert.Equal(SmtpOutcome.Accepted, (await transport.Send(ToAnna, Mail)).Outcome);
        Assert.All(_server.Mails, m => Assert.True(m.Encrypted));
        Assert.Equal(1, _server.Connections);
    }

    [Fact]
    public async Task Where_encryption_is_demanded_nothing_goes_without_it()
    {
        await Deferred("starttls", "STARTTLS", s => s with { Security = SmtpSecurity.StartTls });
        _server.OffersStartTls = true;
        _server.At("starttls", "454 4.7.0 TLS not available");
        Assert.Equal((SmtpOutcome.Deferred, "starttls"), Short(await Send()));
        Assert.DoesNotContain(_server.Commands, c => c.Contains("MAIL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_certificate_nobody_vouches_for_is_refused(bool tlsFirst)
    {
        (_server.SpeaksTlsFirst, _server.OffersStartTls) = (tlsFirst, !tlsFirst);
        var security = tlsFirst ? SmtpSecurity.Tls : SmtpSecurity.Auto;
        await Deferred(tlsFirst ? "connect" : "starttls", "not trusted", s => s with { Security = security, ExtraAuthorities = [] });
        using var stranger = new TestAuthority();
        await Deferred(tlsFirst ? "connect" : "starttls", "not trusted", s => s with { Security = security, ExtraAuthorities = [stranger.Certificate] });
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_refused()
    {
        using var other = _authority.Issue("other.example");
        _server.Certificate = other;
        _server.OffersStartTls = true;
        await Deferred("starttls", "not for localhost", s => s);
    }

    [Fact]
    public async Task A_certificate_for_the_address_itself_is_good_when_the_host_is_an_address()
    {
        _server.OffersStartTls = true;
        Assert.Equal(SmtpOutcome.Accepted, (await Send(s => s with { Host = "127.0.0.1" })).Outcome);
    }

    [Fact]
    public async Task A_server_that_only_pretends_to_speak_TLS_defers_the_mail()
    {
        await Deferred("connect", "", s => s with { Security = SmtpSecurity.Tls });
    }

    [Fact]
    public async Task Words_slipped_in_before_encryption_are_noticed()
    {
        _server.OffersStartTls = true;
        _server.At("starttls", "220 2.0.0 go ahead\r\n250-evil.example\r\n250 AUTH PLAIN");
        await Deferred("starttls", "before encryption", s => s with { User = "u", Password = "secret-password" });
    }

    [Theory]
    [InlineData("PLAIN LOGIN")]
    [InlineData("LOGIN")]
    [InlineData("XOAUTH2 PLAIN")]
    public async Task I_can_sign_in(string mechanisms)
    {
        _server.OffersStartTls = true;
        _server.Account = ("ügyes@shop.example", "jelszó 1234");
        _server.AuthMechanisms = mechanisms;
        Assert.Equal(SmtpOutcome.Accepted, (await Send(s => s with { User = "ügyes@shop.example", Password = "jelszó 1234" })).Outcome);
        Assert.Equal("ügyes@shop.example", Assert.Single(_server.Mails).User);
    }

    [Fact]
    public async Task On_loopback_a_password_may_go_unencrypted()
    {
        _server.Account = ("u", "secret-password");
        Assert.Equal(SmtpOutcome.Accepted, (await Send(s => s with { User = "u", Password = "secret-password" })).Outcome);
    }

    [Fact]
    public async Task Elsewhere_a_password_never_goes_unencrypted()
    {
        _server.Account = ("u", "secret-password");
        await Deferred("auth", "not encrypted", s => s with { User = "u", Password = "secret-password", IsLoopback = _ => false });
        _server.OffersStartTls = true;
        Assert.Equal(SmtpOutcome.Accepted, (await Send(s => s with { User = "u", Password = "secret-password", IsLoopback = _ => false })).Outcome);
    }

    [Fact]
    public async Task A_wrong_password_defers_the_mail_and_is_shown_nowhere()
    {
        _server.Account = ("u", "right");
        await using var transport = Transport(s => s with { User = "u", Password = "wrong-password" });
        foreach (var mechanisms in new[] { "PLAIN", "LOGIN" })
        {
            _server.AuthMechanisms = mechanisms;
            var result = await transport.Send(ToAnna, Mail, transcript: true);
            Assert.Equal((SmtpOutcome.Deferred, "auth"), Short(result));
            Assert.Equal(535, result.Reply!.Code);
            var shown = string.Join('\n', result.Transcript) + result;
            Assert.Contains("***", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("wrong-password", shown, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String("wrong-password"u8), shown, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String("\0u\0wrong-password"u8), shown, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_server_that_repeats_the_password_is_not_quoted_with_it()
    {
        _server.Account = ("u", "right");
        _server.At("auth", $"535 5.7.8 wrong-password or {Convert.ToBase64String("\0u\0wrong-password"u8)} is wrong");
        var result = await Send(s => s with { User = "u", Password = "wrong-password" });
        Assert.Equal("5.7.8 *** or *** is wrong", result.Reply!.Text);
    }

    [Fact]
    public async Task A_server_without_a_way_to_sign_in_that_we_know_defers_the_mail()
    {
        _server.Account = ("u", "p");
        _server.AuthMechanisms = "CRAM-MD5 XOAUTH2";
        await Deferred("auth", "CRAM-MD5 XOAUTH2", s => s with { User = "u", Password = "p" });
        _server.Account = null;
        await Deferred("auth", "offers none", s => s with { User = "u", Password = "p" });
    }

    private async Task Deferred(string step, string words, Func<SmtpSettings, SmtpSettings> change)
    {
        var result = await Send(change);
        Assert.Equal((SmtpOutcome.Deferred, step), Short(result));
        Assert.Contains(words, result.Trouble, StringComparison.Ordinal);
        Assert.Empty(_server.Mails);
        Assert.DoesNotContain(_server.Commands, c => c.Contains("AUTH", StringComparison.Ordinal) || c.Contains("MAIL", StringComparison.Ordinal));
    }

    private async Task<SmtpResult> Send(Func<SmtpSettings, SmtpSettings>? change = null)
    {
        await using var transport = Transport(change ?? (s => s));
        return await transport.Send(ToAnna, Mail);
    }

    private static (SmtpOutcome Outcome, string Step) Short(SmtpResult result) => (result.Outcome, result.Step);

    private SmtpTransport Transport(Func<SmtpSettings, SmtpSettings> change) => new(
        change(new SmtpSettings
        {
            Host = "localhost",
            Port = _server.Port,
            ExtraAuthorities = [_authority.Certificate],
            ConnectTimeout = TimeSpan.FromSeconds(2),
        }),
        TimeProvider.System);
}
