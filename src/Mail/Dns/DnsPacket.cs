using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace Nightbell.Mail.Dns;

/// <summary>A server's packet, read with the distrust it deserves (RFC 1035, 4.1). Whatever is in it, reading ends and nothing is thrown.</summary>
/// <param name="Truncated">The answer did not fit; it is to be asked for by TCP.</param>
/// <param name="ResponseCode">0 for success, 3 for no such name, others for failures (RFC 1035, 4.1.1).</param>
/// <param name="Answers">Records of class IN and of the types of <see cref="DnsType"/>, in their order; others are passed over.</param>
internal sealed record DnsPacket(bool Truncated, int ResponseCode, IReadOnlyList<(DnsType Type, DnsRecord Record)> Answers)
{
    public const int HeaderOctets = 12;

    /// <summary>Class IN.</summary>
    public const ushort Internet = 1;

    /// <summary>Most records kept of one answer; more is no answer about mail.</summary>
    private const int MaxRecords = 1_000;

    /// <summary>Time to live is a signed number that servers set wrongly: a week is the most (RFC 8767, 4).</summary>
    private const uint MaxTimeToLive = 7 * 24 * 3600;

    /// <summary>Whether a packet answers a question: its id, being an answer, and the question repeated. Anything else is somebody else's, or forged.</summary>
    public static bool Answer(ReadOnlySpan<byte> packet, DnsQuestion question)
    {
        if (packet.Length < HeaderOctets || U16(packet, 0) != question.Id || (packet[2] & 0xF8) != 0x80) return false;
        var at = HeaderOctets;
        return U16(packet, 4) == 1 && TryReadName(packet, ref at, out var name) && name == question.Name && at + 4 <= packet.Length
            && U16(packet, at) == (ushort)question.Type && U16(packet, at + 2) == Internet;
    }

    /// <summary>Reads header and answers; authority and additional records, EDNS's among them, are not looked at.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, [NotNullWhen(true)] out DnsPacket? read)
    {
        read = null;
        if (packet.Length < HeaderOctets) return false;
        var truncated = (packet[2] & 0x02) != 0;
        var answers = new List<(DnsType, DnsRecord)>();
        var at = HeaderOctets;
        for (var left = U16(packet, 4); left > 0; left--)
        {
            if (!TryReadName(packet, ref at, out _) || at + 4 > packet.Length) return false;
            at += 4;
        }

        // What a truncated answer holds is not used, and may end anywhere.
        var count = truncated ? 0 : U16(packet, 6);
        if (count > MaxRecords) return false;
        for (; count > 0; count--)
        {
            if (!TryReadRecord(packet, ref at, answers)) return false;
        }

        read = new DnsPacket(truncated, packet[3] & 0x0F, answers);
        return true;
    }

    private static bool TryReadRecord(ReadOnlySpan<byte> packet, ref int at, List<(DnsType Type, DnsRecord Record)> answers)
    {
        if (!TryReadName(packet, ref at, out var owner) || at + 10 > packet.Length) return false;
        var type = (DnsType)U16(packet, at);
        var internet = U16(packet, at + 2) == Internet;
        var lasts = TimeSpan.FromSeconds(Math.Min(BinaryPrimitives.ReadUInt32BigEndian(packet[(at + 4)..]), MaxTimeToLive));
        var length = U16(packet, at + 8);
        var data = at + 10;
        at = data + length;
        if (at > packet.Length) return false;
        if (!internet || !Enum.IsDefined(type) || type == DnsType.None) return true;
        if (Data(packet, type, data, at, owner, lasts) is not { } record) return false;
        answers.Add((type, record));
        return true;
    }

    /// <summary>The record between two places, or null when it is not of its type's form.</summary>
    private static DnsRecord? Data(ReadOnlySpan<byte> packet, DnsType type, int from, int to, string owner, TimeSpan lasts)
    {
        var octets = packet[from..to];
        var at = type == DnsType.Mx ? from + 2 : from;
        switch (type)
        {
            case DnsType.A:
                return octets.Length == 4 ? new AddressRecord(owner, lasts, new IPAddress(octets)) : null;
            case DnsType.Aaaa:
                return octets.Length == 16 ? new AddressRecord(owner, lasts, new IPAddress(octets)) : null;
            case DnsType.Txt:
                return Text(octets) is { } text ? new TxtRecord(owner, lasts, text) : null;
            case DnsType.Mx:
                return octets.Length > 2 && TryReadName(packet, ref at, out var host) && at == to ? new MxRecord(owner, lasts, U16(packet, from), host) : null;
            case DnsType.Soa:
                return TryReadName(packet, ref at, out var primary) && TryReadName(packet, ref at, out var responsible) && at + 20 == to
                    ? new SoaRecord(owner, lasts, primary, responsible, BinaryPrimitives.ReadUInt32BigEndian(packet[at..]))
                    : null;
            default:
                return TryReadName(packet, ref at, out var target) && at == to ? new NameRecord(owner, lasts, target) : null;
        }
    }

    private static string? Text(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder(octets.Length);
        while (!octets.IsEmpty)
        {
            var length = octets[0];
            if (length >= octets.Length) return null;
            text.Append(Encoding.Latin1.GetString(octets.Slice(1, length)));
            octets = octets[(length + 1)..];
        }

        return text.ToString();
    }

    /// <summary>
    /// Reads a name, following compression (RFC 1035, 4.1.4). A pointer must lead to before the piece it ends, which is where every honest one
    /// leads, so that no packet can send the reader round in circles.
    /// </summary>
    private static bool TryReadName(ReadOnlySpan<byte> packet, ref int at, out string name)
    {
        name = "";
        var text = new StringBuilder();
        var octets = 0;
        var piece = at;
        var place = at;
        var jumped = false;
        while (place < packet.Length)
        {
            var length = packet[place];
            if (length >= 0xC0)
            {
                if (place + 1 >= packet.Length) return false;
                var target = ((length & 0x3F) << 8) | packet[place + 1];
                if (!jumped) at = place + 2;
                jumped = true;
                if (target >= piece) return false;
                piece = place = target;
                continue;
            }

            octets += length + 1;
            if (length > DnsName.MaxLabel || octets > DnsName.MaxLength + 2 || place + length >= packet.Length) return false;
            if (length == 0)
            {
                if (!jumped) at = place + 1;
                name = text.ToString();
                return true;
            }

            if (text.Length > 0) text.Append('.');
            foreach (var octet in packet.Slice(place + 1, length)) Append(text, octet);
            place += length + 1;
        }

        return false;
    }

    /// <summary>One octet of a label: lower case, and "\ddd" for what could be taken for something else.</summary>
    private static void Append(StringBuilder text, byte octet)
    {
        if (octet is >= (byte)' ' and < 127 and not ((byte)'.' or (byte)'\\')) text.Append(char.ToLowerInvariant((char)octet));
        else text.Append('\\').Append(octet.ToString("D3", System.Globalization.CultureInfo.InvariantCulture));
    }

    private static ushort U16(ReadOnlySpan<byte> packet, int at) => BinaryPrimitives.ReadUInt16BigEndian(packet[at..]);
}
