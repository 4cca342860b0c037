using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Live;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>
/// A test mail to me; its link confirms my address. Who has full access also reads the whole conversation with the mail server, in
/// <c>GET /api/mails/{id}</c>; any agent may have one sent, so that whoever's address counts as unusable can prove that it works.
/// </summary>
public static class SendTestMail
{
    public static void Map(IEndpointRouteBuilder full) => full.MapPost("/mails/test", Handle)
        .WithSummary("Send a test mail to me; its link confirms my address, and the mail's attempts show the SMTP conversation");

    private static async Task<Accepted<Answer>> Handle(Me me, HttpContext context, Store store, Limits limits)
    {
        limits.Messages(context, me.AgentId);
        return TypedResults.Accepted((string?)null, new Answer(await store.Write(me.AccountId, unit => Queue(unit, me))));
    }

    public static async Task<Guid> Queue(Unit unit, Me me)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(me);
        var agent = await unit.FindAgent(me.AgentId);
        var secret = unit.NewSecret(SecretPurpose.AddressConfirmation, agent.Id, agent.Email);
        return unit.QueueLetter(MailPurpose.Test, agent.Email, agent.Name, agent.Locale, agent.Id, secret.Id).Id;
    }

    /// <param name="Id">The mail, to look up what became of it.</param>
    public sealed record Answer(Guid Id);
}

/// <summary>The link in a test mail was followed: the address works, whatever was known of it.</summary>
public static class ConfirmAddress
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/me/address/confirmation", Ask).WithSummary("Send me a test mail whose link confirms that mail to my address arrives");
        api.MapPut("/me/address/confirmation", Handle).AllowAnonymous()
            .WithSummary("Confirm that mail to my address arrives, by the token of a test mail");
    }

    private static async Task<Accepted> Ask(Me me, HttpContext context, Store store, Limits limits)
    {
        limits.Messages(context, me.AgentId);
        await store.Write(me.AccountId, unit => SendTestMail.Queue(unit, me));
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<NoContent> Handle(TokenRequest request, Store store, Tokens tokens, TimeProvider clock)
    {
        var secret = await store.FindSecret(tokens, SecretPurpose.AddressConfirmation, request.Token, clock.Now());
        await store.Write(secret.AccountId, async unit =>
        {
            await unit.Use(secret);

            // A link to an address that was changed since says nothing about the present one.
            var agent = await unit.Db.Agents.AsTracking()
                .SingleOrDefaultAsync(a => a.Id == secret.SubjectId && a.DeletedAt == null && a.Email == secret.Email)
                ?? throw Problem.BadToken();
            agent.Address.Renew(unit.Now);
            unit.Emit("me", new { }, Audience.OneAgent, agentId: agent.Id);
            unit.Emit("settings", new { });
            await unit.WakeWaiting();
        });
        return TypedResults.NoContent();
    }
}
