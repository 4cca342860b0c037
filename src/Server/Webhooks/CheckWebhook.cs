using System.Net;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Webhooks;

/// <summary>What a webhook may be.</summary>
public static class CheckWebhook
{
    /// <summary>An address of the internet by https. A name is judged again, and truly, whenever it is connected to.</summary>
    public static string WebhookUrl(this Check check, string field, string text, WebhookClient client, Settings settings)
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(settings);
        var clean = check.Name(field, text.Trim(), Check.MaxUrlLength);
        if (!Uri.TryCreate(clean, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.Host.Length == 0
            || url.UserInfo.Length > 0 || url.Fragment.Length > 0 || url.AsciiHost() is null)
        {
            check.Add(field, "url");
            return clean;
        }

        check.Require(url.Scheme == "https" || settings.Webhooks.AllowHttp, field, "https");
        var host = url.Host.Trim('[', ']');
        var isPrivate = IPAddress.TryParse(host, out var address)
            ? !client.Allows(address)
            : !settings.Webhooks.AllowPrivate && (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));
        check.Require(!isPrivate, field, "private");
        return url.AbsoluteUri;
    }

    /// <summary>One or more of those there are, in their order.</summary>
    public static IReadOnlyList<string> WebhookEvents(this Check check, string field, IReadOnlyList<string> events)
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(events);
        check.Require(events.Count > 0, field, "required");
        for (var i = 0; i < events.Count; i++)
            check.Require(Webhooks.WebhookEvents.All.Contains(events[i], StringComparer.Ordinal), $"{field}[{i}]", "unknown");
        return [.. Webhooks.WebhookEvents.All.Where(e => events.Contains(e, StringComparer.Ordinal))];
    }

    /// <summary>A token hears by a webhook only what it may read.</summary>
    /// <exception cref="Problem">403 <c>scope_needed</c>.</exception>
    public static void MustMayRead(this Me me, IEnumerable<string> events)
    {
        ArgumentNullException.ThrowIfNull(me);
        if (!events.All(e => me.Has(Webhooks.WebhookEvents.ScopeFor(e))))
            throw Problem.Forbidden("scope_needed");
    }

    /// <summary>The types of deliveries that whoever asks may read: of a token, what its scopes let it read besides, whatever the webhook is told now.</summary>
    public static IReadOnlyList<string> DeliveriesToRead(this Me me)
    {
        ArgumentNullException.ThrowIfNull(me);
        return [.. Webhooks.WebhookEvents.All.Where(e => me.Has(Webhooks.WebhookEvents.ScopeFor(e))), Webhooks.WebhookEvents.Test];
    }

    /// <exception cref="Problem">404.</exception>
    public static async Task<Webhook> FindWebhook(this Unit unit, Guid id)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return await unit.Db.Webhooks.AsTracking().SingleOrDefaultAsync(w => w.Id == id && w.AccountId == unit.Account.Id) ?? throw Problem.NotFound();
    }

    /// <summary>What the audit tells of a webhook.</summary>
    public static object Noted(this Webhook webhook)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        return new { webhook.Id, webhook.Url, webhook.Events, Active = webhook.Off is null };
    }

    /// <summary>What listens has changed.</summary>
    public static async Task TellWebhookSettings(this Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        await unit.RefreshWebhookEvents();
        unit.Emit("settings", new { });
    }
}
