namespace Nightbell.Mail.Reports;

/// <summary>Causes by code alone: RFC 3463, its registry, and what Microsoft and Google made of it.</summary>
internal static class StatusTable
{
    /// <summary>Statuses that mean one thing. "x" stands for any class or any detail; earlier lines win.</summary>
    public static readonly (string Status, Cause Cause)[] Statuses =
    [
        ("x.1.1", Cause.WrongAddress),
        ("x.1.3", Cause.WrongAddress),
        ("x.1.6", Cause.WrongAddress),
        ("x.1.2", Cause.DomainNotFound),
        ("x.1.4", Cause.WrongAddress),
        ("x.1.7", Cause.SenderSetup),
        ("x.1.8", Cause.SenderSetup),
        ("5.1.10", Cause.WrongAddress),
        ("5.1.90", Cause.RateLimited),
        ("5.2.121", Cause.RateLimited),
        ("5.2.122", Cause.RateLimited),
        ("x.2.1", Cause.AccountDisabled),
        ("x.2.2", Cause.MailboxFull),
        ("x.2.3", Cause.MessageTooBig),
        ("x.3.2", Cause.RateLimited),
        ("x.3.4", Cause.MessageTooBig),
        ("x.3.x", Cause.ServerProblem),
        ("5.4.4", Cause.DomainNotFound),
        ("x.4.x", Cause.ServerProblem),
        ("x.6.x", Cause.SpamOrContent),
        ("5.7.0", Cause.SpamOrContent),
        ("x.7.4", Cause.SenderSetup),
        ("x.7.5", Cause.SenderSetup),
        ("x.7.8", Cause.SenderSetup),
        ("x.7.9", Cause.SenderSetup),
        ("x.7.10", Cause.SenderSetup),
        ("x.7.11", Cause.SenderSetup),
        ("5.7.12", Cause.RecipientPolicy),
        ("x.7.13", Cause.AccountDisabled),
        ("x.7.17", Cause.WrongAddress),
        ("x.7.20", Cause.SenderSetup),
        ("x.7.21", Cause.SenderSetup),
        ("x.7.22", Cause.SenderSetup),
        ("x.7.23", Cause.SenderSetup),
        ("x.7.24", Cause.SenderSetup),
        ("x.7.25", Cause.SenderSetup),
        ("x.7.26", Cause.SenderSetup),
        ("x.7.27", Cause.DomainNotFound),
        ("4.7.28", Cause.RateLimited),
        ("x.7.30", Cause.SenderSetup),
        ("x.7.32", Cause.SenderSetup),
        ("x.7.57", Cause.SenderSetup),
        ("x.7.60", Cause.SenderSetup),
        ("x.7.64", Cause.ServerProblem),
        ("5.7.124", Cause.RecipientPolicy),
        ("5.7.129", Cause.RecipientPolicy),
        ("5.7.133", Cause.RecipientPolicy),
        ("5.7.134", Cause.RecipientPolicy),
        ("5.7.136", Cause.RecipientPolicy),
        ("x.7.500", Cause.RateLimited),
        ("x.7.509", Cause.SenderSetup),
        ("x.7.511", Cause.SenderBlocked),
        ("x.7.606", Cause.SenderBlocked),
        ("x.7.705", Cause.RateLimited),
        ("x.7.708", Cause.SenderBlocked),
        ("x.7.750", Cause.SenderSetup),
    ];

    /// <summary>Statuses servers use for several things: words that only hint come first.</summary>
    public static readonly (string Status, Cause Cause)[] LooseStatuses =
    [
        ("5.1.0", Cause.WrongAddress),
        ("x.2.x", Cause.RecipientPolicy),
        ("x.5.3", Cause.RateLimited),
        ("x.5.x", Cause.ServerProblem),
        ("4.7.x", Cause.RateLimited),
        ("5.7.1", Cause.SenderBlocked),
        ("5.7.x", Cause.RecipientPolicy),
    ];

    /// <summary>SMTP reply codes (RFC 5321, 4.2.3), for servers that give no status.</summary>
    public static readonly (int Code, Cause Cause)[] ReplyCodes =
    [
        (421, Cause.RateLimited),
        (451, Cause.ServerProblem),
        (452, Cause.MailboxFull),
        (500, Cause.ServerProblem),
        (501, Cause.ServerProblem),
        (502, Cause.ServerProblem),
        (503, Cause.ServerProblem),
        (504, Cause.ServerProblem),
        (530, Cause.SenderSetup),
        (534, Cause.SenderSetup),
        (535, Cause.SenderSetup),
        (538, Cause.SenderSetup),
        (551, Cause.WrongAddress),
        (552, Cause.MailboxFull),
        (553, Cause.WrongAddress),
        (556, Cause.DomainNotFound),
    ];

    /// <summary>What a table says of a status; null for one it does not know, or none.</summary>
    public static Cause? Find((string Status, Cause Cause)[] table, string? status)
    {
        if (status?.Split('.') is not [var kind, var subject, var detail]) return null;
        foreach (var (pattern, cause) in table)
        {
            var wanted = pattern.Split('.');
            if (Fits(wanted[0], kind) && Fits(wanted[1], subject) && Fits(wanted[2], detail)) return cause;
        }

        return null;

        static bool Fits(string wanted, string part) => wanted == "x" || wanted == part;
    }

    /// <summary>What a reply code alone says; null for one that says nothing, or none.</summary>
    public static Cause? Find(int? code)
    {
        foreach (var (known, cause) in ReplyCodes)
            if (known == code)
                return cause;
        return null;
    }
}
