using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Reports;

/// <summary>
/// Finds the cause in words and codes. Codes alone are weak, so telling words decide first, then the status where it means one thing, then
/// vaguer words, then the rest of the codes; a code also chooses between words that tell of several causes.
/// </summary>
internal static class CauseFinder
{
    /// <summary>Most characters of one text that are looked at.</summary>
    private const int MaxText = 8_000;

    /// <summary>The cause, or <see cref="Cause.Unknown"/>.</summary>
    /// <param name="texts">What was said, the nearest to the refusal first; what a nearer one tells outweighs what a farther one does.</param>
    /// <param name="status">The status of RFC 3463, or null.</param>
    /// <param name="code">The SMTP reply code, or null.</param>
    /// <param name="statusIsMadeUp">Whether the status is the reporting engine's own: those follow from the code more often than from the reason.</param>
    /// <param name="steps">Where work is counted.</param>
    public static Cause Find(IEnumerable<string> texts, string? status, int? code, bool statusIsMadeUp, Steps steps)
    {
        var byStatus = StatusTable.Find(StatusTable.Statuses, status);
        var byCode = StatusTable.Find(code);
        Cause? hinted = null, hintedAtOnce = null;
        var first = true;
        foreach (var text in texts)
        {
            var said = Said.In(text, steps);
            if (!statusIsMadeUp && byStatus is { } agreed && said.Tells(agreed)) return agreed;
            if ((said.Cause(Strength.Decisive, byStatus ?? byCode) ?? said.Cause(Strength.Telling, byStatus ?? byCode)) is { } told) return told;
            hinted ??= said.Cause(Strength.Hint, byStatus ?? byCode);
            if (first) hintedAtOnce = hinted;
            first = false;
        }

        return (statusIsMadeUp ? hintedAtOnce : null)
            ?? byStatus
            ?? hinted
            ?? StatusTable.Find(StatusTable.LooseStatuses, status)
            ?? byCode
            ?? Cause.Unknown;
    }

    /// <summary>The causes that a text tells of, each with the weight of its heaviest phrase.</summary>
    private readonly struct Said
    {
        private static readonly int CauseCount = Enum.GetValues<Cause>().Length;
        private static readonly int StrengthCount = Enum.GetValues<Strength>().Length;
        private readonly int[] weights;

        private Said(int[] weights) => this.weights = weights;

        public static Said In(string text, Steps steps)
        {
            var found = new int[StrengthCount * CauseCount];
            var plain = Wording.Plain(text.AsSpan(0, Math.Min(text.Length, MaxText)));
            steps.Add(plain.Length);
            Tables.Causes.Search(plain, steps, (meaning, weight) =>
            {
                ref var known = ref found[((int)meaning.Strength * CauseCount) + (int)meaning.Cause];
                known = Math.Max(known, weight);
            });
            return new Said(found);
        }

        /// <summary>Whether more than a hint tells of this cause.</summary>
        public bool Tells(Cause cause) => Weight(Strength.Telling, cause) + Weight(Strength.Decisive, cause) > 0;

        private int Weight(Strength strength, Cause cause) => weights[((int)strength * CauseCount) + (int)cause];

        /// <summary>The preferred cause if a phrase tells of it, else the one with the heaviest phrase.</summary>
        public Cause? Cause(Strength strength, Cause? preferred)
        {
            var of = weights.AsSpan((int)strength * CauseCount, CauseCount);
            if (preferred is { } wanted && of[(int)wanted] > 0) return wanted;
            var best = 0;
            for (var i = 1; i < of.Length; i++)
                if (of[i] > of[best])
                    best = i;
            return of[best] > 0 ? (Cause)best : null;
        }
    }
}
