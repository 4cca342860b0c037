using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Live;

/// <summary>Typing passes by: it is told to the streams of this server and not stored.</summary>
public static class Typing
{
    public static void MapVisitor(IEndpointRouteBuilder visitors) => visitors.MapPut("/typing", OfVisitor)
        .WithSummary("The visitor is writing");

    public static void MapAgent(IEndpointRouteBuilder api) => api.MapPut("/conversations/{id:guid}/typing", OfAgent).Needs(Scopes.ConversationsWrite)
        .WithSummary("I am writing");

    private static async Task<NoContent> OfVisitor(Guest guest, Limits limits, Store store, Feed feed, TimeProvider clock)
    {
        limits.Typing(guest.VisitorId);
        await using var db = store.Read();
        var conversation = await db.Conversations
            .SingleOrDefaultAsync(c => c.VisitorId == guest.VisitorId && c.AccountId == guest.AccountId && !c.Resolved);
        if (conversation is not null)
        {
            var name = await db.Visitors.Where(v => v.Id == guest.VisitorId).Select(v => v.Name).SingleOrDefaultAsync();
            feed.Whisper(Event(conversation, MessageFrom.Visitor, name, Audience.Agents, clock.Now()));
        }

        return TypedResults.NoContent();
    }

    private static async Task<NoContent> OfAgent(Guid id, Me me, Store store, Settings settings, Feed feed, TimeProvider clock)
    {
        await using var db = store.Read();
        var conversation = await db.VisibleTo(me, settings).SingleOrDefaultAsync(c => c.Id == id) ?? throw Problem.NotFound();
        feed.Whisper(Event(conversation, MessageFrom.Agent, me.Name, Audience.Agents, clock.Now()));
        feed.Whisper(Event(conversation, MessageFrom.Agent, me.Name, Audience.Visitors, clock.Now()));
        return TypedResults.NoContent();
    }

    private static Event Event(Conversation conversation, MessageFrom from, string? name, Audience audience, DateTimeOffset now) => new()
    {
        AccountId = conversation.AccountId,
        At = now,
        Type = "typing",
        Data = JsonSerializer.Serialize(new { ConversationId = conversation.Id, From = from, Name = name }, Json.Options),
        Audience = audience,
        ConversationId = conversation.Id,
        GroupId = conversation.GroupId,
        VisitorId = conversation.VisitorId,
    };
}
