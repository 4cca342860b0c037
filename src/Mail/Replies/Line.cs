using System.Buffers;

namespace Nightbell.Mail.Replies;

/// <summary>What the mail program itself says a line is.</summary>
internal enum LineRole
{
    /// <summary>Nothing.</summary>
    Said,

    /// <summary>The line that announces a quoted mail.</summary>
    Attribution,

    /// <summary>Part of a signature.</summary>
    Signature,

    /// <summary>From here on everything is the mail that is answered.</summary>
    Rest,
}

/// <summary>One line of a mail.</summary>
/// <param name="Text">Without marks of quoting and blanks at its end.</param>
/// <param name="Depth">How often it is quoted; 0 for the writer's own.</param>
/// <param name="Role">What the mail program says it is.</param>
internal readonly record struct Line(string Text, int Depth = 0, LineRole Role = LineRole.Said)
{
    /// <summary>Shortest line of hyphens or the like that sets something off.</summary>
    private const int ShortestRule = 5;

    private static readonly SearchValues<char> RuleMarks = SearchValues.Create("-_=*– ");

    public bool IsBlank => Text.Length == 0 && Role != LineRole.Rest;

    /// <summary>Somebody else's words, or the beginning of them.</summary>
    public bool IsQuoted => Depth > 0 || Role == LineRole.Rest;

    /// <summary>A line of nothing but hyphens, underscores or the like.</summary>
    public bool IsRule => Text.Length >= ShortestRule && Text.AsSpan().IndexOfAnyExcept(RuleMarks) < 0;
}
