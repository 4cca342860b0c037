namespace Nightbell.Mail.Mime;

/// <summary>A value with parameters, such as that of Content-Type (RFC 2045, 5.1).</summary>
public sealed class MediaType
{
    internal static readonly MediaType PlainText = new("text/plain", []);
    internal static readonly MediaType Message = new("message/rfc822", []);

    private readonly IReadOnlyList<(string Name, string Value)> parameters;

    private MediaType(string name, IReadOnlyList<(string Name, string Value)> parameters) => (Name, this.parameters) = (name, parameters);

    /// <summary>Type and subtype in lower case, such as "text/plain".</summary>
    public string Name { get; }

    /// <summary>A parameter's value, joined and decoded as RFC 2231 says; null when there is none of this name.</summary>
    public string? this[string parameter]
    {
        get
        {
            foreach (var (name, value) in parameters)
                if (name == parameter)
                    return value;
            return null;
        }
    }

    internal bool IsMultipart => Name.StartsWith("multipart/", StringComparison.Ordinal);

    internal bool IsDigest => Name == "multipart/digest";

    /// <summary>Whether what is in it begins with a header: a message, or no more of one than its header (RFC 6522, 4).</summary>
    internal bool IsMessage => Name is "message/rfc822" or "message/global" or "text/rfc822-headers" or "message/rfc822-headers" or "message/global-headers" or "message/news";

    /// <summary>Reads a field's value; null when it names nothing.</summary>
    internal static MediaType? Parse(string? value)
    {
        if (value is null) return null;
        var end = value.AsSpan().IndexOf(';');
        var name = value.AsSpan(0, end < 0 ? value.Length : end).Trim();
        var blank = name.IndexOfAny(' ', '\t', '(');
        if (blank >= 0) name = name[..blank];
        if (name.IsEmpty) return null;
        return new MediaType(name.ToString().ToLowerInvariant(), end < 0 ? [] : Parameters.Parse(value.AsSpan(end + 1)));
    }
}
