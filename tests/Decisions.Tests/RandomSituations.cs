using FsCheck;
using FsCheck.Fluent;

namespace Nightbell.Decisions.Tests;

/// <summary>
/// Situations by chance, the contradictory ones too: facts come from outside, and clocks jump. Moments lie on a coarse grid so that
/// equal ones are common; now and then one is a tick off, or at an end of time, and a delay without measure.
/// </summary>
internal static class RandomSituations
{
    private static readonly Gen<bool> Coin = Gen.Elements(false, true);
    private static readonly Gen<bool> Mostly = Gen.Frequency((6, Gen.Constant(true)), (1, Gen.Constant(false)));
    private static readonly Gen<bool> Seldom = Mostly.Select(yes => !yes);

    private static readonly Gen<DateTimeOffset> Times = Gen.Frequency(
        (40, Gen.Choose(-20, 30).Select(halves => Given.At(halves / 2.0))),
        (2, Gen.Choose(-20, 30).Select(halves => Given.At(halves / 2.0).AddTicks(-1))),
        (2, Gen.Choose(-300, 300).Select(minutes => Given.At(minutes))),
        (1, Gen.Elements(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.MaxValue.AddTicks(-1))));

    private static readonly Gen<TimeSpan> Spans = Gen.Frequency(
        (20, Gen.Choose(0, 12).Select(halves => Given.Minutes(halves / 2.0))),
        (1, Gen.Elements(TimeSpan.Zero, new TimeSpan(1), TimeSpan.FromDays(4_000_000), TimeSpan.MaxValue)));

    private static readonly Gen<long> UpTo = Gen.Frequency((5, Gen.Constant(0L)), (5, Gen.Choose(1, 9).Select(n => (long)n)));

    private static readonly Gen<Delays> DelaysByChance = Gen.Frequency(
        (2, Gen.Constant(Given.Delays)),
        (3, from spans in Gen.ArrayOf(Spans, 5) select new Delays(spans[0], spans[1], spans[2], spans[3], spans[4])));

    private static readonly Gen<IReadOnlyList<MessageFacts>> Messages =
        from count in Gen.Choose(1, 4)
        from steps in Gen.ArrayOf(Gen.Choose(1, 2), count)
        from moments in Gen.ArrayOf(Times, count)
        from inOrder in Mostly
        from offline in Gen.ArrayOf(Coin, count)
        let sorted = inOrder ? [.. moments.Order()] : moments
        select (IReadOnlyList<MessageFacts>)[.. Enumerable.Range(0, count).Select(i =>
            new MessageFacts(steps.Take(i + 1).Sum(), sorted[i], offline[i]))];

    private static readonly Gen<RecipientFacts> Recipients =
        from flags in Gen.ArrayOf(Mostly, 6)
        from fullAccess in Coin
        from online in Coin
        from moments in Gen.ArrayOf(Maybe(Times), 3)
        from upTo in Gen.ArrayOf(UpTo, 3)
        from toldCount in Gen.Frequency((6, Gen.Constant(0)), (3, Gen.Choose(1, 8)), (1, Gen.Elements(62, 63, 64, 65, int.MaxValue)))
        select new RecipientFacts(
            "?", flags[0] ? RecipientKind.Agent : RecipientKind.Additional, flags[1], flags[2], fullAccess, flags[3], flags[4], flags[5],
            online, moments[0], moments[1], upTo[0], upTo[1], upTo[2], toldCount, moments[2]);

    private static readonly Gen<Situation> Situations =
        from now in Times
        from delays in DelaysByChance
        from flags in Gen.ArrayOf(Mostly, 3)
        from doesNotWait in Gen.Frequency((15, Gen.Constant(false)), (1, Gen.Constant(true)))
        from waitingSince in Times
        from left in Maybe(Times)
        from messages in Messages
        from teamOnline in Coin
        from since in Times
        from offlineSince in Maybe(Times)
        from count in Gen.Choose(0, 6)
        from recipients in Gen.ArrayOf(Recipients, count)
        select new Situation(
            now, delays, new PackageFacts(flags[0]), new SettingsFacts(flags[1], flags[2]),
            new ConversationFacts(!doesNotWait, waitingSince, left, messages),
            new TeamFacts(teamOnline, since, teamOnline ? null : offlineSince),
            [.. recipients.Select((r, i) => r with { Id = $"r{i}" })]);

    /// <summary>Any situation; a failing one is shown with as few recipients and messages as still make it fail.</summary>
    public static Arbitrary<Situation> Any { get; } = Arb.From(Situations, Smaller);

    private static Gen<DateTimeOffset?> Maybe(Gen<DateTimeOffset> times) =>
        Gen.Frequency((2, times.Select(t => (DateTimeOffset?)t)), (1, Gen.Constant((DateTimeOffset?)null)));

    private static IEnumerable<Situation> Smaller(Situation s)
    {
        for (var i = 0; i < s.Recipients.Count; i++)
            yield return s with { Recipients = [.. s.Recipients.Where((_, at) => at != i)] };
        for (var i = 0; s.Conversation.Messages.Count > 1 && i < s.Conversation.Messages.Count; i++)
            yield return s.Messages([.. s.Conversation.Messages.Where((_, at) => at != i)]);
    }
}
