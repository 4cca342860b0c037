using Nightbell.Mail.Mime;
using Nightbell.Mail.Replies;

namespace Nightbell.Mail.Tests.Replies;

/// <summary>Replies, damaged by chance: reading them never fails, takes work in proportion to their size, and leaves nothing that a message may not hold.</summary>
public sealed class MutationTests
{
    private const int Seed = 20261126;
    private const int Inputs = 200_000;

    /// <summary>Small samples: so many inputs of large ones would take minutes.</summary>
    private const int MaxOctets = 1_500;

    /// <summary>Work that does not depend on size, and work for each octet.</summary>
    private const int FixedSteps = 20_000;
    private const int MaxStepsAnOctet = 60;

    private static readonly byte[][] Scraps =
    [
        [.. "\r\n\r\n"u8], [.. "> "u8], [.. "\n-- \n"u8], [.. "<blockquote type=\"cite\">"u8], [.. "</div>"u8], [.. "<a href=\""u8], [.. "<!--"u8], [.. "<style>"u8],
        [.. "\nOn Tue, 3 Nov 2026 at 10:04 a@b wrote:\n"u8], [.. "\n________________\nFrom: a@b\nTo: c@d\nSubject: x\n"u8], [.. "=\n"u8], [.. "\r"u8], [0xFF, 0xFE, 0],
        [.. "Content-Type: multipart/alternative; boundary=b\n\n--b\n"u8], [.. "; format=flowed"u8], [.. "&#0;&#xD800;"u8], [.. "\nSent from my iPhone\n"u8], [.. "\n-----Original Message-----\n"u8],
    ];

    [Fact]
    public void No_damage_makes_reading_fail_or_slow()
    {
        var samples = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Replies", "Samples"), "*.eml").Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes).Where(octets => octets.Length <= MaxOctets).ToArray();
        Assert.InRange(samples.Length, 40, 200);
        var random = new Random(Seed);
        for (var i = 0; i < Inputs; i++)
        {
            var damaged = Damages.Damage(samples[i % samples.Length], random, Scraps);
            var steps = new Steps();
            var reply = ReplyReader.Read(MimeReader.Read(damaged, steps), steps);
            if (steps.Count > FixedSteps + ((long)damaged.Length * MaxStepsAnOctet) || reply.Text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) || !IsWhole(reply.Text))
                Assert.Fail($"seed {Seed}, input {i}: {steps.Count} steps for {damaged.Length} octets");
        }
    }

    private static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }
}
