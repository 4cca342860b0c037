using Nightbell.Mail.Reports;
using Nightbell.Mail.Smtp;

namespace Nightbell.Mail.Tests.Reports;

public sealed class ReplyClassifierTests
{
    [Theory]
    [InlineData("552 5.2.2 Mailbox full", "mailbox_full", false)]
    [InlineData("452 4.2.2 The recipient's inbox is out of storage space", "mailbox_full", false)]
    [InlineData("552 Requested mail action aborted: exceeded storage allocation", "mailbox_full", false)]
    [InlineData("550 5.1.1 <bela@example.org>: mailbox is full, come back later", "mailbox_full", false)]
    [InlineData("550 5.2.2 <sabineko@example.jp>... Mailbox Full", "mailbox_full", false)]
    [InlineData("550 A postafiók megtelt", "mailbox_full", false)]
    [InlineData("550 Das Postfach des Empfängers ist voll", "mailbox_full", false)]
    [InlineData("550 5.1.1 The email account that you tried to reach does not exist.", "wrong_address", true)]
    [InlineData("550 5.7.1 <x@example.org>: user unknown", "wrong_address", true)]
    [InlineData("550 5.1.1 words in no language we know", "wrong_address", true)]
    [InlineData("450 4.1.1 <x@example.org>: Recipient address rejected: unverified address", "wrong_address", false)]
    [InlineData("550 5.2.1 <mikeneko@example.jp>... User Unknown", "wrong_address", true)]
    [InlineData("551 not our customer", "wrong_address", true)]
    [InlineData("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "wrong_address", true)]
    [InlineData("550 Requested action not taken: mailbox unavailable", "wrong_address", true)]
    [InlineData("550 ismeretlen címzett", "wrong_address", true)]
    [InlineData("525 5.7.13 Disabled recipient address", "account_disabled", true)]
    [InlineData("550 5.2.1 The email account that you tried to reach is disabled", "account_disabled", true)]
    [InlineData("550 Mailbox is frozen. See http://mail.example/err/3/", "account_disabled", true)]
    [InlineData("550 5.1.2 Host unknown", "domain_not_found", true)]
    [InlineData("556 5.1.10 Domain does not accept mail (nullMX)", "domain_not_found", true)]
    [InlineData("550 5.4.4 words in no language we know", "domain_not_found", true)]
    [InlineData("550 5.7.60 SMTP; Client does not have permissions to send as this sender", "sender_setup", false)]
    [InlineData("550 5.7.1 Client does not have permissions to send as this sender", "sender_setup", false)]
    [InlineData("550 5.7.27 words in no language we know", "domain_not_found", true)]
    [InlineData("554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", "sender_blocked", false)]
    [InlineData("550 5.7.1 words in no language we know", "sender_blocked", false)]
    [InlineData("550 5.7.606 Access denied, banned sending IP [192.0.2.1]", "sender_blocked", false)]
    [InlineData("550 Virus Detected; Content Rejected", "spam_or_content", false)]
    [InlineData("552-5.7.0 This message was blocked because its content presents a potential\n552 5.7.0 security issue", "spam_or_content", false)]
    [InlineData("550 5.7.1 This message looks like spam", "spam_or_content", false)]
    [InlineData("550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; only accepts mail from authenticated senders", "recipient_policy", false)]
    [InlineData("550 5.7.6 Failed to delivery", "recipient_policy", false)]
    [InlineData("550 5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy", "sender_setup", false)]
    [InlineData("450 4.7.1 Access denied. IP name lookup failed [192.0.2.222]", "sender_setup", false)]
    [InlineData("530 5.7.0 Authentication required", "sender_setup", false)]
    [InlineData("550 5.1.8 words in no language we know", "sender_setup", false)]
    [InlineData("552 5.2.3 Message length exceeds limit set by recipient", "message_too_big", false)]
    [InlineData("552 5.3.4 Message size exceeds fixed limit", "message_too_big", false)]
    [InlineData("421 4.7.0 [TSS04] Messages from 192.0.2.192 temporarily deferred due to user complaints", "rate_limited", false)]
    [InlineData("451 4.7.1 Greylisting in action, please come back later", "rate_limited", false)]
    [InlineData("450 4.3.2 try again", "rate_limited", false)]
    [InlineData("550 Connection frequency limited", "rate_limited", false)]
    [InlineData("451 4.4.1 no answer from host", "server_problem", false)]
    [InlineData("452 4.3.1 Insufficient system storage", "server_problem", false)]
    [InlineData("554 5.7.1 <x@example.org>: Relay access denied", "server_problem", false)]
    [InlineData("504 Command parameter not implemented", "server_problem", false)]
    [InlineData("550 no", "unknown", false)]
    [InlineData("554 5.0.0", "unknown", false)]
    public void The_words_decide_and_the_code_breaks_ties(string reply, string cause, bool hard)
    {
        var found = ReplyClassifier.Classify(Reply(reply));
        Assert.Equal((cause, hard), (Causes.Name(found.Cause), found.Hard));
    }

    [Theory]
    [InlineData(SmtpStep.Connect, "4.4.1", "server_problem")]
    [InlineData(SmtpStep.Connect, "4.7.5", "sender_setup")]
    [InlineData(SmtpStep.StartTls, "4.7.4", "sender_setup")]
    [InlineData(SmtpStep.Auth, "4.7.11", "sender_setup")]
    [InlineData(SmtpStep.Auth, "4.7.0", "sender_setup")]
    [InlineData(SmtpStep.Mail, "5.6.7", "sender_setup")]
    [InlineData(SmtpStep.Mail, "5.3.4", "message_too_big")]
    [InlineData(SmtpStep.Mail, "4.5.0", "server_problem")]
    public void Where_no_server_spoke_our_own_status_decides_and_is_never_hard(string step, string status, string cause)
    {
        var result = new SmtpResult(SmtpOutcome.Deferred, null, step, "words", []) { LocalStatus = status };
        var found = ReplyClassifier.Classify(result);
        Assert.Equal((cause, false, status), (Causes.Name(found.Cause), found.Hard, found.EnhancedStatus));
    }

    [Theory]
    [InlineData(SmtpStep.Auth, "535 5.7.8 no such user", "sender_setup")]
    [InlineData(SmtpStep.Greeting, "421 4.3.2 too many connections", "rate_limited")]
    [InlineData(SmtpStep.Greeting, "554 5.7.1 your host is on a blacklist", "sender_blocked")]
    [InlineData(SmtpStep.Rcpt, "550 5.1.1 no such user", "wrong_address")]
    [InlineData(SmtpStep.Rcpt, "554 5.7.1 <anna@shop.example>: Relay access denied", "sender_setup")]
    [InlineData(SmtpStep.Rcpt, "550 5.7.64 TenantAttribution; Relay Access Denied", "sender_setup")]
    [InlineData(SmtpStep.Mail, "550 5.1.1 no such user", "sender_setup")]
    [InlineData(SmtpStep.Mail, "553 5.1.2 Domain does not exist", "sender_setup")]
    [InlineData(SmtpStep.Mail, "550 5.2.2 Mailbox full", "mailbox_full")]
    public void A_refused_session_or_sender_is_never_the_addresss_fault(string step, string reply, string cause)
    {
        var result = new SmtpResult(SmtpOutcome.Refused, Reply(reply), step, null, []);
        var found = ReplyClassifier.Classify(result);
        Assert.Equal((cause, cause == "wrong_address"), (Causes.Name(found.Cause), found.Hard));
    }

    [Fact]
    public void Every_cause_has_a_name_and_only_the_addresss_own_count_against_it()
    {
        var causes = Enum.GetValues<Cause>();
        Assert.Equal(causes.Length, causes.Select(Causes.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal([Cause.WrongAddress, Cause.AccountDisabled, Cause.DomainNotFound], causes.Where(Causes.Hard));
        Assert.Equal(
            [Cause.SenderSetup, Cause.MessageTooBig, Cause.RateLimited, Cause.ServerProblem],
            causes.Where(c => !Causes.CountsAgainstAddress(c)));
        Assert.All(causes.Where(Causes.Hard), c => Assert.True(Causes.CountsAgainstAddress(c)));
    }

    [Fact]
    public void Any_reply_is_judged_without_trouble()
    {
        const int Seed = 20261122;
        var random = new Random(Seed);
        for (var i = 0; i < 2_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(200)).Select(_ => (char)random.Next(0x20, 0x3000))]);
            Assert.True(Enum.IsDefined(ReplyClassifier.Classify(new SmtpReply(random.Next(200, 600), "5.1", text)).Cause), $"seed {Seed}, round {i}");
        }

        Assert.Equal(Cause.Unknown, ReplyClassifier.Classify(new SmtpReply(550, null, new string('x', 10_000_000))).Cause);
    }

    private static SmtpReply Reply(string raw)
    {
        var text = string.Join('\n', raw.Split('\n').Select(line => line[4..]));
        var first = text.Split(' ')[0];
        return new SmtpReply(int.Parse(raw[..3]), first.Count(c => c == '.') == 2 && first.Length < 9 ? first : null, text);
    }
}
