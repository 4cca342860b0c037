using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Live;
using Nightbell.Outbox;
using Nightbell.Platform;
using Nightbell.Webhooks;

namespace Nightbell.Agents;

/// <summary>The signed-in agent: profile, own switches, status on all devices.</summary>
public static class ReadMe
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me", Read).WithSummary("My profile, switches and devices");
        api.MapPatch("/me", Change).WithSummary("Change my profile and switches");
        api.MapPut("/me/status", SetStatus).WithSummary("Set my status, on all devices");
    }

    private static async Task<Ok<Answer>> Read(Me me, Store store, Settings settings, Relay relay, TimeProvider clock)
    {
        await using var db = store.Read();
        return TypedResults.Ok(await Load(db, me, settings, relay, clock.Now()));
    }

    private static async Task<Ok<Answer>> Change(Request request, Me me, Store store, Settings settings, Relay relay)
    {
        var check = new Check();
        var name = request.Name is null ? null : check.Name("name", request.Name);
        if (request.Locale is not null)
            check.Locale("locale", request.Locale);
        if (request.TimeZone is not null)
            check.TimeZone("timeZone", request.TimeZone);
        check.Done();
        return TypedResults.Ok(await store.Write(me.AccountId, async unit =>
        {
            var agent = await unit.Db.Agents.AsTracking().SingleAsync(a => a.Id == me.AgentId);
            agent.Name = name ?? agent.Name;
            agent.Locale = request.Locale ?? agent.Locale;
            agent.TimeZone = request.TimeZone ?? agent.TimeZone;
            agent.Switch(request.OfflineMessages, request.UnacceptedConversations, unit.Now);
            unit.Emit("me", new { }, Audience.OneAgent, agentId: agent.Id);
            await unit.WakeWaiting();
            await unit.Db.SaveChangesAsync();
            return await Load(unit.Db, me, settings, relay, unit.Now);
        }));
    }

    private static async Task<Ok<Answer>> SetStatus(StatusRequest request, Me me, Store store, Settings settings, Relay relay) =>
        TypedResults.Ok(await store.Write(me.AccountId, async unit =>
        {
            var agent = await unit.Db.Agents.AsTracking().SingleAsync(a => a.Id == me.AgentId);
            if (agent.Status != request.Status)
            {
                var toldOnline = agent.ToldOnline;
                agent.Status = request.Status;
                await unit.RefreshTeams();

                // Whom it makes neither online nor offline, as without a device: colleagues see the status itself, too.
                if (agent.ToldOnline == toldOnline)
                    unit.Emit("presence", new PresenceEvent(agent.Id, agent.Status, toldOnline));
                unit.Emit("me", new { }, Audience.OneAgent, agentId: agent.Id);
            }

            return await Load(unit.Db, me, settings, relay, unit.Now);
        }));

    /// <summary>Sets an agent's own switches, and notes when they moved.</summary>
    public static void Switch(this Agent agent, bool? offlineMessages, bool? unacceptedConversations, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(agent);
        if (offlineMessages is { } offline && offline != agent.OfflineMessages)
            (agent.OfflineMessages, agent.OfflineMessagesSwitchedAt) = (offline, now);
        if (unacceptedConversations is { } unaccepted && unaccepted != agent.UnacceptedConversations)
            (agent.UnacceptedConversations, agent.UnacceptedConversationsSwitchedAt) = (unaccepted, now);
    }

    private static async Task<Answer> Load(Db db, Me me, Settings settings, Relay relay, DateTimeOffset now)
    {
        var agent = await db.Agents.AsNoTracking().SingleAsync(a => a.Id == me.AgentId);
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == me.AccountId);
        var webhooksOff = me.IsFull
            ? await db.Webhooks.CountAsync(w => w.AccountId == me.AccountId && (w.Off == WebhookOff.Gone || w.Off == WebhookOff.Failing))
            : 0;
        var devices = await db.Devices.AsNoTracking().Where(d => d.AgentId == me.AgentId).OrderBy(d => d.Since).ToListAsync();
        return new Answer(
            agent.Id,
            agent.Name,
            agent.Email,
            agent.Locale,
            agent.TimeZone,
            agent.Active,
            agent.Access,
            agent.Status,
            agent.IsOnline(now),
            agent.OfflineMessages,
            agent.UnacceptedConversations,
            MyAddress.Of(agent, relay.Of(account), now),
            AgentPicture.PathOf(agent.Id, agent.Picture),
            new AccountItem(account.Id, account.Name, account.Package, settings.Package(account.Package).Features(), settings.Package(account.Package).Agents,
                !relay.CanSend(relay.Of(account)), me.Access == Access.Full ? SenderTroubleItem.Of(account, agent.Locale, agent.TimeZone, now) : null,
                webhooksOff,
                SupportKey(account, settings)),
            [.. devices.Select(d => DeviceItem.Of(d, now))]);
    }

    /// <summary>Whoever helps is not helped by themselves.</summary>
    private static string? SupportKey(Account account, Settings settings) =>
        settings.Package(account.Package).Support && settings.Support.WidgetKey is { Length: > 0 } key && key != account.WidgetKey ? key : null;

    public sealed record Request(
        string? Name = null, string? Locale = null, string? TimeZone = null, bool? OfflineMessages = null, bool? UnacceptedConversations = null);

    public sealed record StatusRequest(AgentStatus Status);

    public sealed record Answer(
        Guid Id,
        string Name,
        string Email,
        string Locale,
        string TimeZone,
        bool Active,
        Access Access,
        AgentStatus Status,
        bool Online,
        bool OfflineMessages,
        bool UnacceptedConversations,
        MyAddress Address,
        string? Picture,
        AccountItem Account,
        IReadOnlyList<DeviceItem> Devices);

    /// <param name="Id">The account.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Package">Its package.</param>
    /// <param name="Features">What the package includes.</param>
    /// <param name="AgentLimit">How many agents may be active at once; null for as many as there are.</param>
    /// <param name="MailCaptured">No mail server is configured: mails stay on the page "Mailbox".</param>
    /// <param name="SenderTrouble">What mail servers have against how the account's mails are sent: for full access; null for nothing.</param>
    /// <param name="WebhooksOff">Webhooks that were switched off because they failed, or were told to stop: for full access.</param>
    /// <param name="SupportKey">The key of the widget by which this installation's operator helps; null where the package or the operator has none.</param>
    public sealed record AccountItem(
        Guid Id,
        string Name,
        string Package,
        IReadOnlyList<string> Features,
        int? AgentLimit,
        bool MailCaptured,
        SenderTroubleItem? SenderTrouble,
        int WebhooksOff,
        string? SupportKey);
}

/// <summary>What is known of an address.</summary>
public sealed record AddressItem(AddressState State, Mail.Reports.Cause? Cause, DateTimeOffset? Since)
{
    public static AddressItem Of(AddressHealth health)
    {
        ArgumentNullException.ThrowIfNull(health);
        return new(health.State, health.Cause, health.Since);
    }
}

/// <summary>What is known of one's own address, and what to do about it.</summary>
/// <param name="State">Usable, doubtful or unusable.</param>
/// <param name="Cause">Why; null while it is usable.</param>
/// <param name="Since">Since when.</param>
/// <param name="RenewedAt">When it was last changed or confirmed; null for never since the invitation.</param>
/// <param name="Words">The mail server's own words.</param>
/// <param name="Text">All of that as a sentence.</param>
/// <param name="Advice">What to do about it.</param>
/// <param name="Letter">A ready text for whoever runs one's mail, where they alone can help.</param>
public sealed record MyAddress(
    AddressState State,
    Mail.Reports.Cause? Cause,
    DateTimeOffset? Since,
    DateTimeOffset? RenewedAt,
    string? Words,
    string? Text,
    string? Advice,
    string? Letter)
{
    public static MyAddress Of(Agent agent, Sender sender, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(agent);
        var health = agent.Address;
        if (health.Cause is not { } cause || health.State == AddressState.Usable)
            return new(health.State, null, null, health.RenewedAt, null, null, null, null);
        var since = health.Since is { } at ? Texts.Moment(agent.Locale, agent.TimeZone, at, now) : "?";
        return new(
            health.State,
            cause,
            health.Since,
            health.RenewedAt,
            health.Words,
            ExplainCause.Mine(agent.Locale, cause, since, health.Words),
            ExplainCause.Advice(agent.Locale, cause),
            ExplainCause.Letter(agent.Locale, cause, sender, agent.Email, since, health.Words));
    }
}
