using System.Security.Cryptography;
using System.Text;

namespace Nightbell.Accounts;

/// <summary>
/// What whoever creates the first account must know: the server writes it to its log, which only its operator reads. There is one row while
/// there is no account; whoever takes it away is the one who creates the account.
/// </summary>
public sealed class SetupCode
{
    /// <summary>There is never more than one.</summary>
    public const int OnlyId = 1;

    /// <summary>No letter is taken for a digit: Crockford's base32 alphabet.</summary>
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Of 5 bits each: 100 bits, which nobody guesses.</summary>
    private const int Length = 20;

    private const int GroupLength = 5;

    public int Id { get; init; } = OnlyId;

    /// <summary>Readable to the servers of this installation, so that each writes the same one to its log.</summary>
    public required string Sealed { get; set; }

    /// <summary>A fresh code, in groups that are easy to copy.</summary>
    public static string New()
    {
        var code = RandomNumberGenerator.GetString(Alphabet, Length);
        return string.Join('-', code.Chunk(GroupLength).Select(group => new string(group)));
    }

    /// <summary>Whether somebody wrote the code, however they group it.</summary>
    public static bool IsSame(string code, string tried)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(tried);
        return tried.Length <= 4 * code.Length && CryptographicOperations.FixedTimeEquals(Plain(code), Plain(tried));
    }

    private static byte[] Plain(string code) =>
        Encoding.UTF8.GetBytes(string.Concat(code.ToUpperInvariant().Where(char.IsLetterOrDigit)));
}
