namespace Nightbell.Server.Tests.Harness;

/// <summary>What the mail servers of the world write back.</summary>
public static partial class Inbound
{
    public const string Domain = "in.shop.example";

    public const string Token = "an inbound token of sufficient length";

    /// <summary>Makes the application take mails in, and sign envelopes for them.</summary>
    public static readonly string[] Configuration = [$"--Nightbell:Mail:Inbound:Token={Token}", $"--Nightbell:Mail:Inbound:Domain={Domain}"];

    /// <summary>The same without a domain: reports come to an ordinary mailbox that is piped to us.</summary>
    public static readonly string[] WithoutDomain = Configuration[..1];

    /// <summary>A delivery report about a mail (RFC 3464), to its envelope's sender, as Postfix writes it.</summary>
    public static string Report(this Letter letter, string diagnosis, string action = "failed", string? to = null, string? about = null, bool returns = true) =>
        Report(to ?? letter.Sender, about ?? letter.To, letter.EnvelopeId ?? "", diagnosis, action, returns ? letter.MessageId : null);

    /// <summary>The same for a mail of which only the envelope is known.</summary>
    public static string Report(string sender, string recipient, string envelopeId, string diagnosis, string action = "failed", string? messageId = null) =>
        string.Join(
            "\r\n",
            "From: MAILER-DAEMON@mx.example.com (Mail Delivery System)",
            $"To: {sender}",
            $"Subject: {(action == "failed" ? "Undelivered Mail Returned to Sender" : action == "delayed" ? "Delayed Mail (still being retried)" : "Successful Mail Delivery Report")}",
            "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=\"report\"",
            "",
            "--report",
            "",
            "This is the mail system at host mx.example.com.",
            $"<{recipient}>: host mx.example.com said: {diagnosis}",
            "",
            "--report",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.example.com",
            envelopeId.Length == 0 ? "X-Nothing: here" : $"Original-Envelope-Id: {envelopeId}",
            "",
            $"Final-Recipient: rfc822; {recipient}",
            $"Action: {action}",
            $"Status: {diagnosis.Split(' ')[1]}",
            $"Diagnostic-Code: smtp; {diagnosis}",
            "",
            "--report",
            "Content-Type: message/rfc822",
            "",
            messageId is null ? "Subject: left out" : $"Message-ID: {messageId}",
            "",
            "--report--",
            "");

    /// <summary>A complaint about a mail (RFC 5965), with the mail as it was delivered.</summary>
    public static string Complaint(this Letter letter, bool withEnvelope = true, string? about = null) =>
        string.Join(
            "\r\n",
            "From: feedback@provider.example",
            "To: abuse@shop.example",
            "Subject: FW: a mail of yours",
            "MIME-Version: 1.0",
            "Content-Type: multipart/report; report-type=feedback-report; boundary=\"arf\"",
            "",
            "--arf",
            "",
            "This is an email abuse report.",
            "",
            "--arf",
            "Content-Type: message/feedback-report",
            "",
            "Feedback-Type: abuse",
            "User-Agent: Provider/1.0",
            "Version: 1",
            withEnvelope ? $"Original-Mail-From: {letter.Sender}" : "Arrival-Date: today",
            $"Original-Rcpt-To: {about ?? letter.To}",
            "",
            "--arf",
            "Content-Type: message/rfc822",
            "",
            $"Message-ID: {letter.MessageId}",
            $"To: {letter.To}",
            $"Subject: {letter.Subject}",
            "",
            "--arf--",
            "");

    /// <summary>An out-of-office answer to a mail, as Sieve writes it (RFC 5230).</summary>
    public static string OutOfOffice(this Letter letter) =>
        string.Join(
            "\r\n",
            $"From: {letter.To}",
            $"To: {letter.Sender}",
            $"Subject: Auto: {letter.Subject}",
            $"In-Reply-To: {letter.MessageId}",
            "Auto-Submitted: auto-replied (vacation)",
            "Precedence: bulk",
            "",
            "I am on holiday until Monday.",
            "");
}
