using Nightbell.Platform;

namespace Nightbell.ApiTokens;

/// <summary>What an API token may be allowed. What no scope opens is for people: the sign-in of an agent.</summary>
public static class Scopes
{
    /// <summary>Conversations, messages, visitors' cards, and why who was told.</summary>
    public const string ConversationsRead = "conversations:read";

    /// <summary>Answer, hand over, resolve, reopen; note on and block visitors.</summary>
    public const string ConversationsWrite = "conversations:write";

    /// <summary>Agents and groups.</summary>
    public const string AgentsRead = "agents:read";

    /// <summary>Notifications, office hours, widget, canned answers; the audit, of which lines on visitors, agents and webhooks need those scopes, too.</summary>
    public const string SettingsRead = "settings:read";

    /// <summary>Change those, and groups; to add an address for notifications it needs <see cref="ConversationsRead"/>, too. Not sign-ins, mail servers and retention.</summary>
    public const string SettingsWrite = "settings:write";

    public const string ReportsRead = "reports:read";

    /// <summary>The outbox with what mails say.</summary>
    public const string MailsRead = "mails:read";

    /// <summary>Read and change webhooks; what their events tell, the token must be allowed to read besides.</summary>
    public const string WebhooksWrite = "webhooks:write";

    /// <summary>Export all conversations.</summary>
    public const string Export = "export";

    /// <summary>Erase visitors.</summary>
    public const string VisitorsErase = "visitors:erase";

    /// <summary>All there are, in the order in which pages show them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ConversationsRead, ConversationsWrite, AgentsRead, SettingsRead, SettingsWrite, ReportsRead, MailsRead, WebhooksWrite, Export, VisitorsErase,
    ];

    /// <summary>API tokens may call it, too, if they have this scope. Without it an endpoint refuses tokens.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder endpoint, string scope) => endpoint.WithMetadata(new ScopeNeeded(scope));

    /// <summary>Whether the principal may what a scope allows; people may whatever their access allows.</summary>
    public static bool Has(this Me me, string scope)
    {
        ArgumentNullException.ThrowIfNull(me);
        return me.Token is null || me.Token.Scopes.Contains(scope);
    }
}

/// <summary>The scope that an endpoint needs of API tokens.</summary>
public sealed record ScopeNeeded(string Scope);

/// <summary>The token of a request.</summary>
public sealed record TokenOfRequest(Guid Id, IReadOnlySet<string> Scopes);
