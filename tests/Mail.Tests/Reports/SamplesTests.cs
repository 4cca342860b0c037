using System.Globalization;
using Nightbell.Mail.Reports;

namespace Nightbell.Mail.Tests.Reports;

/// <summary>Real mails, labelled by people.</summary>
public sealed class SamplesTests
{
    [Fact]
    public void Every_sample_is_of_the_right_kind_and_has_the_right_cause()
    {
        var wrong = Sample.All.Select(sample => (sample, found: Found(sample)))
            .Where(pair => (pair.sample.Kind, pair.sample.Cause) != (pair.found.Kind, pair.found.Cause))
            .Select(pair => $"{pair.sample.File} {pair.sample.Recipient}: {pair.sample.Kind} {pair.sample.Cause}, found {pair.found.Kind} {pair.found.Cause} ({pair.found.Words})").ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Every_sample_names_its_recipient_status_code_and_whether_it_is_hard()
    {
        var wrong = new List<string>();
        foreach (var sample in Sample.All)
        {
            var found = Found(sample);
            if (found != sample with { Kind = found.Kind, Cause = found.Cause, Words = found.Words }) wrong.Add($"{sample.File}: {sample}, found {found}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static Sample Found(Sample sample)
    {
        var report = ReportReader.Read(sample.Octets);
        var recipient = report.Recipients.FirstOrDefault(r => r.Address.Equals(sample.Recipient, StringComparison.OrdinalIgnoreCase)) ?? (report.Recipients is [var first, ..] ? first : null);
        return new Sample(
            sample.File,
            recipient?.Address ?? "-",
            ReportKinds.Name(recipient?.Kind ?? report.Kind),
            recipient?.Cause is { } cause ? Causes.Name(cause) : "-",
            recipient?.Status ?? "-",
            recipient?.Hard is { } hard ? hard ? "hard" : "soft" : "-",
            recipient?.ReplyCode?.ToString(CultureInfo.InvariantCulture) ?? "-")
        {
            Words = recipient?.Words,
        };
    }
}
