using System.Text;
using Nightbell.Mail.Reports;

namespace Nightbell.Mail.Tests.Reports;

/// <summary>Reports that are only words, and people's letters that use the same words.</summary>
public sealed class PlainReportTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Reports", "Written");

    public static TheoryData<string, string, string, string> Written =>
    [
        .. File.ReadLines(Path.Combine(Folder, "labels.tsv")).Where(line => line[0] != '#').Select(line => line.Split('\t'))
            .Select(fields => (fields[0], fields[1], fields[2], fields[3])),
    ];

    [Theory]
    [MemberData(nameof(Written))]
    public void Well_known_formats_are_understood_and_letters_are_left_alone(string file, string kind, string cause, string recipient)
    {
        var report = ReportReader.Read(File.ReadAllBytes(Path.Combine(Folder, file)));
        Assert.Equal(kind, ReportKinds.Name(report.Kind));
        Assert.Equal(recipient == "-" ? [] : [recipient], report.Recipients.Select(found => found.Address));
        Assert.All(report.Recipients, found => Assert.Equal(cause, found.Cause is { } known ? Causes.Name(known) : "-"));
    }

    [Theory]
    [InlineData("admin@shop.example")]
    [InlineData("Complaints <complaints@shop.example>")]
    [InlineData("Shop Admin <anna@shop.example>")]
    [InlineData("anna@admin-tools.example")]
    public void A_person_with_a_name_like_a_machine_s_answers_and_quotes(string from)
    {
        var answer = Read($"From: {from}\nTo: reply+x@in.example\nSubject: Re: Dora writes\n\nYour parcel has been delivered.\n\n> my order could not be delivered\n");
        Assert.Equal(ReportKind.Unknown, answer.Kind);
    }

    [Theory]
    [InlineData("{\"notificationType\":\"Bounce\",\"Message\":\"\\ud800\"}")]
    [InlineData("{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{\"emailAddress\":\"\\udc00\"}]}}")]
    public void Half_a_surrogate_pair_is_no_report_and_no_trouble(string body) =>
        Assert.Equal(ReportKind.Unknown, Read($"From: a@b.example\nTo: c@d.example\n\n{body}\n").Kind);

    [Fact]
    public void Whoever_takes_a_mail_out_of_the_spam_does_not_complain()
    {
        const string Feedback = "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: text/plain\n\nx\n"
            + "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: {0}\nUser-Agent: x/1\nVersion: 1\nOriginal-Rcpt-To: <anna@shop.example>\n--b--\n";
        Assert.Equal(ReportKind.Complaint, Read(Feedback.Replace("{0}", "abuse", StringComparison.Ordinal)).Kind);
        Assert.Equal(ReportKind.Unknown, Read(Feedback.Replace("{0}", "not-spam", StringComparison.Ordinal)).Kind);
    }

    [Fact]
    public void Each_of_several_recipients_has_a_cause_of_its_own()
    {
        var report = Read("From: MAILER-DAEMON@example.org\nSubject: failure notice\n\nSorry.\n\n<a@example.net>:\nmailbox full\n\n<b@example.net>:\nno such user\n");
        Assert.Equal([("a@example.net", Cause.MailboxFull), ("b@example.net", Cause.WrongAddress)], report.Recipients.Select(r => (r.Address, r.Cause!.Value)));
        Assert.Equal([false, true], report.Recipients.Select(r => r.Hard!.Value));
    }

    [Fact]
    public void Every_sample_that_returns_a_mail_with_a_message_id_gives_it()
    {
        // A blank line has torn the returned header of this one in two.
        const string Torn = "lhost-office365-08.eml";
        var without = Sample.All.Where(sample => sample.Kind == "failed" && sample.File != Torn && Encoding.Latin1.GetString(sample.Octets).Split("message/rfc822") is [_, var returned]
                && returned.Contains("\nMessage-ID:", StringComparison.OrdinalIgnoreCase))
            .Where(sample => ReportReader.Read(sample.Octets).ReturnedMessageId is null).Select(sample => sample.File).Distinct();
        Assert.Empty(without);
    }

    [Fact]
    public void What_a_mail_was_sent_to_comes_from_the_envelope_first()
    {
        var report = Read("Delivered-To: bounce+1.mac@example.net\nTo: <bounce+1.mac@example.net>\nEnvelope-To: other@example.net\n\nx\n");
        Assert.Equal(["bounce+1.mac@example.net", "other@example.net"], report.SentTo);
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-generated", ReportKind.Unknown)]
    [InlineData("Auto-Submitted: auto-replied", ReportKind.AutoReply)]
    [InlineData("X-Autoreply: yes", ReportKind.AutoReply)]
    [InlineData("Precedence: auto_reply", ReportKind.AutoReply)]
    [InlineData("Subject: Abwesenheitsnotiz: Hallo", ReportKind.AutoReply)]
    [InlineData("Subject: Automatikus válasz: hello", ReportKind.AutoReply)]
    [InlineData("Subject: Re: your out of office message", ReportKind.Unknown)]
    [InlineData("Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\nContent-Type: message/disposition-notification\n\nDisposition: x\n--b--", ReportKind.AutoReply)]
    public void A_programs_answer_is_told_from_a_persons(string field, ReportKind kind) =>
        Assert.Equal(kind, Read($"From: anna@example.org\n{field}\n\nHello\n").Kind);

    [Fact]
    public void A_notification_in_JSON_is_read_and_its_wrapping_too()
    {
        const string Bounce = """{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"a@example.org","action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}]}}""";
        var wrapped = $$"""{"Message":{{System.Text.Json.JsonSerializer.Serialize(Bounce)}}}""";
        foreach (var json in new[] { Bounce, wrapped })
        {
            var found = Assert.Single(Read($"From: no-reply@example.com\nSubject: x\n\n{json}\n").Recipients);
            Assert.Equal((ReportKind.Failed, "a@example.org", Cause.WrongAddress, "5.1.1", 550), (found.Kind, found.Address, found.Cause, found.Status, found.ReplyCode));
        }
    }

    [Fact]
    public void A_refusal_of_the_sender_is_no_fault_of_the_recipient()
    {
        var report = Read("From: MAILER-DAEMON@example.org\nSubject: failure notice\n\na@example.net\n  SMTP error after MAIL FROM:<me@example.org>: 550 no such user\n");
        Assert.Equal(Cause.SenderSetup, Assert.Single(report.Recipients).Cause);
    }

    private static Report Read(string mail) => ReportReader.Read(Encoding.UTF8.GetBytes(mail));
}
