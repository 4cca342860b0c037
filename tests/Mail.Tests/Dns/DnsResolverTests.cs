using System.Globalization;
using System.Net;
using Nightbell.Mail.Dns;

namespace Nightbell.Mail.Tests.Dns;

/// <summary>The resolver and a server we did not write.</summary>
[Collection(NameServerTests.Name)]
public sealed class DnsResolverTests(NameServer server)
{
    [Fact]
    public async Task I_can_look_up_every_type_that_mail_needs()
    {
        Assert.Equal(["192.0.2.1", "192.0.2.2"], (await Found<AddressRecord>("host.example", DnsType.A)).Select(r => r.Address.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal("2001:db8::1", Assert.Single(await Found<AddressRecord>("host.example", DnsType.Aaaa)).Address.ToString());
        Assert.Equal("first second third", Assert.Single(await Found<TxtRecord>("host.example", DnsType.Txt)).Text);
        Assert.Equal([(10, "mail.good.example"), (20, "backup.example")], (await Found<MxRecord>("host.example", DnsType.Mx)).Select(r => (r.Preference, r.Host)).Order());
        Assert.Equal("ns.example", Assert.Single(await Found<NameRecord>("example", DnsType.Ns)).Target);
        Assert.Equal("mail.good.example", Assert.Single(await Found<NameRecord>("10.2.0.192.in-addr.arpa", DnsType.Ptr)).Target);
        Assert.Equal("alias2.example", Assert.Single(await Found<NameRecord>("alias1.example", DnsType.Cname)).Target);
        var soa = Assert.Single(await Found<SoaRecord>("example", DnsType.Soa));
        Assert.Equal(("ns.example", "admin.example", 2026112501u, TimeSpan.FromSeconds(300)), (soa.Primary, soa.Responsible, soa.Serial, soa.TimeToLive));
    }

    [Theory]
    [InlineData("HOST.Example.")]
    [InlineData("host.example")]
    public async Task Case_and_a_final_dot_do_not_matter(string name) =>
        Assert.All(await Found<AddressRecord>(name, DnsType.A), r => Assert.Equal("host.example", r.Owner));

    [Fact]
    public async Task A_null_MX_has_an_empty_host() => Assert.Equal((0, ""), (await Found<MxRecord>("nomail.example", DnsType.Mx)).Select(r => (r.Preference, r.Host)).Single());

    [Theory]
    [InlineData("gone.example", DnsType.A, DnsStatus.NoSuchName)]
    [InlineData("host.example", DnsType.Ns, DnsStatus.NoData)]
    [InlineData("good.example", DnsType.A, DnsStatus.NoData)]
    [InlineData("dangling.example", DnsType.A, DnsStatus.NoSuchName)]
    [InlineData("alias1.example", DnsType.Ptr, DnsStatus.NoData)]
    [InlineData("loop1.example", DnsType.A, DnsStatus.ServerFailure)]
    [InlineData("broken.test", DnsType.Mx, DnsStatus.ServerFailure)]
    [InlineData("host.nobodys.invalid", DnsType.A, DnsStatus.ServerFailure)]
    [InlineData("", DnsType.A, DnsStatus.NoSuchName)]
    [InlineData(".", DnsType.A, DnsStatus.NoSuchName)]
    [InlineData("a..example", DnsType.A, DnsStatus.NoSuchName)]
    [InlineData("two words.example", DnsType.A, DnsStatus.NoSuchName)]
    [InlineData("\ud800.example", DnsType.A, DnsStatus.NoSuchName)]
    [InlineData("a123456789012345678901234567890123456789012345678901234567890123.example", DnsType.A, DnsStatus.NoSuchName)]
    public async Task What_is_not_there_is_told_apart(string name, DnsType type, DnsStatus status)
    {
        var answer = await server.Resolver.Query(name, type);
        Assert.Equal(status, answer.Status);
        Assert.Empty(answer.Records);
    }

    [Theory]
    [InlineData("alias1.example")]
    [InlineData("alias2.example")]
    [InlineData("chain2.example")]
    public async Task Aliases_are_followed(string name) => Assert.Equal(2, (await Found<AddressRecord>(name, DnsType.A)).Count);

    [Fact]
    public async Task An_alias_into_another_zone_takes_a_second_question() =>
        Assert.Equal("192.0.2.99", Assert.Single(await Found<AddressRecord>("away.example", DnsType.A)).Address.ToString());

    [Fact]
    public async Task A_chain_of_aliases_has_an_end() => Assert.Equal(DnsStatus.ServerFailure, (await server.Resolver.Query("chain0.example", DnsType.A)).Status);

    [Fact]
    public async Task An_answer_that_does_not_fit_comes_by_TCP()
    {
        Assert.Equal(40, (await Found<AddressRecord>("many.example", DnsType.A)).Select(r => r.Address.ToString()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(DomainKeys.Ours.Record, Assert.Single(await Found<TxtRecord>("nb._domainkey.good.example", DnsType.Txt)).Text);
        Assert.Equal(2, (await Found<TxtRecord>("several._domainkey.keys.example", DnsType.Txt)).Count);
    }

    [Fact]
    public async Task A_dot_inside_a_label_is_not_taken_for_the_end_of_one()
    {
        Assert.Equal(@"odd\046dot.example", Assert.Single(await Found<NameRecord>("odd.example", DnsType.Cname)).Target);
        Assert.Equal(DnsStatus.NoSuchName, (await server.Resolver.Query("odd.dot.example", DnsType.A)).Status);
    }

    [Fact]
    public async Task Many_questions_at_once_each_get_their_own_answer()
    {
        var names = Enumerable.Range(1, 11).Select(i => (Name: $"h{i.ToString(CultureInfo.InvariantCulture)}.spf.test", Address: $"198.51.100.{i.ToString(CultureInfo.InvariantCulture)}")).ToArray();
        var answers = await Task.WhenAll(Enumerable.Range(0, 220).Select(i => server.Resolver.Query(names[i % 11].Name, DnsType.A)));
        for (var i = 0; i < answers.Length; i++) Assert.Equal(names[i % 11].Address, ((AddressRecord)Assert.Single(answers[i].Records)).Address.ToString());
    }

    [Theory]
    [InlineData("192.0.2.10", "10.2.0.192.in-addr.arpa")]
    [InlineData("::ffff:192.0.2.10", "10.2.0.192.in-addr.arpa")]
    [InlineData("2001:db8::10", "0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa")]
    public void An_address_has_a_reverse_name(string address, string name) => Assert.Equal(name, DnsResolver.ReverseName(IPAddress.Parse(address)));

    private async Task<IReadOnlyList<T>> Found<T>(string name, DnsType type)
        where T : DnsRecord
    {
        var answer = await server.Resolver.Query(name, type);
        Assert.Equal((name, type, DnsStatus.Found), (name, type, answer.Status));
        return [.. answer.Records.Cast<T>()];
    }
}
