using System.Net;
using Nightbell.Mail.Dns;

namespace Nightbell.Mail.Tests.Dns;

/// <summary>Domains in every state, on a server we did not write: see Zones/example.zone.</summary>
[Collection(NameServerTests.Name)]
public sealed class DomainCheckTests(NameServer server)
{
    private static readonly IPAddress Sending = IPAddress.Parse("192.0.2.10");

    private static readonly DomainQuestion Good = new()
    {
        FromDomain = "good.example", SendingAddress = Sending, HostName = "mail.good.example", Signer = DomainKeys.Signer("good.example", "nb"),
    };

    [Fact]
    public async Task A_domain_that_is_set_up_well_has_nothing_to_mend()
    {
        var findings = await DomainCheck.Run(Good, server.Resolver);
        Assert.Equal(
            [FindingCode.MxFound, FindingCode.SpfPass, FindingCode.DkimFound, FindingCode.DmarcFound, FindingCode.DmarcAligned, FindingCode.ReverseConfirmed],
            findings.Select(f => f.Code));
        Assert.All(findings, f => Assert.Equal((Severity.Ok, null), (f.Severity, f.Change)));
        Assert.Equal("mail.good.example", findings[0].Facts["hosts"]);
        Assert.Equal(("192.0.2.10", "ip4:192.0.2.10", "0", "0"), (findings[1].Facts["address"], findings[1].Facts["term"], findings[1].Facts["lookups"], findings[1].Facts["voidLookups"]));
        Assert.Equal("2048", findings[2].Facts["bits"]);
        Assert.Equal("reject", findings[3].Facts["policy"]);
        Assert.Equal("true", findings[4].Facts["spfAligned"]);
        Assert.Equal("mail.good.example", findings[5].Facts["name"]);
    }

    [Fact]
    public async Task A_domain_with_nothing_is_told_every_record_to_add()
    {
        var signer = DomainKeys.Signer("bare.example", "nb");
        var question = new DomainQuestion { FromDomain = "Bare.example.", SendingAddress = IPAddress.Parse("192.0.2.12"), HostName = "chat.bare.example", Signer = signer };
        var findings = await DomainCheck.Run(question, server.Resolver);
        Assert.Equal(
            [
                (FindingCode.MxImplicit, new DnsChange("bare.example", "MX", "10 bare.example.")),
                (FindingCode.SpfMissing, new DnsChange("bare.example", "TXT", "v=spf1 ip4:192.0.2.12 mx ~all")),
                (FindingCode.DkimMissing, new DnsChange("nb._domainkey.bare.example", "TXT", signer.Key.Record)),
                (FindingCode.DmarcMissing, new DnsChange("_dmarc.bare.example", "TXT", "v=DMARC1; p=none")),
                (FindingCode.ReverseMissing, new DnsChange("12.2.0.192.in-addr.arpa", "PTR", "chat.bare.example.")),
            ],
            findings.Select(f => (f.Code, f.Change!)));
    }

    [Fact]
    public async Task Without_address_and_key_the_rest_is_checked_all_the_same()
    {
        var findings = await DomainCheck.Run(new DomainQuestion { FromDomain = "good.example" }, server.Resolver);
        Assert.Equal([FindingCode.MxFound, FindingCode.SpfFound, FindingCode.DkimNotConfigured, FindingCode.DmarcFound, FindingCode.DmarcAligned], findings.Select(f => f.Code));
    }

    [Theory]
    [InlineData("good.example", FindingCode.MxFound, Severity.Ok)]
    [InlineData("nomail.example", FindingCode.MxNull, Severity.Problem)]
    [InlineData("bare.example", FindingCode.MxImplicit, Severity.Warning)]
    [InlineData("text.example", FindingCode.MxMissing, Severity.Problem)]
    [InlineData("gone.example", FindingCode.DomainMissing, Severity.Problem)]
    [InlineData("halfmx.example", FindingCode.MxHostMissing, Severity.Warning)]
    [InlineData("deadmx.example", FindingCode.MxHostMissing, Severity.Problem)]
    [InlineData("lostmx.example", FindingCode.MxFound, Severity.Ok)]
    [InlineData("broken.test", FindingCode.MxUnknown, Severity.Warning)]
    public async Task Who_takes_the_mail_is_found_out(string domain, FindingCode code, Severity severity) =>
        await Has(Good with { FromDomain = domain, EnvelopeDomain = "good.example" }, code, severity);

    [Theory]
    [InlineData("good.example", FindingCode.SpfPass, Severity.Ok, null, null)]
    [InlineData("failspf.example", FindingCode.SpfFail, Severity.Problem, "v=spf1 ip4:192.0.2.10 ip4:198.51.100.1 -all", "v=spf1 ip4:198.51.100.1 -all")]
    [InlineData("softspf.example", FindingCode.SpfSoftFail, Severity.Warning, "v=spf1 ip4:192.0.2.10 ip4:198.51.100.1 ~all", "v=spf1 ip4:198.51.100.1 ~all")]
    [InlineData("openspf.example", FindingCode.SpfNeutral, Severity.Warning, "v=spf1 ip4:192.0.2.10 ip4:198.51.100.1", "v=spf1 ip4:198.51.100.1")]
    [InlineData("text.example", FindingCode.SpfMissing, Severity.Problem, "v=spf1 ip4:192.0.2.10 mx ~all", null)]
    [InlineData("gone.example", FindingCode.SpfMissing, Severity.Problem, "v=spf1 ip4:192.0.2.10 mx ~all", null)]
    [InlineData("twospf.example", FindingCode.SpfSeveral, Severity.Problem, null, null)]
    [InlineData("badspf.example", FindingCode.SpfInvalid, Severity.Problem, null, null)]
    [InlineData("nospf.example", FindingCode.SpfInvalid, Severity.Problem, null, null)]
    [InlineData("voidspf.example", FindingCode.SpfTooManyVoidLookups, Severity.Problem, null, null)]
    [InlineData("deepspf.example", FindingCode.SpfTooManyLookups, Severity.Warning, null, null)]
    [InlineData("lostspf.example", FindingCode.SpfUnknown, Severity.Warning, null, null)]
    [InlineData("broken.test", FindingCode.SpfUnknown, Severity.Warning, null, null)]
    public async Task Whether_the_sending_address_may_send_is_found_out(string domain, FindingCode code, Severity severity, string? value, string? replaces)
    {
        var finding = await Has(Good with { EnvelopeDomain = domain }, code, severity);
        Assert.Equal(value is null ? null : new DnsChange(domain, "TXT", value, replaces), finding.Change);
        Assert.Equal(domain, finding.Facts["domain"]);
    }

    [Fact]
    public async Task A_record_too_deep_for_others_passes_and_warns_and_fails_those_behind()
    {
        var ours = await DomainCheck.Run(Good with { FromDomain = "deepspf.example" }, server.Resolver);
        Assert.Equal([FindingCode.SpfPass, FindingCode.SpfTooManyLookups], ours.Where(f => f.Code.ToString().StartsWith("Spf", StringComparison.Ordinal)).Select(f => f.Code));
        Assert.Equal("11", ours.Single(f => f.Code == FindingCode.SpfTooManyLookups).Facts["lookups"]);
        await Has(Good with { FromDomain = "deepspf.example", SendingAddress = IPAddress.Parse("192.0.2.11") }, FindingCode.SpfTooManyLookups, Severity.Problem);
        await Has(Good with { FromDomain = "deepspf.example", SendingAddress = null }, FindingCode.SpfTooManyLookups, Severity.Problem);
    }

    [Theory]
    [InlineData("good", FindingCode.DkimFound, Severity.Ok)]
    [InlineData("both", FindingCode.DkimFound, Severity.Ok)]
    [InlineData("bare", FindingCode.DkimFound, Severity.Ok)]
    [InlineData("testing", FindingCode.DkimFound, Severity.Ok)]
    [InlineData("testing", FindingCode.DkimTesting, Severity.Warning)]
    [InlineData("tooshort", FindingCode.DkimTooShort, Severity.Problem)]
    [InlineData("gone", FindingCode.DkimMissing, Severity.Problem)]
    [InlineData("revoked", FindingCode.DkimRevoked, Severity.Problem)]
    [InlineData("other", FindingCode.DkimOtherKey, Severity.Problem)]
    [InlineData("curve", FindingCode.DkimOtherKey, Severity.Problem)]
    [InlineData("none", FindingCode.DkimInvalid, Severity.Problem)]
    [InlineData("broken", FindingCode.DkimInvalid, Severity.Problem)]
    [InlineData("letters", FindingCode.DkimInvalid, Severity.Problem)]
    [InlineData("old", FindingCode.DkimInvalid, Severity.Problem)]
    [InlineData("late", FindingCode.DkimInvalid, Severity.Problem)]
    [InlineData("notags", FindingCode.DkimInvalid, Severity.Problem)]
    [InlineData("sha1", FindingCode.DkimInvalid, Severity.Problem)]
    [InlineData("chat", FindingCode.DkimInvalid, Severity.Problem)]
    [InlineData("several", FindingCode.DkimSeveral, Severity.Problem)]
    public async Task Whether_our_signatures_verify_is_found_out(string selector, FindingCode code, Severity severity)
    {
        var finding = await Has(Good with { Signer = DomainKeys.Signer("keys.example", selector) }, code, severity);
        Assert.Equal($"{selector}._domainkey.keys.example", finding.Facts["name"]);
        if (severity == Severity.Problem && code != FindingCode.DkimSeveral) Assert.Equal(DomainKeys.Ours.Record, finding.Change!.Value);
    }

    [Fact]
    public async Task A_short_key_of_ours_verifies_and_warns()
    {
        var question = Good with { Signer = DomainKeys.Signer("keys.example", "short", DomainKeys.Short) };
        Assert.Equal("1024", (await Has(question, FindingCode.DkimFound, Severity.Ok)).Facts["bits"]);
        await Has(question, FindingCode.DkimTooShort, Severity.Warning);
    }

    [Fact]
    public async Task A_selector_whose_zone_fails_is_unknown() =>
        await Has(Good with { Signer = DomainKeys.Signer("broken.test", "nb") }, FindingCode.DkimUnknown, Severity.Warning);

    [Theory]
    [InlineData("good.example", FindingCode.DmarcFound, Severity.Ok, "reject")]
    [InlineData("news.good.example", FindingCode.DmarcFound, Severity.Ok, "quarantine")]
    [InlineData("a.b.c.good.example", FindingCode.DmarcFound, Severity.Ok, "quarantine")]
    [InlineData("lax.example", FindingCode.DmarcFound, Severity.Ok, "none")]
    [InlineData("sub.lax.example", FindingCode.DmarcFound, Severity.Ok, "none")]
    [InlineData("bare.example", FindingCode.DmarcMissing, Severity.Warning, null)]
    [InlineData("shop.suffix.example", FindingCode.DmarcMissing, Severity.Warning, null)]
    [InlineData("unlike.example", FindingCode.DmarcMissing, Severity.Warning, null)]
    [InlineData("two.example", FindingCode.DmarcSeveral, Severity.Problem, null)]
    [InlineData("bad.example", FindingCode.DmarcInvalid, Severity.Problem, null)]
    [InlineData("broken.test", FindingCode.DmarcUnknown, Severity.Warning, null)]
    public async Task What_becomes_of_mails_nobody_vouches_for_is_found_out(string domain, FindingCode code, Severity severity, string? policy)
    {
        var finding = await Has(Good with { FromDomain = domain }, code, severity);
        Assert.Equal(policy, finding.Facts.GetValueOrDefault("policy"));
    }

    [Theory]
    [InlineData("good.example", "good.example", "good.example", "192.0.2.10", true)]
    [InlineData("good.example", "twospf.example", "good.example", "192.0.2.10", true)]
    [InlineData("good.example", "good.example", "keys.example", "192.0.2.10", true)]
    [InlineData("good.example", "news.good.example", "keys.example", "192.0.2.10", true)]
    [InlineData("news.good.example", "good.example", "keys.example", "192.0.2.10", true)]
    [InlineData("mail.good.example", "news.good.example", "keys.example", "192.0.2.10", true)]
    [InlineData("good.example", "news.good.example", "keys.example", "192.0.2.99", false)]
    [InlineData("good.example", "strict.example", "keys.example", "192.0.2.10", false)]
    [InlineData("a.org.example", "strict.example", "org.example", "192.0.2.10", true)]
    [InlineData("strict.example", "strict.example", "keys.example", "192.0.2.10", true)]
    [InlineData("strict.example", "bounces.strict.example", "keys.example", "192.0.2.10", false)]
    [InlineData("strict.example", "bounces.strict.example", "strict.example", "192.0.2.10", true)]
    [InlineData("a.strict.example", "good.example", "strict.example", "192.0.2.10", false)]
    public async Task Whether_somebody_vouches_for_the_domain_people_see_is_found_out(string from, string envelope, string signing, string address, bool aligned)
    {
        var question = Good with
        {
            FromDomain = from, EnvelopeDomain = envelope, SendingAddress = IPAddress.Parse(address), Signer = DomainKeys.Signer(signing, signing == "keys.example" ? "good" : "nb"),
        };
        await Has(question, aligned ? FindingCode.DmarcAligned : FindingCode.DmarcNotAligned, aligned ? Severity.Ok : Severity.Problem);
    }

    [Fact]
    public async Task A_policy_that_asks_for_nothing_or_a_relay_that_may_sign_makes_a_missing_voucher_a_warning()
    {
        await Has(Good with { FromDomain = "lax.example", Signer = DomainKeys.Signer("keys.example", "good") }, FindingCode.SpfMissing, Severity.Problem);
        await Has(Good with { FromDomain = "lax.example", Signer = DomainKeys.Signer("keys.example", "good") }, FindingCode.DmarcNotAligned, Severity.Warning);
        await Has(Good with { EnvelopeDomain = "softspf.example", Signer = null }, FindingCode.DmarcNotAligned, Severity.Warning);
    }

    [Theory]
    [InlineData("192.0.2.10", FindingCode.ReverseConfirmed, Severity.Ok, null)]
    [InlineData("2001:db8::10", FindingCode.ReverseConfirmed, Severity.Ok, null)]
    [InlineData("::ffff:192.0.2.10", FindingCode.ReverseConfirmed, Severity.Ok, null)]
    [InlineData("192.0.2.14", FindingCode.ReverseConfirmed, Severity.Ok, null)]
    [InlineData("192.0.2.11", FindingCode.ReverseNotConfirmed, Severity.Problem, "host.example. IN A 192.0.2.11")]
    [InlineData("192.0.2.12", FindingCode.ReverseMissing, Severity.Problem, "12.2.0.192.in-addr.arpa. IN PTR mail.good.example.")]
    [InlineData("192.0.2.13", FindingCode.ReverseUnknown, Severity.Warning, null)]
    [InlineData("203.0.113.1", FindingCode.ReverseUnknown, Severity.Warning, null)]
    public async Task Whether_the_sending_address_has_a_name_is_found_out(string address, FindingCode code, Severity severity, string? line) =>
        Assert.Equal(line, (await Has(Good with { SendingAddress = IPAddress.Parse(address) }, code, severity)).Change?.ToZoneLine());

    [Fact]
    public async Task Bounces_to_a_domain_of_their_own_need_somebody_too()
    {
        var findings = await DomainCheck.Run(Good with { EnvelopeDomain = "deadmx.example" }, server.Resolver);
        Assert.Equal([("good.example", FindingCode.MxFound), ("deadmx.example", FindingCode.MxHostMissing)], findings.Take(2).Select(f => (f.Facts["domain"], f.Code)));
    }

    [Fact]
    public async Task Every_code_can_be_found()
    {
        string[] domains =
        [
            "good.example", "nomail.example", "bare.example", "text.example", "gone.example", "deadmx.example", "broken.test", "failspf.example", "softspf.example",
            "openspf.example", "twospf.example", "badspf.example", "voidspf.example", "deepspf.example", "two.example", "bad.example",
        ];
        string[] selectors = ["good", "gone", "other", "revoked", "testing", "tooshort", "old", "several"];
        var found = new HashSet<FindingCode>();
        foreach (var domain in domains) found.UnionWith((await DomainCheck.Run(Good with { FromDomain = domain }, server.Resolver)).Select(f => f.Code));
        foreach (var selector in selectors)
            found.UnionWith((await DomainCheck.Run(Good with { EnvelopeDomain = "twospf.example", Signer = DomainKeys.Signer("keys.example", selector) }, server.Resolver)).Select(f => f.Code));
        found.UnionWith((await DomainCheck.Run(Good with { SendingAddress = null, Signer = null }, server.Resolver)).Select(f => f.Code));
        found.UnionWith((await DomainCheck.Run(Good with { Signer = DomainKeys.Signer("broken.test", "nb") }, server.Resolver)).Select(f => f.Code));
        foreach (var address in new[] { "192.0.2.11", "192.0.2.12", "192.0.2.13" })
            found.UnionWith((await DomainCheck.Run(Good with { SendingAddress = IPAddress.Parse(address) }, server.Resolver)).Select(f => f.Code));
        Assert.Empty(Enum.GetValues<FindingCode>().Except(found));
    }

    [Fact]
    public async Task A_domain_that_is_none_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => DomainCheck.Run(Good with { FromDomain = "two words" }, server.Resolver));
        await Assert.ThrowsAsync<ArgumentException>(() => DomainCheck.Run(Good with { EnvelopeDomain = "" }, server.Resolver));
    }

    [Fact]
    public async Task Where_no_server_answers_everything_is_unknown_and_nothing_is_thrown()
    {
        await using var silent = ScriptedNameServer.Start();
        var resolver = new DnsResolver(new DnsSettings { Servers = [silent.Address], Timeout = TimeSpan.FromMilliseconds(50), Rounds = 1 }, TimeProvider.System);
        var findings = await DomainCheck.Run(Good, resolver);
        Assert.Equal([FindingCode.MxUnknown, FindingCode.SpfUnknown, FindingCode.DkimUnknown, FindingCode.DmarcUnknown, FindingCode.ReverseUnknown], findings.Select(f => f.Code));
        Assert.All(findings, f => Assert.Equal(Severity.Warning, f.Severity));
    }

    [Fact]
    public void A_long_text_is_written_in_strings_a_zone_file_takes()
    {
        var line = new DnsChange("a.example", "TXT", new string('x', 300) + "\"\\").ToZoneLine();
        Assert.Equal($"a.example. IN TXT \"{new string('x', 255)}\" \"{new string('x', 45)}\\\"\\\\\"", line);
    }

    private async Task<DomainFinding> Has(DomainQuestion question, FindingCode code, Severity severity)
    {
        var findings = await DomainCheck.Run(question, server.Resolver);
        Assert.Contains((code, severity), findings.Select(f => (f.Code, f.Severity)));
        return findings.Last(f => f.Code == code);
    }
}
