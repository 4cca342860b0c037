using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Live;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Agents;

/// <summary>Another address, from the moment its owner follows the link. Nobody learns whether an address is in use.</summary>
public static class ChangeEmail
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/me/email", Ask).WithSummary("Ask for another address; a link goes to it and a notice to the present one");
        api.MapPut("/me/email", Confirm).AllowAnonymous().WithSummary("Confirm the new address by the token of the link")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Accepted> Ask(
        Request request, Me me, HttpContext context, Store store, Passwords passwords, Limits limits)
    {
        var check = new Check();
        var email = check.Email("email", request.Email);
        check.Done();
        var agent = await ChangePassword.MustKnowPassword(me, request.Password, context, store, passwords, limits);
        var owner = await FindOwner(store, email);
        await store.Write(me.AccountId, unit =>
        {
            // The notice goes out in either case, or its absence would tell.
            unit.QueueLetter(MailPurpose.EmailChanged, agent.Email, agent.Name, agent.Locale, agent.Id);
            if (owner is null || owner.Id == agent.Id)
            {
                var secret = unit.NewSecret(SecretPurpose.EmailChange, agent.Id, email);
                unit.QueueLetter(MailPurpose.EmailConfirmation, email, agent.Name, agent.Locale, agent.Id, secret.Id);
            }

            return Task.CompletedTask;
        });
        if (owner is not null && owner.Id != agent.Id)
        {
            await store.Write(owner.AccountId, unit =>
                Task.FromResult(unit.QueueLetter(MailPurpose.AddressTaken, owner.Email, owner.Name, owner.Locale, owner.Id)));
        }

        return TypedResults.Accepted((string?)null);
    }

    private static async Task<NoContent> Confirm(TokenRequest request, Store store, Tokens tokens, TimeProvider clock)
    {
        var secret = await store.FindSecret(tokens, SecretPurpose.EmailChange, request.Token, clock.Now());
        await store.Write(secret.AccountId, async unit =>
        {
            await unit.Use(secret);
            var agent = await unit.Db.Agents.AsTracking()
                .SingleOrDefaultAsync(a => a.Id == secret.SubjectId && a.DeletedAt == null) ?? throw Problem.BadToken();
            var normalized = secret.Email!.ToUpperInvariant();
            if (await unit.Db.Agents.AnyAsync(a => a.NormalizedEmail == normalized && a.Id != agent.Id))
                throw Problem.Conflict("email_taken");
            agent.Email = secret.Email;
            agent.NormalizedEmail = normalized;
            agent.Address.Renew(unit.Now);

            // A link in the old mailbox opens nothing any more, and the new one may be sent another.
            await unit.EndSecrets(agent.Id, SecretPurpose.PasswordReset);
            unit.Emit("me", new { }, Audience.OneAgent, agentId: agent.Id);
            unit.Emit("settings", new { });
            await unit.WakeWaiting();
        });
        return TypedResults.NoContent();
    }

    private static async Task<Agent?> FindOwner(Store store, string email)
    {
        var normalized = email.ToUpperInvariant();
        await using var db = store.Read();
        return await db.Agents.SingleOrDefaultAsync(a => a.NormalizedEmail == normalized);
    }

    public sealed record Request(string Email, string Password);
}
