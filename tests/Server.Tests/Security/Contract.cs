namespace Nightbell.Server.Tests.Security;

/// <summary>What the contract says about who may ask what, for the tests that go through the published document.</summary>
public static class Contract
{
    private const string Id = "0197a000-0000-7000-8000-000000000001";

    /// <summary>What needs no sign-in, and why.</summary>
    public static readonly IReadOnlyDictionary<string, string> Public = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["GET /widget/v1/{key}"] = "the widget of any visitor reads it; the key names the account",
        ["GET /widget/v1/{key}/events"] = "shows the same thing live",
        ["POST /widget/v1/{key}/visitors"] = "makes the visitor's token",
        ["POST /api/session"] = "signing in",
        ["GET /api/setup"] = "asked by the page before anybody has an account",
        ["POST /api/setup"] = "proved by the set-up code; closed from the first account on",
        ["POST /api/password-resets"] = "asked by who cannot sign in",
        ["PUT /api/password-resets"] = "proved by the mailed token",
        ["PUT /api/me/email"] = "proved by the mailed token",
        ["PUT /api/me/address/confirmation"] = "proved by the mailed token",
        ["PUT /api/recipients/confirmation"] = "proved by the mailed token",
        ["PUT /api/invitations/acceptance"] = "proved by the mailed token",
        ["GET /api/unsubscribe/{token}"] = "proved by the mailed token; shows what it would switch off",
        ["GET /unsubscribe/{token}"] = "the page behind the link of a mail; changes nothing",
        ["POST /unsubscribe/{token}"] = "one-click unsubscribe (RFC 8058), proved by the token",
        ["GET /api/demo"] = "exists in demo mode alone",
        ["POST /inbound/mail"] = "proved by the inbound token; does not exist where none is configured",
        ["GET /pictures/{agent}/{version}"] = "shown by the widget; the address names the picture's content",
        ["GET /widget.js"] = "the widget itself",
        ["GET /healthz"] = "asked by supervisors",
        ["GET /readyz"] = "asked by load balancers",
        ["GET /metrics"] = "asked by Prometheus",
    };

    /// <summary>What a visitor's token opens; nobody else's session does.</summary>
    public static readonly IReadOnlySet<string> Visitors = new HashSet<string>(StringComparer.Ordinal)
    {
        "PUT /widget/v1/visitor",
        "GET /widget/v1/conversation",
        "POST /widget/v1/messages",
        "GET /widget/v1/events",
        "PUT /widget/v1/typing",
        "POST /widget/v1/leave",
    };

    /// <summary>What needs full access.</summary>
    public static readonly IReadOnlySet<string> FullAccess = new HashSet<string>(StringComparer.Ordinal)
    {
        "PUT /api/settings/notifications",
        "POST /api/agents",
        "PATCH /api/agents/{id}",
        "DELETE /api/agents/{id}",
        "DELETE /api/agents/{id}/second-factor",
        "POST /api/groups",
        "PATCH /api/groups/{id}",
        "DELETE /api/groups/{id}",
        "PUT /api/settings/office-hours",
        "PUT /api/settings/widget",
        "POST /api/canned-answers",
        "PATCH /api/canned-answers/{id}",
        "DELETE /api/canned-answers/{id}",
        "GET /api/mails",
        "GET /api/mails/{id}",
        "POST /api/mails/test",
        "GET /api/settings/mail",
        "PUT /api/settings/mail",
        "GET /api/settings/mail/domain",
        "GET /api/audit",
        "GET /api/tokens",
        "POST /api/tokens",
        "DELETE /api/tokens/{id}",
        "GET /api/visitors/blocked",
        "PUT /api/visitors/{id}/block",
        "DELETE /api/visitors/{id}/block",
        "GET /api/reports/waiting",
        "GET /api/reports/messages",
        "GET /api/reports/notices",
        "GET /api/reports/mails",
        "GET /mailbox/mails",
        "GET /mailbox/mails/{id}/html",
    };

    /// <summary>Any signed-in agent.</summary>
    public static readonly IReadOnlySet<string> AnyAgent = new HashSet<string>(StringComparer.Ordinal)
    {
        "DELETE /api/session",
        "DELETE /api/sessions",
        "PUT /api/me/password",
        "PUT /api/me/picture",
        "DELETE /api/me/picture",
        "GET /api/me/second-factor",
        "POST /api/me/second-factor",
        "PUT /api/me/second-factor",
        "POST /api/me/second-factor/recovery-codes",
        "POST /api/me/second-factor/removal",
        "GET /api/me",
        "PATCH /api/me",
        "POST /api/me/email",
        "POST /api/me/address/confirmation",
        "PUT /api/me/status",
        "PUT /api/me/devices/{id}",
        "DELETE /api/me/devices/{id}",
        "GET /api/events",
        "GET /api/conversations",
        "GET /api/conversations/{id}",
        "PUT /api/conversations/{id}/opened",
        "PUT /api/conversations/{id}/acceptance",
        "DELETE /api/conversations/{id}/acceptance",
        "PUT /api/conversations/{id}/assignment",
        "GET /api/conversations/counts",
        "GET /api/visitors/{id}",
        "PUT /api/visitors/{id}/note",
        "POST /api/conversations/{id}/messages",
        "PUT /api/conversations/{id}/resolution",
        "DELETE /api/conversations/{id}/resolution",
        "GET /api/conversations/{id}/notices",
        "PUT /api/conversations/{id}/typing",
        "GET /api/me/notices",
        "POST /api/notices/preview",
        "GET /api/settings/notifications",
        "GET /api/agents",
        "GET /api/groups",
        "GET /api/settings/office-hours",
        "GET /api/settings/widget",
        "GET /api/canned-answers",
    };

    /// <summary>A body that is right in itself, so that an answer is about who asks and not about what was sent.</summary>
    public static readonly IReadOnlyDictionary<string, object> Bodies = new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["PUT /api/settings/notifications"] = new
        {
            offlineMessages = true,
            unacceptedConversations = true,
            offlineDelaySeconds = 120,
            acceptDelaySeconds = 300,
            additionalRecipients = Array.Empty<object>(),
        },
        ["POST /api/agents"] = new { email = "somebody@example.com", access = "limited" },
        ["PATCH /api/agents/{id}"] = new { active = true },
        ["POST /api/groups"] = new { name = "Somebody", agentIds = Array.Empty<string>() },
        ["PATCH /api/groups/{id}"] = new { name = "Somebody" },
        ["PUT /api/settings/office-hours"] = new { enabled = false, timeZone = "UTC", days = new { }, closed = Array.Empty<string>() },
        ["PUT /api/me/password"] = new { password = "not the right password", newPassword = "another fine passphrase" },
        ["PUT /api/me/picture"] = new { },
        ["POST /api/me/second-factor"] = new { password = "not the right password" },
        ["PUT /api/me/second-factor"] = new { code = "000000" },
        ["POST /api/me/second-factor/recovery-codes"] = new { password = "not the right password" },
        ["POST /api/me/second-factor/removal"] = new { password = "not the right password" },
        ["PATCH /api/me"] = new { locale = "en" },
        ["POST /api/me/email"] = new { email = "else@example.com", password = "not the right password" },
        ["PUT /api/me/status"] = new { status = "offline" },
        ["PUT /api/me/devices/{id}"] = new { kind = "web", name = "Chrome" },
        ["PUT /api/conversations/{id}/opened"] = new { device = Id },
        ["POST /api/conversations/{id}/messages"] = new { text = "Hello" },
        ["PUT /api/visitors/{id}/note"] = new { text = "Hello" },
        ["PUT /api/conversations/{id}/assignment"] = new { agentId = Id },
        ["POST /api/notices/preview"] = new { },
        ["PUT /widget/v1/visitor"] = new { name = "Somebody" },
        ["POST /widget/v1/messages"] = new { text = "Hello" },
        ["POST /widget/v1/{key}/visitors"] = new { },
        ["POST /api/session"] = new { email = "nobody@example.com", password = "not the right password" },
        ["POST /api/setup"] = new { code = "forged", accountName = "Shop", name = "Somebody", email = "nobody@example.com", password = "another fine passphrase" },
        ["POST /api/password-resets"] = new { email = "nobody@example.com" },
        ["PUT /api/password-resets"] = new { token = "forged", password = "another fine passphrase" },
        ["PUT /api/me/email"] = new { token = "forged" },
        ["PUT /api/me/address/confirmation"] = new { token = "forged" },
        ["PUT /api/recipients/confirmation"] = new { token = "forged" },
        ["PUT /api/invitations/acceptance"] = new { token = "forged", name = "Somebody", password = "another fine passphrase" },
        ["POST /api/canned-answers"] = new { shortcut = "hello", text = "Hello" },
        ["PATCH /api/canned-answers/{id}"] = new { text = "Hello" },
        ["PUT /api/settings/widget"] = new { },
        ["POST /api/tokens"] = new { name = "Program", scopes = new[] { "conversations:read" } },
        ["PUT /api/settings/mail"] = new { smtp = (object?)null },
    };

    /// <summary>Everything the server may be asked.</summary>
    public static IEnumerable<string> All => Public.Keys.Concat(Visitors).Concat(FullAccess).Concat(AnyAgent);
}
