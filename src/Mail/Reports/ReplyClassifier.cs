using Nightbell.Mail.Mime;
using Nightbell.Mail.Smtp;

namespace Nightbell.Mail.Reports;

/// <summary>Reads a cause out of a server's reply, by the same tables that reports are read with.</summary>
public static class ReplyClassifier
{
    /// <summary>The cause a reply tells of.</summary>
    public static Classification Classify(SmtpReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        var cause = CauseFinder.Find([reply.Text], reply.EnhancedStatus, reply.Code, statusIsMadeUp: false, new Steps());
        return new Classification(cause, Causes.Hard(cause) && reply.Code >= 500, reply.EnhancedStatus);
    }

    /// <summary>
    /// The same for a whole attempt, also one in which no reply decided: a connection that failed is a server's problem, one refused for its
    /// certificate, for want of encryption or of SMTPUTF8 is our set-up's. A reply at a step of the session itself is our set-up's too unless its words
    /// tell of pace, trouble or a block; and so is one to the sender that says there is no such address or domain: it is ours; and one that
    /// denies us relaying: whoever answers is the server that we hand our mails to.
    /// </summary>
    public static Classification Classify(SmtpResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Reply is null)
        {
            var cause = StatusTable.Find(StatusTable.Statuses, result.LocalStatus) ?? Cause.ServerProblem;
            return new Classification(result.LocalStatus is "4.7.0" or "5.6.7" ? Cause.SenderSetup : cause, Hard: false, result.LocalStatus);
        }

        var found = Classify(result.Reply);
        var ofSession = result.Step is SmtpStep.Greeting or SmtpStep.Ehlo or SmtpStep.StartTls or SmtpStep.Auth;
        var fits = found.Cause is Cause.SenderSetup or Cause.RateLimited or Cause.ServerProblem or Cause.SenderBlocked;
        var ofSender = result.Step is SmtpStep.Mail && Causes.Hard(found.Cause);
        var deniesRelay = result.Outcome == SmtpOutcome.Refused && found.Cause == Cause.ServerProblem && result.Step is SmtpStep.Mail or SmtpStep.Rcpt
            && (result.Reply.Text.Contains("relay", StringComparison.OrdinalIgnoreCase) || result.Reply.Text.Contains("rcpthosts", StringComparison.OrdinalIgnoreCase));
        return (ofSession && !fits) || ofSender || deniesRelay ? found with { Cause = Cause.SenderSetup, Hard = false } : found;
    }
}
