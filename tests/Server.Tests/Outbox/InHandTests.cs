using Nightbell.Platform;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Outbox;

/// <summary>What workers do side by side. The clock stands still, so that a wake-up which the next look would make good is missed.</summary>
public sealed class InHandTests
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    private readonly FakeClock clock = new(FakeClock.Morning);
    private readonly InHand inHand = new();

    [Fact]
    public async Task Nobody_waits_for_a_piece_that_has_ended()
    {
        inHand.Begin(Guid.NewGuid(), () => Task.CompletedTask);
        await Soon.Holds("the piece has ended", () => inHand.Count == 0);

        await inHand.AnyOr(Never, clock, CancellationToken.None).WaitAsync(Soon.Patience, TimeProvider.System);
    }

    [Fact]
    public async Task Whoever_waits_goes_on_when_a_piece_ends()
    {
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        inHand.Begin(Guid.NewGuid(), () => first.Task);
        inHand.Begin(Guid.NewGuid(), () => second.Task);
        var waiting = inHand.AnyOr(Never, clock, CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        second.SetResult();

        await waiting.WaitAsync(Soon.Patience, TimeProvider.System);
        first.SetResult();
    }

    [Fact]
    public async Task Whoever_waits_can_be_called_off()
    {
        var piece = new TaskCompletionSource();
        inHand.Begin(Guid.NewGuid(), () => piece.Task);
        using var stop = new CancellationTokenSource();
        var waiting = inHand.AnyOr(Never, clock, stop.Token);
        Assert.False(waiting.IsCompleted);

        await stop.CancelAsync();

        await waiting.WaitAsync(Soon.Patience, TimeProvider.System);
        piece.SetResult();
    }
}
