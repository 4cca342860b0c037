namespace Nightbell.Mail.Replies;

/// <summary>What somebody answered by mail.</summary>
/// <param name="Text">
/// The words newly written, with LF as line end and without control characters save tabs; empty when nothing is left. Quoted
/// mails, the lines that announce them and signatures are gone; where it is not sure that they are that, they are still there.
/// </param>
/// <param name="HasQuote">Whether a quoted mail was found and left out.</param>
/// <param name="Attachments">Names of the files that came with it, in order; at most <see cref="ReplyReader.MaxAttachments"/>.</param>
/// <param name="IsCut">Whether there was more text than is read.</param>
public sealed record Reply(string Text, bool HasQuote, IReadOnlyList<string> Attachments, bool IsCut);
