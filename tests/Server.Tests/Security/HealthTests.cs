using System.Diagnostics.Metrics;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Security;

/// <summary>What load balancers and Prometheus are told.</summary>
public sealed class HealthTests
{
    private const int MostFigures = 30_000;
    private const int Readings = 40;

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_server_that_left_an_account_or_a_conversation_due_for_half_a_minute_is_behind(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await Is(200, "ready");

        // Nobody has written: the end of her grace is in the account alone.
        await anna.SignsIn("web", "Chrome");
        s.App.Clock.Advance(TimeSpan.FromSeconds(150));
        await Is(200, "ready");
        s.App.Clock.Advance(TimeSpan.FromSeconds(1));
        await Is(503, "behind");
        await s.Settle();
        await Is(200, "ready");

        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        s.App.Clock.Advance(TimeSpan.FromSeconds(151));
        await Is(503, "behind");
        await s.Settle();
        await Is(200, "ready");

        async Task Is(int status, string word)
        {
            var answer = (await anna.Api.Get("/readyz")).Is(status);
            Assert.Equal(word + "\n", answer.Text);
        }
    }

    [Fact]
    public async Task Figures_are_told_while_new_ones_come_up()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        using var prometheus = s.App.Caller();
        using var meter = new Meter("System.Runtime");
        using var enough = new CancellationTokenSource();
        var counting = Task.Run(
            () =>
            {
                for (var i = 0; i < MostFigures && !enough.IsCancellationRequested; i++)
                    meter.CreateCounter<long>($"test.figure_{i}").Add(1);
            },
            TestContext.Current.CancellationToken);
        for (var i = 0; i < Readings && !counting.IsCompleted; i++)
            (await prometheus.Get("/metrics")).Is(200);
        await enough.CancelAsync();
        await counting;
    }
}
