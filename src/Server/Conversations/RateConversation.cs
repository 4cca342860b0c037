using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Platform;
using Nightbell.Visitors;
using Nightbell.Widgets;

namespace Nightbell.Conversations;

/// <summary>The visitor says how it was, once the conversation is resolved; they may change their mind until it is open again.</summary>
public static class RateConversation
{
    private const int Worst = 1;
    private const int Best = 5;
    private const int MaxCommentLength = 1000;

    public static void Map(IEndpointRouteBuilder visitors) => visitors.MapPut("/rating", Handle)
        .WithSummary("The visitor says how it was").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<NoContent> Handle(Request request, Guest guest, HttpContext context, Store store, Limits limits)
    {
        limits.Messages(context, guest.AccountId);
        var check = new Check();
        check.Between("value", request.Value, Worst, Best);
        var comment = string.IsNullOrWhiteSpace(request.Comment) ? null : check.MessageText("comment", request.Comment);
        check.Require(comment is null or { Length: <= MaxCommentLength }, "comment", "too_long");
        check.Done();
        comment = comment is null ? null : CardNumbers.Mask(comment);
        await store.Write(guest.AccountId, async unit =>
        {
            if (!WidgetOptions.Of(unit.Account).Rating)
                throw Problem.Forbidden("switched_off");
            var conversation = await unit.FindOwnConversation(guest);
            (await unit.FindVisitor(guest.VisitorId)).MayWrite();
            if (!conversation.Resolved)
                throw Problem.Conflict("not_resolved");
            var rating = await RatingsOfConversations.Present(unit.Db, conversation).AsTracking().SingleOrDefaultAsync() ?? await unit.AddRating(conversation);
            (rating.Value, rating.Comment, rating.At) = (request.Value, comment, unit.Now);
            unit.Emit("rating", new RatingEvent(conversation.Id, rating.Value, rating.Comment), conversation: conversation);
        });
        return TypedResults.NoContent();
    }

    private static async Task<Rating> AddRating(this Unit unit, Conversation conversation)
    {
        var answer = await unit.Db.Messages.Where(m => m.ConversationId == conversation.Id && m.From == MessageFrom.Agent)
            .OrderByDescending(m => m.Number).FirstOrDefaultAsync();
        var rating = new Rating
        {
            Id = unit.Now.NewId(),
            AccountId = unit.Account.Id,
            ConversationId = conversation.Id,
            AgentId = answer?.AgentId,
            AgentName = answer?.Name,
        };
        unit.Db.Add(rating);
        return rating;
    }

    /// <param name="Value">1, bad, to 5, good.</param>
    /// <param name="Comment">At most 1,000 characters.</param>
    public sealed record Request(int Value, string? Comment = null);
}

public sealed record RatingEvent(Guid ConversationId, int Value, string? Comment);
