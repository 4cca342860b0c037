using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Data;
using Nightbell.Live;
using Nightbell.Platform;

namespace Nightbell.Agents;

/// <summary>Two-factor sign-in of the signed-in agent: set up, confirmed by a code, its recovery codes, and switched off.</summary>
public static class ChangeSecondFactor
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me/second-factor", Read).WithSummary("Whether signing in asks me for a code, and how many recovery codes are left");
        api.MapPost("/me/second-factor", Begin).WithSummary("A fresh secret for my authenticator; it counts once a code of it was given")
            .ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPut("/me/second-factor", Confirm).WithSummary("Two-factor sign-in counts from now on; the recovery codes, which are shown once")
            .ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("/me/second-factor/recovery-codes", Renew).WithSummary("Fresh recovery codes in place of the old ones")
            .ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("/me/second-factor/removal", Remove).WithSummary("Sign in with my password alone from now on");
    }

    /// <summary>For full access: a colleague who lost the authenticator and the recovery codes.</summary>
    public static void MapReset(IEndpointRouteBuilder full) =>
        full.MapDelete("/agents/{id:guid}/second-factor", Reset)
            .WithSummary("A colleague who lost the authenticator signs in with the password alone, until they set up another one")
            .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Ok<Answer>> Read(Me me, Store store)
    {
        await using var db = store.Read();
        var since = await db.SecondFactors.Where(f => f.AgentId == me.AgentId).Select(f => f.Since).SingleOrDefaultAsync();
        return TypedResults.Ok(new Answer(since is not null, since, await db.RecoveryCodes.CountAsync(r => r.AgentId == me.AgentId)));
    }

    private static async Task<Ok<SecretAnswer>> Begin(
        PasswordRequest request, Me me, HttpContext context, Store store, Passwords passwords, Limits limits, Authenticators authenticators)
    {
        var agent = await ChangePassword.MustKnowPassword(me, request.Password, context, store, passwords, limits);
        return TypedResults.Ok(await store.Write(me.AccountId, async unit =>
        {
            var (written, secret, uri) = authenticators.New(agent, unit.Account.Name);
            var factor = await unit.Db.SecondFactors.AsTracking().SingleOrDefaultAsync(f => f.AgentId == me.AgentId);
            if (factor?.Since is not null)
                throw Problem.Conflict("second_factor_on");
            if (factor is null)
                unit.Db.Add(factor = new SecondFactor { AgentId = me.AgentId, AccountId = me.AccountId, Secret = written });
            factor.Secret = written;
            return new SecretAnswer(secret, uri);
        }));
    }

    private static async Task<Ok<CodesAnswer>> Confirm(
        CodeRequest request, Me me, Store store, Limits limits, Authenticators authenticators)
    {
        limits.Codes(me.AgentId);
        return TypedResults.Ok(await store.Write(me.AccountId, async unit =>
        {
            var factor = await unit.Db.SecondFactors.AsTracking().SingleOrDefaultAsync(f => f.AgentId == me.AgentId)
                ?? throw Problem.Conflict("second_factor_off");
            if (factor.Since is not null)
                throw Problem.Conflict("second_factor_on");
            factor.LastStep = authenticators.StepOf(factor, request.Code, unit.Now) ?? throw Problem.WrongCode();
            factor.Since = unit.Now;
            Note(unit, me, await unit.FindAgent(me.AgentId), true);
            return new CodesAnswer(await Authenticators.RenewRecoveryCodes(unit, me.AgentId));
        }));
    }

    private static async Task<Ok<CodesAnswer>> Renew(
        PasswordRequest request, Me me, HttpContext context, Store store, Passwords passwords, Limits limits)
    {
        await ChangePassword.MustKnowPassword(me, request.Password, context, store, passwords, limits);
        return TypedResults.Ok(await store.Write(me.AccountId, async unit =>
            await unit.Db.SecondFactors.AnyAsync(f => f.AgentId == me.AgentId && f.Since != null)
                ? new CodesAnswer(await Authenticators.RenewRecoveryCodes(unit, me.AgentId))
                : throw Problem.Conflict("second_factor_off")));
    }

    private static async Task<NoContent> Remove(
        PasswordRequest request, Me me, HttpContext context, Store store, Passwords passwords, Limits limits)
    {
        await ChangePassword.MustKnowPassword(me, request.Password, context, store, passwords, limits);
        await store.Write(me.AccountId, async unit => await Off(unit, me, await unit.FindAgent(me.AgentId)));
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Reset(Guid id, Me me, Store store)
    {
        // One's own asks for the password: a signed-in browser may be left alone.
        if (id == me.AgentId)
            throw Problem.Conflict("own_second_factor");
        await store.Write(me.AccountId, async unit => await Off(unit, me, await unit.FindAgent(id)));
        return TypedResults.NoContent();
    }

    private static async Task Off(Unit unit, Me me, Agent agent)
    {
        if (await Authenticators.Remove(unit, agent.Id))
            Note(unit, me, agent, false);
    }

    private static void Note(Unit unit, Me me, Agent agent, bool on)
    {
        Authenticators.Tell(unit, agent, on);
        unit.NoteChange(me, "agent.secondFactor", new { agent.Id, SecondFactor = !on }, new { agent.Id, SecondFactor = on });
        unit.Emit("me", new { }, Audience.OneAgent, agentId: agent.Id);
        unit.Emit("settings", new { });
    }

    public sealed record PasswordRequest(string Password);

    public sealed record CodeRequest(string Code);

    /// <param name="Enabled">Signing in asks for a code.</param>
    /// <param name="Since">Since when; null while it is off.</param>
    /// <param name="RecoveryCodesLeft">Recovery codes that were not used.</param>
    public sealed record Answer(bool Enabled, DateTimeOffset? Since, int RecoveryCodesLeft);

    /// <param name="Secret">In base32, to be typed.</param>
    /// <param name="Uri">For a QR code that authenticators read.</param>
    public sealed record SecretAnswer(string Secret, string Uri);

    /// <param name="RecoveryCodes">Each signs in once. They are not shown again.</param>
    public sealed record CodesAnswer(IReadOnlyList<string> RecoveryCodes);
}
