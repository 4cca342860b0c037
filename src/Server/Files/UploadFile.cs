using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;
using Nightbell.Visitors;
using Nightbell.Widgets;

namespace Nightbell.Files;

/// <summary>
/// A file is sent by itself, before the message that names it: the body is the file and nothing else. What nobody names in a message is forgotten
/// after a day.
/// </summary>
public static class UploadFile
{
    public static void MapVisitor(IEndpointRouteBuilder visitors) =>
        Describe(visitors.MapPost("/files", OfVisitor).WithSummary("Send a file, to be named in a message").ProducesProblem(StatusCodes.Status403Forbidden));

    public static void MapAgent(IEndpointRouteBuilder api) =>
        Describe(api.MapPost("/files", OfAgent).Needs(Scopes.ConversationsWrite).WithSummary("Send a file, to be named in a message"));

    private static async Task<Results<Created<FileItem>, Ok<FileItem>>> OfVisitor(
        string name, Guest guest, HttpContext context, Store store, ReceiveFile receive, Limits limits, Guid? id = null)
    {
        limits.Files(context, guest.AccountId);
        await using (var db = store.Read())
        {
            if (!WidgetOptions.Of(await db.Accounts.SingleOrDefaultAsync(a => a.Id == guest.AccountId) ?? throw Problem.NotFound()).Files)
                throw Problem.Forbidden("switched_off");
            (await db.Visitors.SingleOrDefaultAsync(v => v.Id == guest.VisitorId && v.AccountId == guest.AccountId)).MayWrite();
        }

        return (await receive.Receive(context.Request, name, id, guest.AccountId, guest.VisitorId)).ToResult();
    }

    private static async Task<Results<Created<FileItem>, Ok<FileItem>>> OfAgent(
        string name, Me me, HttpContext context, ReceiveFile receive, Limits limits, Guid? id = null)
    {
        limits.Files(context, me.PrincipalId);
        if (!me.Active)
            throw Problem.Forbidden("agent_inactive");
        return (await receive.Receive(context.Request, name, id, me.AccountId, me.PrincipalId)).ToResult();
    }

    private static void Describe(RouteHandlerBuilder endpoint) =>
        endpoint.TakesOctets(FileRules.MaxOctets, "The file, of any media type: what it is, its content shows.", "application/octet-stream")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);
}
