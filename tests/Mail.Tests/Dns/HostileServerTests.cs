using System.Net;
using Nightbell.Mail.Dns;

namespace Nightbell.Mail.Tests.Dns;

/// <summary>Servers, and whoever pretends to be one, that do not play by the rules.</summary>
public sealed class HostileServerTests : IAsyncDisposable
{
    private static readonly byte[] Right = [192, 0, 2, 1];
    private static readonly byte[] Forged = [203, 0, 113, 66];

    private readonly ScriptedNameServer _server = ScriptedNameServer.Start();
    private readonly HandClock _clock = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Answers_to_another_question_are_passed_over()
    {
        _server.ByUdp = query =>
        [
            [],
            [1],
            query[..12],
            query,
            Address([(byte)(query[0] ^ 1), .. query[1..]], Forged),
            Address([query[0], (byte)(query[1] ^ 1), .. query[2..]], Forged),
            Address(PacketBuilder.Query("other.example", PacketBuilder.A, (query[0] << 8) | query[1]), Forged),
            Address(PacketBuilder.Query("host.example", PacketBuilder.Txt, (query[0] << 8) | query[1]), Forged),
            [.. Address(query, Forged)[..4], 0, 0, .. Address(query, Forged)[6..]],
            new PacketBuilder(query, flags: 0xA980).Record(PacketBuilder.Pointer(12), PacketBuilder.A, Forged).Build(),
            Address(query, Right),
        ];
        Assert.Equal("192.0.2.1", await Only("host.example"));
    }

    [Fact]
    public async Task Whoever_guesses_long_enough_is_not_listened_to_any_more()
    {
        _server.ByUdp = query => Enumerable.Repeat(Address([(byte)(query[0] ^ 1), .. query[1..]], Forged), 64).Append(Address(query, Right));
        Assert.Equal(DnsStatus.NoAnswer, (await Resolver().Query("host.example", DnsType.A)).Status);
    }

    [Fact]
    public async Task Ids_and_ports_are_drawn_by_lot()
    {
        _server.ByUdp = query => [Address(query, Right)];
        for (var i = 0; i < 40; i++) Assert.Equal("192.0.2.1", await Only("host.example"));
        Assert.InRange(_server.Asked.Select(a => (a.Packet[0] << 8) | a.Packet[1]).Distinct().Count(), 30, 40);
        Assert.InRange(_server.Asked.Select(a => a.Port).Distinct().Count(), 20, 40);
        Assert.InRange(_server.Asked.Zip(_server.Asked.Skip(1), (a, b) => b.Port - a.Port).Count(step => step is 1 or 2), 0, 10);
    }

    [Fact]
    public async Task A_server_that_is_silent_is_asked_again_and_then_given_up()
    {
        var looking = Resolver().Query("host.example", DnsType.A);
        await _server.HasBeenAsked.WaitAsync();
        Assert.False(looking.IsCompleted);
        _clock.RunOut();
        await _server.HasBeenAsked.WaitAsync();
        Assert.False(looking.IsCompleted);
        _clock.RunOut();
        Assert.Equal(DnsStatus.NoAnswer, (await looking).Status);
        Assert.Equal(2, _server.Asked.Count);
        Assert.NotEqual(_server.Asked.First().Packet[..2], _server.Asked.Last().Packet[..2]);
    }

    [Fact]
    public async Task Another_server_is_asked_where_one_is_silent_gone_or_in_trouble()
    {
        var first = ScriptedNameServer.Start();
        _server.ByUdp = query => [Address(query, Right)];
        var resolver = new DnsResolver(new DnsSettings { Servers = [first.Address, _server.Address] }, _clock);
        var looking = resolver.Query("host.example", DnsType.A);
        await first.HasBeenAsked.WaitAsync();
        _clock.RunOut();
        Assert.Equal(DnsStatus.Found, (await looking).Status);

        foreach (var code in new[] { 1, 2, 4, 5 })
        {
            first.ByUdp = query => [new PacketBuilder(query, 0x8180 | code).Build()];
            Assert.Equal(DnsStatus.Found, (await resolver.Query("host.example", DnsType.A)).Status);
        }

        await first.DisposeAsync();
        Assert.Equal(DnsStatus.Found, (await resolver.Query("host.example", DnsType.A)).Status);
    }

    [Fact]
    public async Task Only_the_callers_own_cancellation_is_thrown()
    {
        using var cancel = new CancellationTokenSource();
        var looking = Resolver().Query("host.example", DnsType.A, cancel.Token);
        await _server.HasBeenAsked.WaitAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => looking);
    }

    [Fact]
    public async Task A_truncated_answer_is_asked_for_again_by_TCP()
    {
        _server.ByUdp = query => [new PacketBuilder(query, flags: 0x8380).Raw(0xC0).Claim(9).Build()];
        _server.ByTcp = query => ScriptedNameServer.Framed(Address(query, Right));
        Assert.Equal("192.0.2.1", await Only("host.example"));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("half a length")]
    [InlineData("less than it says")]
    [InlineData("another id")]
    [InlineData("truncated again")]
    [InlineData("zero")]
    public async Task Nonsense_by_TCP_is_no_answer(string kind)
    {
        _server.ByUdp = query => [new PacketBuilder(query, flags: 0x8380).Build()];
        _server.ByTcp = query => kind switch
        {
            "nothing" => [],
            "half a length" => [0],
            "less than it says" => [0xFF, 0xFF, .. Address(query, Forged)],
            "another id" => ScriptedNameServer.Framed(Address([(byte)(query[0] ^ 1), .. query[1..]], Forged)),
            "truncated again" => ScriptedNameServer.Framed(new PacketBuilder(query, flags: 0x8380).Build()),
            _ => [0, 0],
        };
        var answer = await Resolver().Query("host.example", DnsType.A);
        Assert.Equal(kind == "truncated again" ? DnsStatus.ServerFailure : DnsStatus.NoAnswer, answer.Status);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_is_the_servers_failure()
    {
        _server.ByUdp = query => [new PacketBuilder(query).Record(PacketBuilder.Pointer(12), PacketBuilder.A, [1, 2, 3]).Build()];
        Assert.Equal(DnsStatus.ServerFailure, (await Resolver().Query("host.example", DnsType.A)).Status);
    }

    [Fact]
    public async Task Records_of_names_that_were_not_asked_for_do_not_count()
    {
        _server.ByUdp = query =>
        [
            new PacketBuilder(query).Record(PacketBuilder.Name("bank.example"), PacketBuilder.A, Forged)
                .Record(PacketBuilder.Pointer(12), PacketBuilder.A, Forged, family: 3)
                .Record(PacketBuilder.Pointer(12), PacketBuilder.A, Right).Build(),
        ];
        Assert.Equal("192.0.2.1", await Only("host.example"));
    }

    [Fact]
    public async Task Aliases_that_never_end_do()
    {
        var asked = 0;
        _server.ByUdp = query => [new PacketBuilder(query).Record(PacketBuilder.Pointer(12), PacketBuilder.Cname, PacketBuilder.Name($"a{++asked}.example")).Build()];
        Assert.Equal(DnsStatus.ServerFailure, (await Resolver().Query("host.example", DnsType.A)).Status);
        Assert.Equal(9, asked);

        _server.ByUdp = query => [new PacketBuilder(query).Record(PacketBuilder.Pointer(12), PacketBuilder.Cname, PacketBuilder.Pointer(12)).Build()];
        Assert.Equal(DnsStatus.ServerFailure, (await Resolver().Query("host.example", DnsType.A)).Status);
    }

    [Theory]
    [InlineData("nameserver 192.0.2.1\n# nameserver 192.0.2.2\n;nameserver 192.0.2.3\nnameserver\t2001:db8::1 \nsearch shop.example\nnameserver nonsense", "192.0.2.1:53 [2001:db8::1]:53")]
    [InlineData("nameserver 1.1.1.1\nnameserver 1.1.1.2\nnameserver 1.1.1.3\nnameserver 1.1.1.4", "1.1.1.1:53 1.1.1.2:53 1.1.1.3:53")]
    [InlineData("options timeout:1", "127.0.0.1:53")]
    [InlineData("", "127.0.0.1:53")]
    public void The_systems_servers_are_read(string file, string servers) => Assert.Equal(servers, string.Join(' ', ResolvConf.Servers(file.Split('\n'))));

    [Fact]
    public void Settings_that_cannot_work_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new DnsResolver(new DnsSettings { Servers = [] }, _clock));
        Assert.Throws<ArgumentException>(() => new DnsResolver(new DnsSettings { Timeout = TimeSpan.Zero }, _clock));
        Assert.Throws<ArgumentException>(() => new DnsResolver(new DnsSettings { Rounds = 0 }, _clock));
    }

    private DnsResolver Resolver() => new(new DnsSettings { Servers = [_server.Address] }, _clock);

    private async Task<string> Only(string name) => ((AddressRecord)Assert.Single((await Resolver().Query(name, DnsType.A)).Records)).Address.ToString();

    private static byte[] Address(byte[] query, byte[] address) =>
        new PacketBuilder(query).Record(PacketBuilder.Pointer(PacketBuilder.QuestionName), PacketBuilder.A, address).Build();
}
