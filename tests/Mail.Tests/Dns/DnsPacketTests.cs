using Nightbell.Mail.Dns;

namespace Nightbell.Mail.Tests.Dns;

/// <summary>The packet reader by itself.</summary>
public sealed class DnsPacketTests
{
    private static readonly byte[] Query = PacketBuilder.Query("host.example", PacketBuilder.A);

    [Fact]
    public void A_question_is_written_as_others_read_it() =>
        Assert.Equal(Query, new DnsQuestion(0x1234, "host.example", DnsType.A).ToPacket());

    [Fact]
    public void A_pointer_that_leads_to_itself_or_onwards_or_in_a_circle_is_refused()
    {
        var start = Query.Length;
        Refused(new PacketBuilder(Query).Record(PacketBuilder.Pointer(start), PacketBuilder.A, [1, 2, 3, 4]));
        Refused(new PacketBuilder(Query).Record(PacketBuilder.Pointer(start + 2), PacketBuilder.A, [1, 2, 3, 4]));
        Refused(new PacketBuilder(Query).Record([1, (byte)'a', .. PacketBuilder.Pointer(start)], PacketBuilder.A, [1, 2, 3, 4]));
        Refused(new PacketBuilder(Query).Record(PacketBuilder.Pointer(0x3FFF), PacketBuilder.A, [1, 2, 3, 4]));

        // Two names that each end in the other.
        var data = start + 2 + 10;
        Refused(new PacketBuilder(Query).Record(PacketBuilder.Pointer(12), PacketBuilder.Cname, PacketBuilder.Pointer(data + 14))
            .Record(PacketBuilder.Pointer(12), PacketBuilder.Cname, PacketBuilder.Pointer(data)));
    }

    [Fact]
    public void A_name_is_bounded_however_it_is_put_together()
    {
        var label = new byte[] { 63 }.Concat(Enumerable.Repeat((byte)'a', 63)).ToArray();
        var long3 = new PacketBuilder(Query).Record([.. label, .. label, .. label, 0], PacketBuilder.A, [1, 2, 3, 4]);
        Assert.True(DnsPacket.TryRead(long3.Build(), out var read));
        Assert.Equal(191, Assert.Single(read.Answers).Record.Owner.Length);
        Refused(new PacketBuilder(Query).Record([.. label, .. label, .. label, .. label, 0], PacketBuilder.A, [1, 2, 3, 4]));
        Refused(new PacketBuilder(Query).Record([.. label, .. label, .. label, 0], PacketBuilder.A, [1, 2, 3, 4])
            .Record([.. label, .. PacketBuilder.Pointer(Query.Length)], PacketBuilder.A, [1, 2, 3, 4]));
        Refused(new PacketBuilder(Query).Record([64, .. Enumerable.Repeat((byte)'a', 64), 0], PacketBuilder.A, [1, 2, 3, 4]));
    }

    [Fact]
    public void Data_that_is_not_of_its_types_form_is_refused()
    {
        var owner = PacketBuilder.Pointer(PacketBuilder.QuestionName);
        Refused(new PacketBuilder(Query).Record(owner, PacketBuilder.A, [1, 2, 3]));
        Refused(new PacketBuilder(Query).Record(owner, PacketBuilder.A, [1, 2, 3, 4], length: 5));
        Refused(new PacketBuilder(Query).Record(owner, PacketBuilder.A, [1, 2, 3, 4], length: 0xFFFF));
        Refused(new PacketBuilder(Query).Record(owner, PacketBuilder.Txt, [3, (byte)'a', (byte)'b']));
        Refused(new PacketBuilder(Query).Record(owner, PacketBuilder.Mx, [0, 10]));
        Refused(new PacketBuilder(Query).Record(owner, PacketBuilder.Mx, [0, 10, .. PacketBuilder.Name("a"), 0]));
        Refused(new PacketBuilder(Query).Record(owner, PacketBuilder.Mx, [0, 10, 1, (byte)'a'], length: 4).Raw(0));
        Refused(new PacketBuilder(Query).Record(owner, PacketBuilder.Cname, []));
        Refused(new PacketBuilder(Query).Claim(1));
        Refused(new PacketBuilder(Query).Claim(0xFFFF));
    }

    [Fact]
    public void What_is_of_no_concern_is_passed_over()
    {
        var owner = PacketBuilder.Pointer(PacketBuilder.QuestionName);
        var packet = new PacketBuilder(Query).Record(owner, 46, [1, 2, 3]).Record([0], 41, []).Record(owner, PacketBuilder.Txt, []).Record(owner, PacketBuilder.Txt, [0, 1, 0xE9]).Build();
        Assert.True(DnsPacket.TryRead(packet, out var read));
        Assert.Equal(["", "é"], read.Answers.Select(a => ((TxtRecord)a.Record).Text));
    }

    [Fact]
    public void Every_shorter_packet_is_refused_or_holds_nothing()
    {
        var packet = new PacketBuilder(Query).Record(PacketBuilder.Pointer(12), PacketBuilder.Mx, [0, 10, .. PacketBuilder.Name("mail.example")]).Build();
        Assert.True(DnsPacket.TryRead(packet, out _));
        for (var length = 0; length < packet.Length; length++) Assert.False(DnsPacket.TryRead(packet.AsSpan(0, length), out _));
    }

    [Fact]
    public void No_packet_upsets_the_reader()
    {
        const int Seed = 20261125;
        var random = new Random(Seed);
        var seeds = Seeds();
        var question = new DnsQuestion(0x1234, "host.example", DnsType.A);
        var read = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var packet = Mutated(seeds[i % seeds.Length], random);
            DnsPacket.Answer(packet, question);
            if (!DnsPacket.TryRead(packet, out var found)) continue;
            read++;
            Assert.True(found.Answers.Count <= 1_000 && found.Answers.All(a => a.Record.Owner.Length <= 4 * 255), $"seed {Seed}, round {i}");
        }

        // Mutations that all broke at the first octet would prove nothing.
        Assert.InRange(read, 5_000, 45_000);
    }

    private static byte[][] Seeds()
    {
        var owner = PacketBuilder.Pointer(PacketBuilder.QuestionName);
        byte[] numbers = [.. Enumerable.Range(0, 20).Select(i => (byte)i)];
        return
        [
            new PacketBuilder(Query).Record(owner, PacketBuilder.A, [192, 0, 2, 1]).Record(owner, 28, [.. Enumerable.Repeat((byte)7, 16)]).Build(),
            new PacketBuilder(Query).Record(owner, PacketBuilder.Cname, PacketBuilder.Name("a.b.c.example")).Record(PacketBuilder.Pointer(Query.Length + 12), PacketBuilder.A, [1, 2, 3, 4]).Build(),
            new PacketBuilder(Query).Record(owner, PacketBuilder.Mx, [0, 10, 4, .. "mail"u8, .. PacketBuilder.Pointer(17)]).Record(owner, PacketBuilder.Mx, [0, 0, 0]).Build(),
            new PacketBuilder(Query).Record(owner, PacketBuilder.Txt, [11, .. "v=spf1 -all"u8, 3, .. "abc"u8]).Record([0], 41, []).Build(),
            new PacketBuilder(Query).Record(owner, 6, [.. PacketBuilder.Name("ns.example"), .. owner, .. numbers]).Build(),
        ];
    }

    private static byte[] Mutated(byte[] packet, Random random)
    {
        var octets = packet.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(octets.Count);
            switch (random.Next(6))
            {
                case 0: octets[at] = (byte)random.Next(256); break;
                case 1: octets[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: octets.RemoveAt(at); break;
                case 3: octets.Insert(at, (byte)random.Next(256)); break;
                case 4: octets.RemoveRange(at, random.Next(octets.Count - at)); break;
                default: octets.InsertRange(at, PacketBuilder.Pointer(random.Next(octets.Count + 4))); break;
            }

            if (octets.Count == 0) octets.Add(0);
        }

        return [.. octets];
    }

    private static void Refused(PacketBuilder packet) => Assert.False(DnsPacket.TryRead(packet.Build(), out _));
}
