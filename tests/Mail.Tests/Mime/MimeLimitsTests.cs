using System.Text;
using Nightbell.Mail.Mime;
using Nightbell.Mail.Reports;

namespace Nightbell.Mail.Tests.Mime;

/// <summary>Mails made to hurt: read within limits, and with work in proportion to their size.</summary>
public sealed class MimeLimitsTests
{
    private const int MaxStepsAnOctet = 150;
    private const int Million = 1_000_000;

    public static TheoryData<string> Hostile => [.. Mails.Keys];

    private static Dictionary<string, Func<int, string>> Mails { get; } = new(StringComparer.Ordinal)
    {
        ["boundary lines"] = size => "Content-Type: multipart/mixed; boundary=b\n\n" + Repeat("--b\n", size),
        ["lines that are nearly boundaries"] = size => $"Content-Type: multipart/mixed; boundary={new string('b', 100)}\n\n" + Repeat("--" + new string('b', 99) + "\n", size),
        ["two hyphens and nothing"] = size => "Content-Type: multipart/mixed; boundary=b\n\n" + Repeat("--", size),
        ["endless fields"] = size => Repeat("X: y\n", size),
        ["one endless field"] = size => "Subject: " + Repeat("=?utf-8?Q?x?=\n ", size),
        ["encoded words that never end"] = size => "Subject: " + Repeat("=?a?Q?", size) + "\nTo: " + Repeat("=?a?Q?", size),
        ["endless parameters"] = size => "Content-Type: multipart/mixed" + Repeat(";\n b*1=\"", size),
        ["nested multiparts"] = size => Repeat("Content-Type: multipart/mixed; boundary=b\n\n--b\n", size),
        ["nested multiparts of their own boundaries"] = size => string.Concat(Enumerable.Range(0, size / 50).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n")),
        ["nested messages"] = size => Repeat("Content-Type: message/rfc822\n\n", size),
        ["multiparts without their boundaries"] = size => Repeat("Content-Type: multipart/mixed; boundary=c\n\n--b\n", size),
        ["carriage returns"] = size => "Content-Type: multipart/mixed; boundary=b\n\n" + Repeat("\r", size),
        ["blanks"] = size => "Subject: a\n\n" + Repeat(" ", size),
        ["at signs"] = size => "From: mailer-daemon@example.org\nSubject: failure notice\nTo: " + Repeat("@", size / 2) + "\n\n" + Repeat("a@b.c ", size / 2),
        ["recipients"] = size => Report(Repeat("Final-Recipient: rfc822; a@example.org\nAction: failed\n", size)),
        ["groups without recipients"] = size => Report("Final-Recipient: rfc822; a@example.org\n\n" + Repeat("X: y\n\n", size)),
        ["groups that name nobody"] = size =>
            "Content-Type: multipart/report; boundary=b\n\n--b\n\n" + Repeat("x\n", size * 3 / 4) + "\n--b\nContent-Type: message/delivery-status\n\n" + Repeat("Action: x\n\n", size / 4) + "\n--b--\n",
        ["phrases that nearly match"] = size => "From: mailer-daemon@example.org\nSubject: failure notice\n\na@example.org: " + Repeat("mailbox is mailbox not ", size),
        ["angle brackets"] = size => "From: mailer-daemon@example.org\nSubject: failure notice\nContent-Type: text/html\n\n" + Repeat("<", size),
        ["styles that never end"] = size => "From: mailer-daemon@example.org\nSubject: failure notice\nContent-Type: text/html\n\n" + Repeat("<style>", size),
        ["soft line breaks"] = size => "From: mailer-daemon@example.org\nSubject: failure notice\nContent-Transfer-Encoding: quoted-printable\n\n" + Repeat("=        ", size),
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Work_is_in_proportion_to_size(string name)
    {
        foreach (var size in new[] { 10_000, Million })
        {
            var octets = Encoding.UTF8.GetBytes(Mails[name](size));
            var steps = new Steps();
            ReportReader.Read(octets, steps);
            Assert.InRange(steps.Count, 1, (long)octets.Length * MaxStepsAnOctet);
        }
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Parts_depth_and_fields_stay_within_limits(string name)
    {
        var mail = MimeReader.Read(Encoding.UTF8.GetBytes(Mails[name](Million)));
        Assert.InRange(Count(mail), 1, MimeReader.MaxParts);
        Assert.InRange(Depth(mail), 0, MimeReader.MaxDepth);
        Assert.InRange(mail.Headers.Count, 0, HeaderList.MaxFields);
        Assert.InRange((mail.Headers.Find("Subject") ?? "").Length, 0, HeaderList.MaxValueOctets);
    }

    [Fact]
    public void A_report_keeps_a_bounded_number_of_recipients_and_words()
    {
        var report = ReportReader.Read(Encoding.UTF8.GetBytes(Report(Repeat($"Final-Recipient: rfc822; a@example.org\nAction: failed\nDiagnostic-Code: smtp; 550 {new string('x', 2_000)}\n\n", Million))));
        Assert.InRange(report.Recipients.Count, 2, ReportReader.MaxRecipients);
        Assert.All(report.Recipients, recipient => Assert.Equal(ReportReader.MaxWords, recipient.Words!.Length));
    }

    private static string Report(string groups) => $"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n{groups}\n--b--\n";

    private static string Repeat(string text, int size) => string.Concat(Enumerable.Repeat(text, size / text.Length));

    private static int Count(MimePart part) => 1 + part.Parts.Sum(Count);

    private static int Depth(MimePart part) => part.Parts.Count == 0 ? 0 : 1 + part.Parts.Max(Depth);
}
