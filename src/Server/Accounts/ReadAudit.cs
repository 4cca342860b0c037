using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Accounts;

/// <summary>Who changed which setting, when, from what to what.</summary>
public static class ReadAudit
{
    private const int MaxNameLength = 60;

    public static void Map(IEndpointRouteBuilder full) => full.MapGet("/audit", Handle).Needs(Scopes.SettingsRead)
        .WithSummary("Who changed which setting, newest first; setting narrows it to one, or to all that begin so with a dot");

    private static async Task<Ok<Page<AuditItem>>> Handle(
        Me me, Store store, string? setting = null, Guid? agent = null, string? after = null, int limit = Paging.DefaultLimit)
    {
        var check = new Check();
        check.Require(setting is null or { Length: > 0 and <= MaxNameLength }, "setting", "length");
        check.Require(setting?.All(c => char.IsAsciiLetter(c) || c == '.') is not false, "setting", "characters");
        var from = Paging.Read(after, check);
        check.Between("limit", limit, 1, Paging.MaxLimit);
        check.Done();
        await using var db = store.Read();
        var changes = me.AuditOf(db.SettingChanges.Where(c => c.AccountId == me.AccountId));
        if (setting is not null)
            changes = changes.Where(c => c.Setting == setting || c.Setting.StartsWith(setting + "."));
        if (agent is { } agentId)
            changes = changes.Where(c => c.AgentId == agentId);
        if (from is { } cursor)
            changes = changes.Where(c => c.At < cursor.At || (c.At == cursor.At && c.Id.CompareTo(cursor.Id) < 0));
        var page = await changes.OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Take(limit + 1).ToListAsync();
        return TypedResults.Ok(new Page<AuditItem>([.. page.Take(limit).Select(AuditItem.Of)], Paging.Next(page, limit, c => (c.At, c.Id))));
    }

    /// <summary>
    /// A token reads of a change what it may read elsewhere: lines on visitors and agents name them and their addresses, those on webhooks hold
    /// addresses that may be secret. Mail servers and tokens are for people.
    /// </summary>
    private static IQueryable<SettingChange> AuditOf(this Me me, IQueryable<SettingChange> changes)
    {
        if (!me.Has(Scopes.ConversationsRead))
            changes = changes.Where(c => !c.Setting.StartsWith("visitor."));
        if (!me.Has(Scopes.AgentsRead))
            changes = changes.Where(c => c.Setting != "agent" && !c.Setting.StartsWith("agent."));
        if (!me.Has(Scopes.WebhooksWrite))
            changes = changes.Where(c => c.Setting != "webhook" && !c.Setting.StartsWith("webhook."));
        return me.Token is null ? changes : changes.Where(c => c.Setting != "token" && c.Setting != "mail" && !c.Setting.StartsWith("mail."));
    }
}

/// <summary>One change of one setting.</summary>
/// <param name="Id">The change.</param>
/// <param name="At">When.</param>
/// <param name="AgentId">Who; null for the operator on the command line, an API token, and what the server did by itself.</param>
/// <param name="AgentName">Their name, or that of the API token, at that time.</param>
/// <param name="Setting">As the API names it, such as <c>offlineMessages</c> or <c>agent.active</c>.</param>
/// <param name="Before">What it was; null for what was not there.</param>
/// <param name="After">What it became; null for what is no more.</param>
/// <param name="TokenId">The API token that did it; null for everybody else.</param>
public sealed record AuditItem(
    Guid Id, DateTimeOffset At, Guid? AgentId, string AgentName, string Setting, JsonElement? Before, JsonElement? After, Guid? TokenId)
{
    public static AuditItem Of(SettingChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new(change.Id, change.At, change.AgentId, change.AgentName, change.Setting, Read(change.OldValue), Read(change.NewValue), change.TokenId);
    }

    private static JsonElement? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<JsonElement>(json, Json.Options);
}
