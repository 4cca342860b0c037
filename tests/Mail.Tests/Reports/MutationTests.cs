using Nightbell.Mail.Mime;
using Nightbell.Mail.Reports;

namespace Nightbell.Mail.Tests.Reports;

/// <summary>Real mails, damaged by chance: reading them never fails, and takes work in proportion to their size.</summary>
public sealed class MutationTests
{
    private const int Seed = 20261125;
    private const int Inputs = 200_000;

    /// <summary>Small samples: so many inputs of large ones would take minutes.</summary>
    private const int MaxOctets = 2_000;

    /// <summary>Work that does not depend on size, and work for each octet.</summary>
    private const int FixedSteps = 20_000;
    private const int MaxStepsAnOctet = 60;

    private static readonly byte[][] Scraps =
    [
        [.. "\r\n\r\n"u8], [.. "--"u8], [.. "\n--b\n"u8], [.. "=?utf-8?B?"u8], [.. "?="u8], [.. "Content-Type: multipart/mixed; boundary=b\n\n--b\n"u8],
        [.. "\r"u8], [.. "Content-Transfer-Encoding: base64\n"u8], [.. "Final-Recipient: rfc822;"u8], [.. "@"u8], [0x1B, (byte)'$', (byte)'B'], [0xFF, 0xFE, 0],
        [.. "{\"notificationType\":\"Bounce\","u8], [.. "Content-Type: message/rfc822\n\n"u8], [.. "5.1.1"u8], [.. "charset=iso-2022-jp"u8], [.. ";"u8], [.. "\""u8], [.. "<"u8],
    ];

    [Fact]
    public void No_damage_makes_reading_fail_or_slow()
    {
        var samples = Sample.All.Select(sample => sample.File).Distinct(StringComparer.Ordinal).Select(Sample.Read).Where(octets => octets.Length <= MaxOctets).ToArray();
        Assert.InRange(samples.Length, 10, 60);
        var random = new Random(Seed);
        for (var i = 0; i < Inputs; i++)
        {
            var damaged = Damages.Damage(samples[i % samples.Length], random, Scraps);
            var steps = new Steps();
            var report = ReportReader.Read(damaged, steps);
            if (steps.Count > FixedSteps + ((long)damaged.Length * MaxStepsAnOctet) || !Enum.IsDefined(report.Kind))
                Assert.Fail($"seed {Seed}, input {i}: {steps.Count} steps for {damaged.Length} octets, {report.Kind}");
        }
    }
}
