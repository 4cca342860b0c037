using System.Net;

namespace Nightbell.Mail.Dns;

/// <summary>What SPF says of a sending address (RFC 7208, 2.6).</summary>
internal enum SpfResult
{
    None,
    Neutral,
    Pass,
    Fail,
    SoftFail,
    TempError,
    PermError,
}

/// <summary>Why a record cannot be evaluated.</summary>
internal enum SpfTrouble
{
    /// <summary>Nothing is wrong, or only for now.</summary>
    None,

    /// <summary>More than one record (RFC 7208, 4.5).</summary>
    SeveralRecords,

    /// <summary>A term is no SPF (RFC 7208, 4.6).</summary>
    Syntax,

    /// <summary>More than ten terms ask the DNS, or one of them leads to more than ten hosts (RFC 7208, 4.6.4).</summary>
    TooManyLookups,

    /// <summary>More than two questions had no answer (RFC 7208, 4.6.4).</summary>
    TooManyVoidLookups,

    /// <summary>An include or redirect leads to a domain without SPF (RFC 7208, 5.2 and 6.1).</summary>
    IncludeMissing,
}

/// <summary>Who sends.</summary>
/// <param name="Address">The address the next server sees; null when not known: then nothing matches, and the whole record is walked through.</param>
/// <param name="Sender">The envelope sender, with a local part.</param>
/// <param name="Helo">What the sender calls itself in EHLO.</param>
internal sealed record SpfSender(IPAddress? Address, string Sender, string Helo);

/// <summary>What came of an evaluation.</summary>
/// <param name="Result">The result.</param>
/// <param name="Record">The domain's own record; null when there is not exactly one.</param>
/// <param name="Term">The term that decided or is wrong, as written, perhaps in an included record; null for none.</param>
/// <param name="Lookups">Terms that asked the DNS, of at most 10.</param>
/// <param name="VoidLookups">Questions without an answer, of at most 2.</param>
/// <param name="Trouble">Why the record cannot be evaluated.</param>
internal sealed record SpfOutcome(SpfResult Result, string? Record, string? Term, int Lookups, int VoidLookups, SpfTrouble Trouble);
