using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Mail.Compose;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Agents;

/// <summary>A forgotten password: a link by mail, and the new password by the link.</summary>
public static class ResetPassword
{
    /// <summary>An answer takes this long whether the address is known or not: longer than the work for a known one.</summary>
    private static readonly TimeSpan AnswerAfter = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// A link that is on its way is not sent again before this, or anybody could fill an agent's mailbox; whoever has not got it by then
    /// asks again.
    /// </summary>
    private static readonly TimeSpan OneLinkIn = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/password-resets", Ask).AllowAnonymous().WithSummary("Ask for a link to choose a new password; tells nobody who has an account");
        api.MapPut("/password-resets", Choose).AllowAnonymous().WithSummary("Choose a new password by the token of the link; ends all sessions");
    }

    private static async Task<Accepted> Ask(AskRequest request, HttpContext context, Store store, Limits limits)
    {
        limits.SignIn(context, request.Email);
        var enough = Task.Delay(AnswerAfter, TimeProvider.System);
        if (EmailAddress.TryParse(request.Email, out var email) && await Find(store, email) is { } known)
        {
            await store.Write(known.AccountId, async unit =>
            {
                if (await unit.HasSecret(SecretPurpose.PasswordReset, known.Id, OneLinkIn))
                    return;
                var secret = unit.NewSecret(SecretPurpose.PasswordReset, known.Id, known.Email);
                unit.QueueLetter(MailPurpose.PasswordReset, known.Email, known.Name, known.Locale, known.Id, secret.Id);
            });
        }

        await enough;
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<NoContent> Choose(
        ChooseRequest request, Store store, Tokens tokens, Passwords passwords, TimeProvider clock)
    {
        var check = new Check();
        check.Password("password", request.Password);
        check.Done();
        var secret = await store.FindSecret(tokens, SecretPurpose.PasswordReset, request.Token, clock.Now());
        var hash = passwords.Hash(request.Password);
        await store.Write(secret.AccountId, async unit =>
        {
            await unit.Use(secret);

            // Asked for at the moment at which the address was changed, a link may still have gone to the old one.
            var agent = await unit.Db.Agents.AsTracking()
                .SingleOrDefaultAsync(a => a.Id == secret.SubjectId && a.DeletedAt == null && a.Email == secret.Email)
                ?? throw Problem.BadToken();
            agent.PasswordHash = hash;

            // Whoever asked for another address with the old password does not get it.
            await unit.EndSecrets(agent.Id, SecretPurpose.EmailChange);
            await unit.EndSessions(unit.Db.Sessions.Where(s => s.AgentId == agent.Id), agent.Id);
        });
        return TypedResults.NoContent();
    }

    private static async Task<Agent?> Find(Store store, string email)
    {
        var normalized = email.ToUpperInvariant();
        await using var db = store.Read();
        return await db.Agents.SingleOrDefaultAsync(a => a.NormalizedEmail == normalized && a.JoinedAt != null);
    }

    public sealed record AskRequest(string Email);

    public sealed record ChooseRequest(string Token, string Password);
}
