using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.CannedAnswers;

/// <summary>The account's canned answers, for everybody who answers.</summary>
public static class ListCannedAnswers
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/canned-answers", Handle).Needs(Scopes.SettingsRead)
        .WithSummary("The account's canned answers, by shortcut; all of them at once");

    private static async Task<Ok<Page<CannedAnswerItem>>> Handle(Me me, Store store)
    {
        await using var db = store.Read();
        var all = await db.CannedAnswers.Where(c => c.AccountId == me.AccountId).OrderBy(c => c.Shortcut).ToListAsync();
        return TypedResults.Ok(new Page<CannedAnswerItem>([.. all.Select(CannedAnswerItem.Of)], null));
    }
}

/// <summary>A canned answer.</summary>
/// <param name="Id">The canned answer.</param>
/// <param name="Shortcut">What is typed behind the slash.</param>
/// <param name="Text">With the places <c>{name}</c> (the visitor's) and <c>{agent}</c> (one's own) still in it.</param>
public sealed record CannedAnswerItem(Guid Id, string Shortcut, string Text)
{
    public static CannedAnswerItem Of(CannedAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new(answer.Id, answer.Shortcut, answer.Text);
    }
}
