using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Notices;

/// <summary>Whether and when the account is told by e-mail, and which addresses besides its agents.</summary>
public static class ChangeNotificationSettings
{
    /// <summary>Delays in seconds: short ones let a team that tries things out see a mail soon, longer ones are no notification.</summary>
    private const int MinDelay = 1;
    private const int MaxDelay = 24 * 60 * 60;
    private const int MaxRecipients = 20;

    public static void MapRead(IEndpointRouteBuilder api) =>
        api.MapGet("/settings/notifications", Read).Needs(Scopes.SettingsRead).WithSummary("Settings of e-mail notifications");

    public static void Map(IEndpointRouteBuilder full) =>
        full.MapPut("/settings/notifications", Change).Needs(Scopes.SettingsWrite)
            .WithSummary("Set e-mail notifications; a new additional address is mailed a link to confirm");

    private static async Task<Ok<Answer>> Read(Me me, Store store, Settings settings)
    {
        await using var db = store.Read();
        return TypedResults.Ok(await Load(db, await db.Accounts.SingleAsync(a => a.Id == me.AccountId), settings));
    }

    private static async Task<Ok<Answer>> Change(Request request, Me me, HttpContext context, Store store, Settings settings, Limits limits)
    {
        limits.Messages(context, me.PrincipalId);
        var check = new Check();
        CheckDelay(check, "offlineDelaySeconds", request.OfflineDelaySeconds, settings.Delays.Offline);
        CheckDelay(check, "acceptDelaySeconds", request.AcceptDelaySeconds, settings.Delays.Accept);
        var addresses = ReadAddresses(check, request.AdditionalRecipients);
        check.Done();
        return TypedResults.Ok(await store.Write(me.AccountId, async unit =>
        {
            var account = unit.Account;
            var before = await Load(unit.Db, account, settings);
            account.OfflineMessages = request.OfflineMessages;
            account.UnacceptedConversations = request.UnacceptedConversations;
            account.OfflineDelaySeconds = OwnDelay(request.OfflineDelaySeconds, settings.Delays.Offline);
            account.AcceptDelaySeconds = OwnDelay(request.AcceptDelaySeconds, settings.Delays.Accept);
            await SetRecipients(unit, me, addresses);
            await unit.Db.SaveChangesAsync();
            var after = await Load(unit.Db, account, settings);
            unit.NoteChange(me, "offlineMessages", before.OfflineMessages, after.OfflineMessages);
            unit.NoteChange(me, "unacceptedConversations", before.UnacceptedConversations, after.UnacceptedConversations);
            unit.NoteChange(me, "offlineDelaySeconds", before.OfflineDelaySeconds, after.OfflineDelaySeconds);
            unit.NoteChange(me, "acceptDelaySeconds", before.AcceptDelaySeconds, after.AcceptDelaySeconds);
            unit.NoteChange(
                me,
                "additionalRecipients",
                before.AdditionalRecipients.Select(r => r.Address),
                after.AdditionalRecipients.Select(r => r.Address));
            unit.Emit("settings", new { });
            await unit.WakeWaiting();
            return after;
        }));
    }

    private static async Task<Answer> Load(Db db, Account account, Settings settings)
    {
        var recipients = await db.AdditionalRecipients.AsNoTracking()
            .Where(r => r.AccountId == account.Id).OrderBy(r => r.AddedAt).ThenBy(r => r.Id).ToListAsync();
        return new Answer(
            account.OfflineMessages,
            account.UnacceptedConversations,
            account.OfflineDelaySeconds ?? Seconds(settings.Delays.Offline),
            account.AcceptDelaySeconds ?? Seconds(settings.Delays.Accept),
            [.. recipients.Select(r => new RecipientItem(r.Email, r.ConfirmedAt is not null && r.SwitchedOffAt is null))]);
    }

    /// <summary>The installation's own delay is allowed whatever it is: nobody has to change it to save another setting.</summary>
    private static void CheckDelay(Check check, string field, int seconds, TimeSpan installation)
    {
        if (seconds != Seconds(installation))
            check.Between(field, seconds, MinDelay, MaxDelay);
    }

    /// <summary>Null where the account goes with the installation, so that it goes on doing so.</summary>
    private static int? OwnDelay(int seconds, TimeSpan installation) => seconds == Seconds(installation) ? null : seconds;

    private static int Seconds(TimeSpan delay) => (int)Math.Ceiling(delay.TotalSeconds);

    private static List<string> ReadAddresses(Check check, IReadOnlyList<RecipientRequest> recipients)
    {
        check.Require(recipients.Count <= MaxRecipients, "additionalRecipients", "too_many");
        var addresses = new List<string>();
        for (var i = 0; i < recipients.Count && i < MaxRecipients; i++)
        {
            var field = $"additionalRecipients[{i}]";
            if (recipients[i] is not { } recipient)
            {
                check.Add(field, "required");
                continue;
            }

            var address = check.Email($"{field}.address", recipient.Address);
            check.Require(!addresses.Contains(address, StringComparer.OrdinalIgnoreCase), $"{field}.address", "duplicate");
            addresses.Add(address);
        }

        return addresses;
    }

    /// <summary>Whoever is added reads what visitors write, so a token that adds them must be allowed to read it.</summary>
    private static async Task SetRecipients(Unit unit, Me me, List<string> addresses)
    {
        var present = await unit.Db.AdditionalRecipients.AsTracking().Where(r => r.AccountId == unit.Account.Id).ToListAsync();
        unit.Db.RemoveRange(present.Where(r => !addresses.Contains(r.Email, StringComparer.OrdinalIgnoreCase)));
        foreach (var address in addresses.Except(present.Select(r => r.Email), StringComparer.OrdinalIgnoreCase))
        {
            if (!me.Has(Scopes.ConversationsRead))
                throw Problem.Forbidden("scope_needed");
            var recipient = new AdditionalRecipient
            {
                Id = unit.Now.NewId(),
                AccountId = unit.Account.Id,
                Email = address,
                AddedAt = unit.Now,
            };
            unit.Db.Add(recipient);
            var secret = unit.NewSecret(SecretPurpose.RecipientConfirmation, recipient.Id, address);
            unit.QueueLetter(MailPurpose.RecipientConfirmation, address, null, unit.Account.Locale, secretId: secret.Id);
        }
    }

    public sealed record Request(
        bool OfflineMessages,
        bool UnacceptedConversations,
        int OfflineDelaySeconds,
        int AcceptDelaySeconds,
        IReadOnlyList<RecipientRequest> AdditionalRecipients);

    /// <param name="Address">The address.</param>
    /// <param name="Confirmed">Ignored: only the link in the mail confirms. It may be sent, so that what was read can be written.</param>
    public sealed record RecipientRequest(string Address, bool? Confirmed = null);

    public sealed record Answer(
        bool OfflineMessages,
        bool UnacceptedConversations,
        int OfflineDelaySeconds,
        int AcceptDelaySeconds,
        IReadOnlyList<RecipientItem> AdditionalRecipients);

    /// <param name="Address">The address.</param>
    /// <param name="Confirmed">It was confirmed by the link and not switched off since. To switch it on again, remove and add it.</param>
    public sealed record RecipientItem(string Address, bool Confirmed);
}
