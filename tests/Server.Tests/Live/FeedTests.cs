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

    /// <summary>Whoever erases, by hand or by time, and in whichever order it is announced: only the database has forgotten it.</summary>
    [Theory]
    [InlineData(12)]
    [InlineData(10)]
    public async Task What_was_told_of_somebody_who_is_gone_is_not_told_from_memory(long gone)
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        feed.Append(account, [Event(9)]);
        feed.Append(account, [Event(11)]);
        feed.Append(account, [Event(gone, "gone")]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => After(s, 10, new CancellationToken(canceled: true)));
    }

    /// <summary>Thousands are on a site while one of them writes: who has nothing to read of it is not woken.</summary>
    [Fact]
    public void A_message_wakes_the_team_and_its_visitor_and_the_team_s_state_everybody()
    {
        var (vera, victor) = (Guid.NewGuid(), Guid.NewGuid());
        var (desk, phone, laptop, other, page) = (new Listener(), new Listener(), new Listener(), new Listener(), new Listener());
        using var ofDesk = feed.Join(account, desk);
        using var ofPhone = feed.Join(account, phone, vera);
        using var ofLaptop = feed.Join(account, laptop, vera);
        using var ofOther = feed.Join(account, other, victor);
        using var ofPage = feed.Join(account, page, Guid.Empty);

        feed.Append(account, [Event(1, "message", vera)]);
        Assert.Equal([true, true, true, false, false], Woken());

        feed.Append(account, [Event(2, "setting"), Event(3, "message", victor)]);
        Assert.Equal([true, false, false, true, false], Woken());

        feed.Whisper(Event(0, "typing", vera));
        Assert.Equal([true, true, true, false, false], Woken());

        feed.Append(account, [Event(4, "online")]);
        Assert.Equal([true, true, true, true, true], Woken());

        feed.Append(Guid.NewGuid(), [Event(1, "online")]);
        ofPhone.Dispose();
        feed.Append(account, [Event(5, "message", vera)]);
        Assert.Equal([true, false, true, false, false], Woken());

        bool[] Woken() => [.. new[] { desk, phone, laptop, other, page }.Select(listener =>
        {
            var woken = listener.Wait().IsCompleted;
            listener.Take();
            return woken;
        })];
    }

    /// <summary>A feed keeps 512 events: whoever hears of none that is theirs must still be moved past them, and not all in one moment.</summary>
    [Fact]
    public void Who_hears_of_nothing_is_moved_on_before_it_falls_behind()
    {
        var listeners = Enumerable.Range(0, 60).Select(_ => new Listener()).ToList();
        foreach (var listener in listeners)
            feed.Join(account, listener, Guid.NewGuid());
        var moved = new int[listeners.Count];

        for (var number = 1; number <= 240; number++)
        {
            feed.Append(account, [Event(number, "message", Guid.NewGuid())]);
            var woken = Enumerable.Range(0, listeners.Count).Where(i => listeners[i].Wait().IsCompleted).ToList();
            Assert.InRange(woken.Count, 0, 8);
            foreach (var i in woken)
            {
                moved[i]++;
                listeners[i].Take();
            }
        }

        // Twice for the events, and once more where a beat comes between.
        Assert.All(moved, times => Assert.InRange(times, 2, 3));
    }

    public void Dispose() => feed.Dispose();

    private async Task<IReadOnlyList<Event>> After(Story s, long cursor, CancellationToken cancel) =>
        await feed.After(s.App.Services.GetRequiredService<Nightbell.Data.Store>(), account, cursor, 200, cancel);

    private Event Event(long number, string type = "message", Guid? visitor = null) =>
        new() { AccountId = account, Number = number, Type = type, Data = "{}", At = FakeClock.Morning, VisitorId = visitor };
}
