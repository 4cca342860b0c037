using Microsoft.Extensions.DependencyInjection;
using Nightbell.Live;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Live;

/// <summary>What streams are told from memory, where announcements come in another order than commits.</summary>
public sealed class FeedTests : IDisposable
{
    private readonly Guid account = Guid.NewGuid();
    private readonly Feed feed = new();

    [Fact]
    public async Task An_event_that_is_announced_late_hides_none_that_is_newer()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        feed.Append(account, [Event(9)]);
        feed.Append(account, [Event(11)]);
        feed.Append(account, [Event(10)]);

        Assert.Equal([11], (await After(s, 10, CancellationToken.None)).Select(e => e.Number));
    }

    [Fact]
    public async Task What_another_server_has_told_of_is_not_hidden_by_one_s_own_late_event()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        feed.Append(account, [Event(10)]);
        Assert.Empty(await After(s, 10, new CancellationToken(canceled: true)));
        feed.Refresh(account, 12);
        feed.Append(account, [Event(11)]);

        // Memory does not answer that there is nothing: the database is asked, which can be called off.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => After(s, 11, new CancellationToken(canceled: true)));
    }

    /// <summary>Most of what another server commits tells streams nothing; what it may have told is asked for.</summary>
    [Fact]
    public async Task What_another_server_commits_without_an_event_costs_streams_nothing()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        feed.Append(account, [Event(9)]);
        feed.Refresh(account, 10);
        feed.Append(account, [Event(11)]);
        feed.Refresh(account, 11);
        Assert.Empty(await After(s, 11, new CancellationToken(canceled: true)));

        // 13 was announced here before the word of 12 came from there: that must not be taken for old.
        feed.Append(account, [Event(13)]);
        feed.Refresh(account, 12);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => After(s, 13, new CancellationToken(canceled: true)));
    }

    public void Dispose() => feed.Dispose();

    private async Task<IReadOnlyList<Event>> After(Story s, long cursor, CancellationToken cancel) =>
        await feed.After(s.App.Services.GetRequiredService<Nightbell.Data.Store>(), account, cursor, 200, cancel);

    private Event Event(long number) => new() { AccountId = account, Number = number, Type = "message", Data = "{}", At = FakeClock.Morning };
}
