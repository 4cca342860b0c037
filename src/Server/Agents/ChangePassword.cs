using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Live;
using Nightbell.Platform;

namespace Nightbell.Agents;

/// <summary>A new password for the signed-in agent: every other session ends; streams end whosever they are, and this session's are opened anew by its page.</summary>
public static class ChangePassword
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPut("/me/password", Handle).WithSummary("Change my password; ends my other sessions");

    private static async Task<NoContent> Handle(
        Request request, Me me, HttpContext context, Store store, Passwords passwords, Limits limits)
    {
        var check = new Check();
        check.Password("newPassword", request.NewPassword);
        check.Done();
        await MustKnowPassword(me, request.Password, context, store, passwords, limits);
        var hash = passwords.Hash(request.NewPassword);
        await store.Write(me.AccountId, async unit =>
        {
            var agent = await unit.FindAgent(me.AgentId);
            agent.PasswordHash = hash;

            // Links that somebody else may have asked for open nothing any more.
            await unit.EndSecrets(agent.Id, SecretPurpose.PasswordReset);
            await unit.EndSecrets(agent.Id, SecretPurpose.EmailChange);
            await unit.EndSessions(unit.Db.Sessions.Where(s => s.AgentId == agent.Id && s.Id != me.SessionId), agent.Id);
            unit.Emit(EventStream.EndingEvent, new { }, Audience.Server, agentId: agent.Id);
        });
        return TypedResults.NoContent();
    }

    /// <summary>A signed-in browser may be left alone: what moves the account asks for the password too, limited like signing in.</summary>
    /// <exception cref="Problem">400 <c>wrong_password</c>, 429.</exception>
    public static async Task<Agent> MustKnowPassword(
        Me me, string password, HttpContext context, Store store, Passwords passwords, Limits limits)
    {
        ArgumentNullException.ThrowIfNull(me);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(passwords);
        ArgumentNullException.ThrowIfNull(limits);
        Agent agent;
        await using (var db = store.Read())
            agent = await db.Agents.SingleAsync(a => a.Id == me.AgentId);
        limits.SignIn(context, agent.Email);
        return passwords.Verify(agent, password) == PasswordVerificationResult.Failed ? throw Problem.WrongPassword() : agent;
    }

    public sealed record Request(string Password, string NewPassword);
}
