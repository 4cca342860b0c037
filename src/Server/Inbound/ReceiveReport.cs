namespace Nightbell.Inbound;

/// <summary>A mail that came back about one of ours: a delivery report or a complaint.</summary>
public static class ReceiveReport
{
    /// <summary>Writes down what became of our mail.</summary>
    /// <param name="keep">Runs the unit that writes it, once per report.</param>
    /// <param name="mail">The report.</param>
    /// <param name="kind">Report, complaint or automatic reply.</param>
    /// <param name="cancel">Ends the waiting for the database.</param>
    public static Task<InboundMail> Receive(KeepMail keep, ArrivedMail mail, InboundKind kind, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(keep);
        return keep.Once(
            null,
            mail,
            kind,
            (_, row) =>
            {
                row.Outcome = kind == InboundKind.AutoReply ? InboundOutcome.Noted : InboundOutcome.Unmatched;
                return Task.CompletedTask;
            },
            cancel);
    }
}
