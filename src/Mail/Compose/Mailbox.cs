namespace Nightbell.Mail.Compose;

/// <summary>One address with the name shown beside it (RFC 5322, 3.4).</summary>
/// <param name="Address">The bare address, as <see cref="EmailAddress.TryParse"/> gives it back.</param>
/// <param name="Name">Any text, also a visitor's: it is encoded as needed. CR, LF and NUL are refused when the message is written.</param>
public sealed record Mailbox(string Address, string? Name = null);
