using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Nightbell.Server.Tests.Harness;

/// <summary>What an agent's phone computes (RFC 6238 with RFC 4226), written down once more and not with the server's library.</summary>
public sealed class Authenticator(string secret, TimeProvider clock)
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int StepSeconds = 30;

    /// <summary>What it shows now, or by a clock that is so many steps ahead.</summary>
    public string Code(int stepsAhead = 0)
    {
        Span<byte> step = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, (clock.GetUtcNow().ToUnixTimeSeconds() / StepSeconds) + stepsAhead);
#pragma warning disable CA5350 // RFC 6238's own hash, which every authenticator has.
        var hash = HMACSHA1.HashData(Octets(), step);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0x0F)) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    private byte[] Octets()
    {
        var octets = new byte[secret.Length * 5 / 8];
        for (var bit = 0; bit < octets.Length * 8; bit++)
        {
            if ((Base32.IndexOf(secret[bit / 5], StringComparison.Ordinal) & (0x10 >> (bit % 5))) != 0)
                octets[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return octets;
    }
}
