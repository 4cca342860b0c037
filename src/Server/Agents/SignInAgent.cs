using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Live;
using Nightbell.Mail.Compose;
using Nightbell.Platform;

namespace Nightbell.Agents;

/// <summary>Signing in, here; signing out, here or everywhere.</summary>
public static class SignInAgent
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/session", Start).AllowAnonymous()
            .WithSummary("Sign in; sets the cookie").ProducesProblem(StatusCodes.Status401Unauthorized);
        api.MapDelete("/session", End).WithSummary("Sign out here");
        api.MapDelete("/sessions", EndAll).WithSummary("Sign out everywhere");
    }

    private static async Task<NoContent> Start(
        Request request, HttpContext context, Store store, Passwords passwords, Limits limits, Authenticators authenticators)
    {
        limits.SignIn(context, request.Email);
        var agent = await Find(store, request.Email);

        // An unknown address costs as much time as a known one: a password is hashed in either case.
        var verified = passwords.Verify(agent, request.Password);
        if (agent is null || verified == PasswordVerificationResult.Failed)
            throw new Problem(StatusCodes.Status401Unauthorized, "sign_in_failed");
        if (request.Code is not null)
            limits.Codes(agent.Id);

        // Hashing takes long, and units wait for each other.
        var anew = verified == PasswordVerificationResult.SuccessRehashNeeded ? passwords.Hash(request.Password) : null;
        var session = await store.Write(agent.AccountId, async unit =>
        {
            await MustStillBe(unit, agent, anew);
            await MustKnowCode(unit, authenticators, agent.Id, request.Code);
            return unit.StartSession(agent);
        });
        await context.SignInAsync(SignIn.Principal(session.Id), new AuthenticationProperties { IsPersistent = true });
        return TypedResults.NoContent();
    }

    /// <summary>Who changed or reset the password meanwhile has ended all sessions, this one too; otherwise it may be kept more strongly.</summary>
    private static async Task MustStillBe(Unit unit, Agent verified, string? anew)
    {
        var agent = await unit.Db.Agents.AsTracking().SingleOrDefaultAsync(a => a.Id == verified.Id && a.DeletedAt == null);
        if (agent?.PasswordHash is null || agent.PasswordHash != verified.PasswordHash)
            throw new Problem(StatusCodes.Status401Unauthorized, "sign_in_failed");
        agent.PasswordHash = anew ?? agent.PasswordHash;
    }

    /// <summary>The second step of whoever set one up. Inside the unit, so that no code counts twice.</summary>
    private static async Task MustKnowCode(Unit unit, Authenticators authenticators, Guid agentId, string? code)
    {
        var factor = await unit.Db.SecondFactors.AsTracking().SingleOrDefaultAsync(f => f.AgentId == agentId && f.Since != null);
        if (factor is null)
            return;
        if (string.IsNullOrWhiteSpace(code))
            throw new Problem(StatusCodes.Status401Unauthorized, "code_needed");
        if (!await authenticators.Take(unit, factor, code))
            throw new Problem(StatusCodes.Status401Unauthorized, "code_wrong");
    }

    private static async Task<Agent?> Find(Store store, string text)
    {
        if (!EmailAddress.TryParse(text, out var email))
            return null;
        var normalized = email.ToUpperInvariant();
        await using var db = store.Read();
        return await db.Agents.SingleOrDefaultAsync(a => a.NormalizedEmail == normalized && a.JoinedAt != null);
    }

    private static async Task<NoContent> End(Me me, HttpContext context, Store store)
    {
        await store.Write(me.AccountId, unit => unit.EndSessions(unit.Db.Sessions.Where(s => s.Id == me.SessionId), me.AgentId));
        await context.SignOutAsync();
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> EndAll(Me me, HttpContext context, Store store)
    {
        await store.Write(me.AccountId, unit => unit.EndSessions(unit.Db.Sessions.Where(s => s.AgentId == me.AgentId), me.AgentId));
        await context.SignOutAsync();
        return TypedResults.NoContent();
    }

    /// <summary>Signs an agent in: the cookie is the caller's to give.</summary>
    public static Session StartSession(this Unit unit, Agent agent)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(agent);
        var session = new Session
        {
            Id = unit.Now.NewId(),
            AccountId = agent.AccountId,
            AgentId = agent.Id,
            CreatedAt = unit.Now,
            ExpiresAt = unit.Now + SignIn.SessionLife,
        };
        unit.Db.Add(session);
        return session;
    }

    /// <summary>Ends sessions of an agent, with their devices and streams.</summary>
    public static async Task EndSessions(this Unit unit, IQueryable<Session> sessions, Guid agentId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var ids = await sessions.Select(s => s.Id).ToListAsync();
        await unit.Db.Sessions.Where(s => ids.Contains(s.Id)).ExecuteDeleteAsync();
        await unit.SignOutDevices(unit.Db.Devices.Where(d => d.AgentId == agentId && ids.Contains(d.SessionId)));
        unit.Emit("session", new { }, Audience.Server, agentId: agentId);
    }

    /// <param name="Email">The sign-in name.</param>
    /// <param name="Password">The password.</param>
    /// <param name="Code">With two-factor sign-in, which answers 401 <c>code_needed</c> without it: what the authenticator shows, or a recovery code.</param>
    public sealed record Request(string Email, string Password, string? Code = null);
}
