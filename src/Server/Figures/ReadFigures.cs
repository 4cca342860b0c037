using Microsoft.EntityFrameworkCore;
using Microsoft.OpenApi;
using Nightbell.Accounts;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Figures;

/// <summary>The figures behind the page "Reports": each as JSON, and with <c>format=csv</c> as a file.</summary>
public static class ReadFigures
{
    public static void Map(IEndpointRouteBuilder full)
    {
        Map(full, "waiting", "How long visitors waited until accepted and answered, by day", WaitingFigures.Read, WaitingFigures.File);
        Map(full, "messages", "Messages by weekday and hour", MessageFigures.Read, MessageFigures.File);
        Map(full, "notices", "Notifications by outcome", NoticeFigures.Read, NoticeFigures.File);
        Map(full, "ratings", "What visitors said of their conversations, by agent", RatingFigures.Read, RatingFigures.File);
        Map(full, "mails", "Mails by what became of them", MailFigures.Read, MailFigures.File);
    }

    private static void Map<T>(
        IEndpointRouteBuilder full, string name, string summary, Func<Db, Account, FiguresRange, CancellationToken, Task<T>> read, Func<T, IResult> file) =>
        full.MapGet($"/reports/{name}", async (Me me, Store store, TimeProvider clock, CancellationToken cancel, string? from = null, string? to = null, string? format = null) =>
            {
                var check = new Check();
                check.Require(format is null or "json" or "csv", "format", "unknown");
                check.Done();
                await using var db = store.Read();
                var account = await db.Accounts.SingleAsync(a => a.Id == me.AccountId, cancel);
                var answer = await read(db, account, FiguresRange.Read(account, from, to, clock.Now()), cancel);
                return format == "csv" ? file(answer) : TypedResults.Ok(answer);
            })
            .Needs(Scopes.ReportsRead)
            .WithSummary($"{summary}; from and to are days of the account's time zone (the last 30 when left out), format is json or csv")
            .Produces<T>()
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                // The same as a file: lines of text, whatever stands in the JSON.
                operation.Responses!["200"].Content!.Add(Csv.MediaType, new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
                return Task.CompletedTask;
            });
}
