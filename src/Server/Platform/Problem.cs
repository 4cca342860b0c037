namespace Nightbell.Platform;

/// <summary>A request that is refused: RFC 9457 problem details with a stable code. Throw it; nothing of the unit is stored.</summary>
public sealed class Problem(int status, string code, IReadOnlyDictionary<string, string[]>? errors = null, int? retryAfterSeconds = null)
    : Exception(code)
{
    public int Status { get; } = status;

    /// <summary>Stable; the words for it stand in the text files under <c>problem.</c>.</summary>
    public string Code { get; } = code;

    /// <summary>For 400: each field that breaks a rule, and the codes of the rules.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; } = errors;

    public int? RetryAfterSeconds { get; } = retryAfterSeconds;

    /// <summary>Does not exist, belongs to another account, or may not be seen by this agent: one answer for all three.</summary>
    public static Problem NotFound() => new(StatusCodes.Status404NotFound, "not_found");

    /// <summary>The request contradicts what is.</summary>
    public static Problem Conflict(string code) => new(StatusCodes.Status409Conflict, code);

    public static Problem Forbidden(string code) => new(StatusCodes.Status403Forbidden, code);

    public static Problem Invalid(string field, string rule) =>
        new(StatusCodes.Status400BadRequest, "invalid", new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [rule] });

    /// <summary>A link's token that is forged, used or expired, or leads to what is no more: one answer for all.</summary>
    public static Problem BadToken() =>
        new(StatusCodes.Status400BadRequest, "bad_token", new Dictionary<string, string[]>(StringComparer.Ordinal) { ["token"] = ["invalid"] });

    /// <summary>The caller is known and may do this; what is wrong is a field.</summary>
    public static Problem WrongPassword() =>
        new(StatusCodes.Status400BadRequest, "wrong_password", new Dictionary<string, string[]>(StringComparer.Ordinal) { ["password"] = ["wrong"] });

    /// <summary>The caller is signed in; the code of their authenticator is wrong, or was used.</summary>
    public static Problem WrongCode() =>
        new(StatusCodes.Status400BadRequest, "code_wrong", new Dictionary<string, string[]>(StringComparer.Ordinal) { ["code"] = ["wrong"] });

    public static Problem TooMany(int retryAfterSeconds) =>
        new(StatusCodes.Status429TooManyRequests, "too_many", null, retryAfterSeconds);
}
