using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Visitors;

/// <summary>The note for colleagues on a visitor's card.</summary>
public static class WriteNote
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/visitors/{id:guid}/note", Handle).Needs(Scopes.ConversationsWrite)
        .WithSummary("Write the note for colleagues on a visitor's card; an empty one takes it away");

    private static async Task<NoContent> Handle(Guid id, Request request, Me me, Store store)
    {
        var check = new Check();
        var text = request.Text.Trim().Length == 0 ? null : check.MessageText("text", request.Text);
        check.Done();
        await store.Write(me.AccountId, async unit =>
        {
            await unit.MustBeActive(me);
            var visitor = await unit.FindVisitor(me, id);
            if (visitor.Note == text)
                return;
            (visitor.Note, visitor.NoteBy, visitor.NoteAt) = text is null ? (null, null, null) : (text, me.Name, (DateTimeOffset?)unit.Now);
            await unit.EmitConversationOf(visitor);
        });
        return TypedResults.NoContent();
    }

    public sealed record Request(string Text);
}
