using Microsoft.AspNetCore.Http.HttpResults;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Files;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Conversations;

/// <summary>An agent writes to the visitor; answering accepts.</summary>
public static class AnswerConversation
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/conversations/{id:guid}/messages", Handle).Needs(Scopes.ConversationsWrite)
        .WithSummary("Answer the visitor; answering accepts");

    private static async Task<Results<Created<MessageItem>, Ok<MessageItem>>> Handle(
        Guid id, Request request, Me me, HttpContext context, Store store, Limits limits)
    {
        limits.Messages(context, me.PrincipalId);
        var check = new Check();
        var text = check.MessageText("text", request.Text);
        check.Files(request.Files);
        check.Done();
        var posted = await store.Write(me.AccountId, async unit =>
        {
            var conversation = await unit.FindConversation(me, id);
            return await unit.Once(request.Id, me.PrincipalId, $"POST /api/conversations/{id}/messages", request, async messageId =>
            {
                await unit.MustBeActive(me);
                if (conversation.Resolved)
                    throw Problem.Conflict("conversation_resolved");
                var files = await unit.FindUnposted(request.Files, me.PrincipalId);

                // What a program answers is answered, and yet the conversation is nobody's: the next message waits for a person.
                var joined = me.Person is { } agentId && await unit.Assign(conversation, agentId);
                await unit.NoteSeenByAgents(conversation, conversation.LastNumber);
                var message = unit.Append(
                    conversation, messageId, MessageFrom.Agent, text, me.Name, me.Person, offline: false, picture: me.Picture, files: files);
                await unit.AskToTellVisitor(conversation);
                if (joined)
                    await unit.EmitConversation(conversation);
                return MessageItem.Of(message, me.Picture, files);
            });
        });
        return posted.ToResult();
    }

    /// <param name="Text">What is said; of a message of files alone, their names.</param>
    /// <param name="Id">Client-made.</param>
    /// <param name="Files">Uploaded before, in the order they are to be shown.</param>
    public sealed record Request(string Text, Guid? Id = null, IReadOnlyList<Guid>? Files = null);
}
