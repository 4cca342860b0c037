using System.Text;

namespace Nightbell.Mail.Tests.Dns;

/// <summary>Answers made by hand, octet by octet, sharing nothing with the reader.</summary>
internal sealed class PacketBuilder
{
    public const int A = 1;
    public const int Cname = 5;
    public const int Mx = 15;
    public const int Txt = 16;

    /// <summary>Where the name of the question begins, for pointers to it.</summary>
    public const int QuestionName = 12;

    private readonly List<byte> _octets;

    /// <summary>Begins an answer to a packet that asked: its id, and its question repeated.</summary>
    public PacketBuilder(ReadOnlySpan<byte> query, int flags = 0x8180)
    {
        _octets = [.. query];
        _octets[2] = (byte)(flags >> 8);
        _octets[3] = (byte)flags;
    }

    /// <summary>A question as a resolver sends it.</summary>
    public static byte[] Query(string name, int type, int id = 0x1234) =>
        [(byte)(id >> 8), (byte)id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. Name(name), (byte)(type >> 8), (byte)type, 0, 1];

    public static byte[] Name(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(l => Encoding.ASCII.GetBytes(l).Prepend((byte)l.Length)), 0];

    public static byte[] Pointer(int to) => [(byte)(0xC0 | (to >> 8)), (byte)to];

    /// <summary>Octets so far, the place of what comes next.</summary>
    public int Length => _octets.Count;

    /// <summary>Adds a record to the answer; with a length that may be a lie.</summary>
    public PacketBuilder Record(byte[] owner, int type, byte[] data, int? length = null, int family = 1)
    {
        _octets[7]++;
        var said = length ?? data.Length;
        _octets.AddRange([.. owner, (byte)(type >> 8), (byte)type, (byte)(family >> 8), (byte)family, 0, 0, 1, 44, (byte)(said >> 8), (byte)said, .. data]);
        return this;
    }

    /// <summary>Adds octets as they are.</summary>
    public PacketBuilder Raw(params byte[] octets)
    {
        _octets.AddRange(octets);
        return this;
    }

    /// <summary>Says how many answers there are, true or not.</summary>
    public PacketBuilder Claim(int answers)
    {
        _octets[6] = (byte)(answers >> 8);
        _octets[7] = (byte)answers;
        return this;
    }

    public byte[] Build() => [.. _octets];
}
