using System.Buffers.Binary;
using System.Text;

namespace Nightbell.Mail.Dns;

/// <summary>One question to a server (RFC 1035, 4.1).</summary>
/// <param name="Id">What the answer must bear; drawn by lot, so that nobody can answer in the server's stead.</param>
/// <param name="Name">A normalized name.</param>
/// <param name="Type">The type of the records wanted.</param>
internal readonly record struct DnsQuestion(ushort Id, string Name, DnsType Type)
{
    /// <summary>Recursion desired: this side asks servers that ask others.</summary>
    private const ushort Flags = 0x0100;

    /// <summary>The question as a packet. It offers no EDNS: an answer of more than 512 octets comes by TCP.</summary>
    public byte[] ToPacket()
    {
        var packet = new byte[DnsPacket.HeaderOctets + Name.Length + 2 + 4];
        BinaryPrimitives.WriteUInt16BigEndian(packet, Id);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), Flags);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), 1);
        var at = DnsPacket.HeaderOctets;
        foreach (var label in Name.Split('.'))
        {
            packet[at++] = (byte)label.Length;
            at += Encoding.ASCII.GetBytes(label, packet.AsSpan(at));
        }

        packet[at++] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(at), (ushort)Type);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(at + 2), DnsPacket.Internet);
        return packet;
    }
}
