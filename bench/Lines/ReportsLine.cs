using System.Diagnostics;
using System.Text;
using Nightbell.Mail.Reports;

namespace Nightbell.Bench.Lines;

/// <summary>Reading reports, on one core and without the program around it: the sample mails of the tests, and one of 10 MB.</summary>
internal static class ReportsLine
{
    private const int Runs = 5;
    private const int BigOctets = 10_000_000;
    private const double TargetPerSecond = 7_000;
    private static readonly TimeSpan RunTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BigTarget = TimeSpan.FromSeconds(1);

    public static async Task<IReadOnlyList<Row>> Run(Options options)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Samples");
        var samples = new List<byte[]>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.eml").Order(StringComparer.Ordinal)) samples.Add(await File.ReadAllBytesAsync(file));
        Rate(samples);
        var rates = new Sample(Enumerable.Range(0, Runs).Select(_ => Rate(samples)));
        var big = Big();
        var times = new Sample(Enumerable.Range(0, Runs).Select(_ => Time(big)));
        return
        [
            new Row(
                $"reports read, {samples.Count} real ones of {samples.Average(mail => mail.Length):N0} octets, one core, median of {Runs}",
                $"{rates.Median:N0} mails/s ({rates.At(0):N0} to {rates.Max:N0})",
                $"{TargetPerSecond:N0} mails/s",
                rates.Median >= TargetPerSecond),
            new Row(
                $"a report of {BigOctets / 1_000_000} MB: 50,000 recipients' groups and a returned mail with an attachment, slowest of {Runs}",
                $"{times.Max * 1_000:N0} ms",
                $"{BigTarget.TotalSeconds:N0} s",
                times.Max < BigTarget.TotalSeconds),
        ];
    }

    private static double Rate(List<byte[]> samples)
    {
        var begun = Stopwatch.GetTimestamp();
        var count = 0;
        while (Stopwatch.GetElapsedTime(begun) < RunTime)
        {
            foreach (var mail in samples) ReportReader.Read(mail);
            count += samples.Count;
        }

        return count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static double Time(byte[] mail)
    {
        var begun = Stopwatch.GetTimestamp();
        ReportReader.Read(mail);
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static byte[] Big()
    {
        var mail = new StringBuilder("From: mailer-daemon@example.org\nContent-Type: multipart/report; boundary=b\n\n--b\n\nThis is the mail system.\n");
        mail.Append("\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; example.org\n\n");
        for (var i = 0; i < 50_000; i++) mail.Append("Final-Recipient: rfc822; a").Append(i).Append("@example.org\nAction: failed\nStatus: 5.1.1\n\n");
        mail.Append("--b\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=c\n\n--c\nContent-Transfer-Encoding: base64\n\n");
        var line = new string('A', 76) + "\n";
        while (mail.Length < BigOctets) mail.Append(line);
        return Encoding.ASCII.GetBytes(mail.Append("--c--\n--b--\n").ToString());
    }
}
