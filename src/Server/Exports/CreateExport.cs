using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Exports;

/// <summary>Asks for a file of all conversations, or those that began in a time.</summary>
public static class CreateExport
{
    /// <summary>Exports under way at once, of an account.</summary>
    private const int MaxRunning = 3;

    /// <summary>A file is there for so long; then it is made anew.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    public static void Map(IEndpointRouteBuilder full) => full.MapPost("/exports", Handle).Needs(Scopes.Export)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .WithSummary("Export conversations as JSON or CSV: those that began from one moment on and before another, or all up to now");

    private static async Task<Results<Created<ExportItem>, Ok<ExportItem>>> Handle(Request request, Me me, Store store)
    {
        var check = new Check();
        check.Require(!(request.From >= request.To), "to", "range");
        check.Done();
        return (await store.Write(me.AccountId, unit => unit.Once(request.Id, me.PrincipalId, "POST /api/exports", request, async id =>
        {
            if (await unit.Db.Exports.CountAsync(e => e.AccountId == unit.Account.Id && e.State == ExportState.Running) >= MaxRunning)
                throw Problem.Conflict("too_many_exports");
            var job = new ExportJob
            {
                Id = id,
                AccountId = unit.Account.Id,
                Format = request.Format,
                From = request.From,

                // What began in this very moment is in it, too.
                To = request.To <= unit.Now ? request.To.Value : unit.Now.AddMilliseconds(1),
                CreatedBy = me.Name,
                CreatedAt = unit.Now,
                DueAt = unit.Now,
                ExpiresAt = unit.Now + Life,
            };
            job.Total = await unit.Db.ConversationsOf(job).CountAsync();
            unit.Db.Add(job);
            unit.NoteChange(me, "export", null, new { job.Id, job.Format, job.From, job.To });
            return ExportItem.Of(job);
        }))).ToResult();
    }

    /// <param name="Format">json: one document; csv: a line for each message.</param>
    /// <param name="From">Conversations that began at or after this; left out for any.</param>
    /// <param name="To">Conversations that began before this; left out for now.</param>
    /// <param name="Id">Client-made.</param>
    public sealed record Request(ExportFormat Format, DateTimeOffset? From = null, DateTimeOffset? To = null, Guid? Id = null);
}

/// <summary>An export as the API shows it.</summary>
/// <param name="Id">The export.</param>
/// <param name="Format">Of its file.</param>
/// <param name="From">Conversations that began at or after this; null for any.</param>
/// <param name="To">Conversations that began before this.</param>
/// <param name="State">Running, or done.</param>
/// <param name="Done">Conversations written so far…</param>
/// <param name="Total">…of so many.</param>
/// <param name="CreatedBy">Who asked for it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="FinishedAt">When it was done; null before.</param>
/// <param name="ExpiresAt">When it is deleted.</param>
public sealed record ExportItem(
    Guid Id,
    ExportFormat Format,
    DateTimeOffset? From,
    DateTimeOffset To,
    ExportState State,
    int Done,
    int Total,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset ExpiresAt)
{
    public static ExportItem Of(ExportJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new(job.Id, job.Format, job.From, job.To, job.State, job.Done, job.Total, job.CreatedBy, job.CreatedAt, job.FinishedAt, job.ExpiresAt);
    }
}
