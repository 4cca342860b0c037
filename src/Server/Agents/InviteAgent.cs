using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Agents;

/// <summary>
/// Invites a colleague by mail. Whoever was invited and has not joined yet is sent a fresh invitation: 200 instead of 201.
/// </summary>
public static class InviteAgent
{
    public static void Map(IEndpointRouteBuilder full) =>
        full.MapPost("/agents", Handle).WithSummary("Invite a colleague by mail; somebody invited earlier is sent a fresh invitation");

    private static async Task<Results<Created<AgentItem>, Ok<AgentItem>>> Handle(
        Request request, Me me, HttpContext context, Store store, Limits limits)
    {
        limits.Messages(context, me.AgentId);
        var check = new Check();
        var email = check.Email("email", request.Email);
        var name = check.OptionalName("name", request.Name);
        check.Done();
        var invited = await store.Write(me.AccountId, async unit =>
        {
            var again = false;
            var made = await unit.Once(request.Id, me.AgentId, "POST /api/agents", request, async id =>
            {
                var agent = await FindInvited(unit, email);
                again = agent is not null;
                return await Invite(unit, me, agent ?? New(unit, id, email), name, request.Access);
            });
            return made with { IsNew = made.IsNew && !again };
        });
        return invited.ToResult();
    }

    private static async Task<AgentItem> Invite(Unit unit, Me me, Agent agent, string? name, Access access)
    {
        agent.Name = name ?? agent.Name;
        agent.Access = access;
        var secret = unit.NewSecret(SecretPurpose.Invitation, agent.Id, agent.Email);
        unit.QueueLetter(MailPurpose.Invitation, agent.Email, agent.Name, agent.Locale, agent.Id, secret.Id);
        unit.NoteChange(me, "agent", null, new { agent.Id, agent.Email, agent.Access });
        unit.Emit("settings", new { });
        await unit.Db.SaveChangesAsync();
        await unit.WakeWaiting();
        return (await AgentItem.Load(unit.Db, unit.Now, unit.Db.Agents.Where(a => a.Id == agent.Id)))[0];
    }

    /// <summary>Until they join, the part before the @ stands for their name.</summary>
    private static Agent New(Unit unit, Guid id, string email)
    {
        var name = email[..email.LastIndexOf('@')];
        var agent = CreateAccount.NewAgent(unit, unit.Account.Id, name, email, Access.Limited, unit.Account.Locale, id);
        agent.TimeZone = unit.Account.TimeZone;
        unit.Db.Add(agent);
        return agent;
    }

    /// <summary>The agent of this account who was invited by this address and has not joined; null when it is free.</summary>
    /// <exception cref="Problem">409 <c>email_taken</c>.</exception>
    private static async Task<Agent?> FindInvited(Unit unit, string email)
    {
        var normalized = email.ToUpperInvariant();
        var agent = await unit.Db.Agents.AsTracking().SingleOrDefaultAsync(a => a.NormalizedEmail == normalized);
        if (agent is null)
            return null;
        return agent.AccountId == unit.Account.Id && agent.JoinedAt is null ? agent : throw Problem.Conflict("email_taken");
    }

    public sealed record Request(string Email, Access Access, string? Name = null, Guid? Id = null);
}
