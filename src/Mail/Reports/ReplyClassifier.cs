using Nightbell.Mail.Smtp;

namespace Nightbell.Mail.Reports;

/// <summary>Reads a cause out of a server's reply.</summary>
public static class ReplyClassifier
{
    /// <summary>The cause a reply tells of: the text decides where it is telling, the code breaks ties.</summary>
    public static Classification Classify(SmtpReply reply) => throw new NotSupportedException(reply.ToString());

    /// <summary>The same for a whole attempt, also one in which the server said nothing.</summary>
    public static Classification Classify(SmtpResult result) => throw new NotSupportedException(result.ToString());
}
