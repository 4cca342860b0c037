using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Groups;
using Nightbell.Live;
using Nightbell.Platform;
using Nightbell.Webhooks;

namespace Nightbell.Conversations;

/// <summary>
/// Handing a conversation over: to one colleague, whose it is from then on and nobody else's, or to a group, where it is unassigned. Until
/// the colleague accepts it nobody serves it, so that a visitor who waits is told of as if it had been left: the ladder knows no hand-overs.
/// </summary>
public static class HandOverConversation
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/conversations/{id:guid}/assignment", Handle).Needs(Scopes.ConversationsWrite)
        .WithSummary("Hand a conversation over to a colleague or to a group").ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<NoContent> Handle(Guid id, Request request, Me me, Store store)
    {
        var check = new Check();
        check.Require(request.AgentId is not null || request.GroupId is not null, "agentId", "required");
        check.Require(request.AgentId is null || request.GroupId is null, "groupId", "one_of");
        check.Done();
        await store.Write(me.AccountId, async unit =>
        {
            await unit.MustBeActive(me);
            var conversation = await unit.FindConversation(me, id);
            if (conversation.Resolved)
                throw Problem.Conflict("conversation_resolved");
            if (request.AgentId is { } agentId)
                await unit.HandToColleague(me, conversation, agentId);
            else
                await unit.HandToGroup(me, conversation, request.GroupId!.Value);
        });
        return TypedResults.NoContent();
    }

    private static async Task HandToColleague(this Unit unit, Me me, Conversation conversation, Guid agentId)
    {
        var colleague = await unit.Db.Agents.SingleOrDefaultAsync(a => a.Id == agentId && a.AccountId == unit.Account.Id && a.DeletedAt == null)
            ?? throw Problem.NotFound();
        if (!colleague.Active)
            throw Problem.Conflict("colleague_inactive");
        if (!await unit.Db.VisibleTo(Me.Of(colleague), unit.Settings).AnyAsync(c => c.Id == conversation.Id))
            throw Problem.Conflict("colleague_elsewhere");
        var assignees = await unit.Db.Assignments.Where(a => a.ConversationId == conversation.Id && a.EndedAt == null).Select(a => a.AgentId).ToListAsync();
        if (assignees is [var only] && only == agentId)
        {
            // Nothing is handed over; but whoever takes what was handed to them accepts it.
            if (agentId == me.AgentId)
                await unit.AcceptAs(conversation, agentId);
            return;
        }

        foreach (var other in assignees.Where(a => a != agentId))
            await unit.EndAssignments(conversation, other);
        if (agentId == me.AgentId)
            await unit.Assign(conversation, agentId);
        else
            await unit.AssignUnaccepted(conversation, agentId);
        await unit.Tell(me, conversation, toAgent: agentId, toGroup: null, colleague.Name);
    }

    private static async Task HandToGroup(this Unit unit, Me me, Conversation conversation, Guid groupId)
    {
        unit.MustHaveGroups();
        var group = await unit.FindGroup(groupId);
        if (conversation.GroupId == groupId && !await unit.Db.Assignments.AnyAsync(a => a.ConversationId == conversation.Id && a.EndedAt == null))
            return;
        var saw = await unit.LimitedAgentsWhoSee(conversation);
        await unit.EndAssignments(conversation);
        conversation.GroupId = groupId;
        await unit.Tell(me, conversation, toAgent: null, toGroup: groupId, group.Name);
        await unit.TellGone(conversation, saw);
        var reason = await unit.WhyTeamIsOffline(groupId);
        unit.Emit("online", new OnlineEvent(reason is null, groupId, reason), Audience.Visitors, conversation);
    }

    private static async Task Tell(this Unit unit, Me me, Conversation conversation, Guid? toAgent, Guid? toGroup, string toName)
    {
        var handOver = new ConversationHandOver
        {
            Id = unit.Now.NewId(),
            AccountId = unit.Account.Id,
            ConversationId = conversation.Id,
            At = unit.Now,
            After = conversation.LastNumber,
            AgentId = me.PrincipalId,
            AgentName = me.Name,
            ToAgentId = toAgent,
            ToGroupId = toGroup,
            ToName = toName,
        };
        unit.Db.Add(handOver);
        unit.TellWebhooks(WebhookEvents.ConversationAssigned, conversation, "handOver", HandOverItem.Of(handOver));
        conversation.Wake(unit.Now);
        await unit.EmitConversation(conversation);
        unit.Emit("handover", HandOverEvent.Of(handOver), conversation: conversation);
    }

    /// <summary>Those who do not see everything, and see this. Asked one by one, so that one rule says who sees what.</summary>
    public static async Task<IReadOnlyList<Guid>> LimitedAgentsWhoSee(this Unit unit, Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(conversation);
        var seeing = new List<Guid>();
        foreach (var agent in await unit.Db.Agents.Where(a => a.AccountId == unit.Account.Id && a.DeletedAt == null).ToListAsync())
        {
            if (Me.Of(agent) is { IsFull: false } me && await unit.Db.VisibleTo(me, unit.Settings).AnyAsync(c => c.Id == conversation.Id))
                seeing.Add(agent.Id);
        }

        return seeing;
    }

    /// <summary>Tells those who saw a conversation and do not any more: nothing that happens in it reaches them from now on, so this is the last they hear.</summary>
    public static async Task TellGone(this Unit unit, Conversation conversation, IReadOnlyList<Guid> saw)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(conversation);
        foreach (var agentId in saw.Except(await unit.LimitedAgentsWhoSee(conversation)))
            unit.Emit("gone", new GoneEvent(conversation.Id), Audience.OneAgent, conversation, agentId: agentId);
    }

    /// <summary>Exactly one of the two.</summary>
    public sealed record Request(Guid? AgentId = null, Guid? GroupId = null);
}

/// <summary>A conversation that its reader may not see any more.</summary>
public sealed record GoneEvent(Guid ConversationId);
