using System.Data.Common;
using System.Net.Sockets;
using Nightbell.Platform;

namespace Nightbell.Cli;

/// <summary>The command was called in a way it cannot be: exit status 2.</summary>
public sealed class Misuse(string sentence) : Exception(sentence);

/// <summary>The command was understood and cannot do it: exit status 1.</summary>
public sealed class Refusal(string sentence) : Exception(sentence);

/// <summary>What went wrong, for whoever runs the server.</summary>
public static class Trouble
{
    /// <summary>One plain sentence without a stack trace; null for a defect of ours, which needs one.</summary>
    public static string? InWords(Exception trouble)
    {
        ArgumentNullException.ThrowIfNull(trouble);
        return trouble switch
        {
            Refusal => trouble.Message,
            Problem { Status: StatusCodes.Status404NotFound } => "There is no such thing in this database.",
            Problem problem => Texts.Get(Texts.Default, $"problem.{problem.Code}"),
            DbException => $"The database cannot be used: {Innermost(trouble)}",
            IOException or UnauthorizedAccessException or SocketException => Innermost(trouble),

            // How the configuration's binder and readers refuse; the inner one knows which value it was.
            InvalidDataException or FormatException => Innermost(trouble),
            InvalidOperationException { InnerException: DbException or SocketException } => $"The database cannot be used: {Innermost(trouble)}",
            InvalidOperationException when trouble.Message.Contains("configuration", StringComparison.OrdinalIgnoreCase)
                || trouble.Message.StartsWith("Nightbell:", StringComparison.Ordinal) => OneLine(trouble.Message),
            ArgumentException { Source: "Npgsql" or "Microsoft.Data.Sqlite" or "System.Data.Common" } => $"ConnectionStrings:Nightbell cannot be read: {OneLine(trouble.Message)}",
            _ => null,
        };
    }

    /// <summary>As <see cref="InWords"/>, whatever it was.</summary>
    public static string InWordsAlways(Exception trouble) => InWords(trouble) ?? Innermost(trouble);

    private static string Innermost(Exception trouble)
    {
        // The outer one says what was tried, the innermost why it failed.
        var inner = trouble.GetBaseException();
        return ReferenceEquals(inner, trouble) || trouble.Message.Contains(inner.Message, StringComparison.OrdinalIgnoreCase)
            ? OneLine(trouble.Message)
            : $"{OneLine(trouble.Message)} {OneLine(inner.Message)}";
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
