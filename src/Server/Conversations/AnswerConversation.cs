using Microsoft.AspNetCore.Http.HttpResults;
using Nightbell.ApiTokens;
using Nightbell.Data;
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
        check.Done();
        var posted = await store.Write(me.AccountId, async unit =>
        {
            var conversation = await unit.FindConversation(me, id);
            return await unit.Once(request.Id, me.PrincipalId, $"POST /api/conversations/{id}/messages", request, async messageId =>
            {
                await unit.MustBeActive(me);
                if (conversation.Resolved)
                    throw Problem.Conflict("conversation_resolved");

                // What a program answers is answered, and yet the conversation is nobody's: the next message waits for a person.
                if (me.Person is { } agentId)
                    await unit.Assign(conversation, agentId);
                var message = unit.Append(conversation, messageId, MessageFrom.Agent, text, me.Name, me.Person, offline: false, picture: me.Picture);
                await unit.AskToTellVisitor(conversation);
                await unit.EmitConversation(conversation);
                return MessageItem.Of(message, me.Picture);
            });
        });
        return posted.ToResult();
    }

    public sealed record Request(string Text, Guid? Id = null);
}
