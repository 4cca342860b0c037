using System.Buffers;

namespace Nightbell.Mail.Smtp;

/// <summary>A message as it stands between the reply 354 and its end.</summary>
/// <param name="Octets">The lines with their first dots doubled, and the closing dot (RFC 5321, 4.5.2).</param>
/// <param name="Size">Octets of the message itself, as SIZE declares them (RFC 1870, 5).</param>
/// <param name="EightBit">Whether any octet has its eighth bit set.</param>
/// <param name="EightBitHeader">Whether one of the header does, so that only SMTPUTF8 may carry it (RFC 6532).</param>
internal sealed record DataBlock(ReadOnlyMemory<byte> Octets, long Size, bool EightBit, bool EightBitHeader)
{
    /// <summary>
    /// Builds the block. A bare CR or LF becomes CRLF: servers differ in what they take for a line, and a dot between such ends is how one
    /// message is smuggled in another.
    /// </summary>
    public static DataBlock Build(ReadOnlySpan<byte> message)
    {
        var output = new ArrayBufferWriter<byte>(message.Length + (message.Length / 32) + 64);
        var size = 0L;
        var rest = message;
        while (!rest.IsEmpty)
        {
            var length = rest.IndexOfAny((byte)'\r', (byte)'\n');
            var line = length < 0 ? rest : rest[..length];
            if (!line.IsEmpty && line[0] == '.') output.Write("."u8);
            output.Write(line);
            output.Write("\r\n"u8);
            size += line.Length + 2;
            if (length < 0) break;
            rest = rest[(length + (rest[length..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }

        output.Write(".\r\n"u8);
        var body = message.IndexOf("\r\n\r\n"u8);
        var eightBit = message.ContainsAnyInRange((byte)0x80, (byte)0xFF);
        var header = eightBit && (body < 0 ? message : message[..body]).ContainsAnyInRange((byte)0x80, (byte)0xFF);
        return new DataBlock(output.WrittenMemory, size, eightBit, header);
    }
}
