using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Figures;

/// <summary>What visitors said of their conversations: of all, and of those in which each agent had answered last.</summary>
public static class RatingFigures
{
    private const int Decimals = 2;
    private static readonly int[] Values = [1, 2, 3, 4, 5];
    private static readonly string[] Columns = ["agent", "ratings", "average", "ones", "twos", "threes", "fours", "fives"];

    public static async Task<Answer> Read(Db db, Account account, FiguresRange range, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(range);
        var (from, end) = (range.Beginning, range.End);
        var counts = await db.Ratings.Where(r => r.AccountId == account.Id && r.At >= from && r.At < end)
            .GroupBy(r => new { r.AgentId, Program = r.AgentId == null ? r.AgentName : null, r.Value })
            .Select(g => new Counted(g.Key.AgentId, g.Key.Program, g.Key.Value, g.Count())).ToListAsync(cancel);
        var agents = await db.Agents.Where(a => a.AccountId == account.Id).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
        return new Answer(
            range.From,
            range.To,
            range.Zone.Id,
            Of(null, null, counts),
            [.. counts.GroupBy(c => (c.AgentId, c.Program)).Select(g => Of(g.Key.AgentId, g.Key.AgentId is { } id ? agents.GetValueOrDefault(id) : g.Key.Program, [.. g]))
                .OrderByDescending(a => a.Count).ThenBy(a => a.Name, StringComparer.Ordinal)]);
    }

    public static IResult File(Answer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Csv.File($"ratings-{answer.From:yyyy-MM-dd}-{answer.To:yyyy-MM-dd}", Columns, answer.Agents.Select(a => (IReadOnlyList<object?>)
            [a.Name, a.Count, a.Average, .. a.Values.Cast<object?>()]));
    }

    private static AgentRatings Of(Guid? agentId, string? name, List<Counted> counts)
    {
        var count = counts.Sum(c => c.Count);
        return new AgentRatings(
            agentId,
            name,
            count,
            count == 0 ? null : Math.Round(counts.Sum(c => (decimal)c.Value * c.Count) / count, Decimals),
            [.. Values.Select(v => counts.Where(c => c.Value == v).Sum(c => c.Count))]);
    }

    private sealed record Counted(Guid? AgentId, string? Program, int Value, int Count);

    /// <param name="From">First day.</param>
    /// <param name="To">Last day.</param>
    /// <param name="TimeZone">IANA name.</param>
    /// <param name="All">Of all conversations.</param>
    /// <param name="Agents">By who had answered last, most ratings first; one without agent and name for conversations that nobody answered.</param>
    public sealed record Answer(DateOnly From, DateOnly To, string TimeZone, AgentRatings All, IReadOnlyList<AgentRatings> Agents);

    /// <param name="AgentId">The agent; null of all, of an API token, and of conversations that nobody answered.</param>
    /// <param name="Name">Their present name, or that of the API token; null of all, and of conversations that nobody answered.</param>
    /// <param name="Count">Ratings.</param>
    /// <param name="Average">From 1, bad, to 5, good; null of none.</param>
    /// <param name="Values">How many ones, twos, threes, fours and fives.</param>
    public sealed record AgentRatings(Guid? AgentId, string? Name, int Count, decimal? Average, IReadOnlyList<int> Values);
}
