using System.Net;
using Nightbell.Mail.Dns;

namespace Nightbell.Mail.Tests.Dns;

[Collection(NameServerTests.Name)]
public sealed class SpfTests(NameServer server)
{
    public static TheoryData<int> RowNumbers => [.. Enumerable.Range(0, SpfTable.Rows.Length)];

    [Theory]
    [MemberData(nameof(RowNumbers))]
    public async Task A_row_of_the_table_holds(int row)
    {
        var (record, address, result) = SpfTable.Rows[row];
        var outcome = await Evaluate(SpfTable.Domain(row), address);
        Assert.Equal((record, address, result), (record, address, outcome.Result));
        Assert.InRange(outcome.Lookups, 0, SpfEvaluation.MaxLookups + 1);
    }

    [Theory]
    [InlineData("none.spf.test", SpfResult.None)]
    [InlineData("gone.spf.test", SpfResult.None)]
    [InlineData("test", SpfResult.None)]
    [InlineData("a..b", SpfResult.None)]
    [InlineData("two.spf.test", SpfResult.PermError)]
    [InlineData("broken.test", SpfResult.TempError)]
    public async Task A_domain_without_one_good_record_has_no_verdict(string domain, object result) =>
        Assert.Equal(result, (await Evaluate(domain, "192.0.2.1")).Result);

    [Theory]
    [InlineData("good.example", "192.0.2.10", 0, 0, "ip4:192.0.2.10", SpfTrouble.None)]
    [InlineData("good.example", "192.0.2.11", 0, 0, "-all", SpfTrouble.None)]
    [InlineData("news.good.example", "2001:db8::10", 1, 0, "a:mail.good.example", SpfTrouble.None)]
    [InlineData("there.elsewhere.test", "192.0.2.10", 1, 0, "ip4:192.0.2.10", SpfTrouble.None)]
    [InlineData("openspf.example", "192.0.2.10", 0, 0, null, SpfTrouble.None)]
    [InlineData("deepspf.example", null, 11, 0, "a:host.example", SpfTrouble.TooManyLookups)]
    [InlineData("voidspf.example", "192.0.2.10", 3, 3, "a:gone3.example", SpfTrouble.TooManyVoidLookups)]
    [InlineData("badspf.example", "192.0.2.10", 0, 0, "ipv4:192.0.2.10", SpfTrouble.Syntax)]
    [InlineData("nospf.example", "192.0.2.10", 1, 0, "include:text.example", SpfTrouble.IncludeMissing)]
    [InlineData("twospf.example", "192.0.2.10", 0, 0, null, SpfTrouble.SeveralRecords)]
    [InlineData("lostspf.example", "192.0.2.10", 1, 0, "include:broken.test", SpfTrouble.None)]
    public async Task What_it_took_and_which_term_decided_is_told(string domain, string? address, int lookups, int voids, string? term, object trouble)
    {
        var outcome = await Evaluate(domain, address);
        Assert.Equal((lookups, voids, term, (SpfTrouble)trouble), (outcome.Lookups, outcome.VoidLookups, outcome.Term, outcome.Trouble));
    }

    /// <summary>The examples of RFC 7208, 7.4.</summary>
    [Theory]
    [InlineData("%{s}", "strong-bad@email.example.com")]
    [InlineData("%{o}", "email.example.com")]
    [InlineData("%{d}", "email.example.com")]
    [InlineData("%{d4}", "email.example.com")]
    [InlineData("%{d3}", "email.example.com")]
    [InlineData("%{d2}", "example.com")]
    [InlineData("%{d1}", "com")]
    [InlineData("%{dr}", "com.example.email")]
    [InlineData("%{d2r}", "example.email")]
    [InlineData("%{l}", "strong-bad")]
    [InlineData("%{l-}", "strong.bad")]
    [InlineData("%{lr}", "strong-bad")]
    [InlineData("%{lr-}", "bad.strong")]
    [InlineData("%{l1r-}", "strong")]
    [InlineData("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com")]
    [InlineData("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com")]
    [InlineData("%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com")]
    [InlineData("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net")]
    [InlineData("%%.%_.%-.%{S}", "%. .%20.strong-bad%40email.example.com")]
    public void Macros_expand_as_in_the_RFC(string text, string expanded) => Assert.Equal(expanded, Expand(text, "192.0.2.3"));

    [Fact]
    public void An_IPv6_address_expands_nibble_by_nibble() => Assert.Equal(
        "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com", Expand("%{ir}.%{v}._spf.%{d2}", "2001:db8::cb01"));

    [Fact]
    public void A_name_that_grows_too_long_loses_labels_at_its_left()
    {
        var expanded = Expand(string.Concat(Enumerable.Repeat("%{s}.", 20)) + "%{d}", "192.0.2.3")!;
        Assert.InRange(expanded.Length, 200, 253);
        Assert.EndsWith(".com.email.example.com", expanded, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_address_nothing_that_needs_it_is_expanded()
    {
        Assert.Null(Expand("%{i}.example.com", address: null));
        Assert.Equal("email.example.com", Expand("%{d}", address: null));
    }

    private async Task<SpfOutcome> Evaluate(string domain, string? address) => await SpfEvaluation.Run(
        server.Resolver, domain, new SpfSender(address is null ? null : IPAddress.Parse(address), "mary@example.com", "amy.example.com"), CancellationToken.None);

    /// <summary>No test would end, were the text copied for each label.</summary>
    [Fact]
    public void A_name_of_millions_of_labels_loses_those_that_do_not_fit()
    {
        var domain = string.Join('.', Enumerable.Repeat('a', 126));
        var sender = new SpfSender(IPAddress.Loopback, $"a@{domain}", domain);
        Assert.Equal($"a.{domain}", SpfMacro.Expand(string.Join('.', Enumerable.Repeat("%{d}", 16_000)), domain, sender));
        var label = new string('b', 300);
        Assert.Equal(label, SpfMacro.Expand($"%{{d}}.{label}", domain, sender));
    }

    private static string? Expand(string text, string? address) => SpfMacro.Expand(
        text, "email.example.com", new SpfSender(address is null ? null : IPAddress.Parse(address), "strong-bad@email.example.com", "mx.example.org"));
}
