using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Accounts;

/// <summary>What the demo's pages tell whoever tries it. There is no such thing on a server that is no demo.</summary>
public static class ReadDemo
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/demo", Handle).AllowAnonymous().WithSummary("The demo's widget and sign-ins; 404 unless this is a demo")
            .ProducesProblem(StatusCodes.Status404NotFound);

    /// <summary>The account of the demo's people; never another one, even if the demo runs on a database that has more.</summary>
    public static async Task<Account?> FindAccount(Db db)
    {
        ArgumentNullException.ThrowIfNull(db);
        var emails = Demo.People.Select(p => p.Email.ToUpperInvariant()).ToList();
        return await (
            from agent in db.Agents
            join account in db.Accounts on agent.AccountId equals account.Id
            where agent.NormalizedEmail != null && emails.Contains(agent.NormalizedEmail)
            orderby agent.InvitedAt
            select account).AsNoTracking().FirstOrDefaultAsync();
    }

    private static async Task<Ok<Answer>> Handle(Store store, Settings settings)
    {
        if (!settings.Demo)
            throw Problem.NotFound();
        await using var db = store.Read();
        var account = await FindAccount(db) ?? throw Problem.NotFound();
        var emails = Demo.People.Select(p => p.Email).ToList();
        var agents = await db.Agents.Where(a => a.AccountId == account.Id && emails.Contains(a.Email) && a.DeletedAt == null)
            .OrderBy(a => a.Email).Select(a => new PersonItem(a.Name, a.Email)).ToListAsync();
        var delay = account.OfflineDelaySeconds ?? (int)Math.Ceiling(settings.Delays.Offline.TotalSeconds);
        return TypedResults.Ok(new Answer(account.WidgetKey, delay, agents, Demo.Password));
    }

    /// <param name="WidgetKey">The shop's widget.</param>
    /// <param name="OfflineDelaySeconds">How long until an offline message becomes an e-mail here.</param>
    /// <param name="Agents">Who may sign in.</param>
    /// <param name="Password">The password they share.</param>
    public sealed record Answer(string WidgetKey, int OfflineDelaySeconds, IReadOnlyList<PersonItem> Agents, string Password);

    public sealed record PersonItem(string Name, string Email);
}
