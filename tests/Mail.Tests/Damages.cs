namespace Nightbell.Mail.Tests;

/// <summary>What befalls mails under way, by chance.</summary>
internal static class Damages
{
    /// <summary>Some octets changed, a piece removed or doubled, scraps put in.</summary>
    public static byte[] Damage(byte[] sample, Random random, byte[][] scraps)
    {
        var octets = sample.ToList();
        for (var blows = random.Next(1, 6); blows > 0; blows--)
        {
            var at = random.Next(octets.Count + 1);
            var length = random.Next(Math.Min(300, octets.Count - at) + 1);
            switch (random.Next(5))
            {
                case 0:
                    octets.RemoveRange(at, length);
                    break;
                case 1:
                    octets.InsertRange(at, octets.GetRange(at, length));
                    break;
                case 2:
                    octets.InsertRange(at, scraps[random.Next(scraps.Length)]);
                    break;
                case 3:
                    for (var i = at; i < Math.Min(octets.Count, at + 8); i++) octets[i] = (byte)random.Next(256);
                    break;
                default:
                    if (at < octets.Count) octets[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. octets];
    }
}
