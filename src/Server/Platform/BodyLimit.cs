using Microsoft.AspNetCore.Http.Features;

namespace Nightbell.Platform;

/// <summary>
/// Refuses bodies that are larger than their endpoint takes. The answer is given at once, and the server then reads what still comes and lets it
/// go, for <see cref="MaxLetGo"/> octets and five seconds at most. The server's own limit would cut the line instead, and whoever still sends would
/// be told of a broken connection and not of a large body (RFC 9112, section 9.6).
/// </summary>
public sealed class BodyLimit(RequestDelegate next)
{
    /// <summary>Octets beyond which the line is cut after all: some four times of the most that anybody may send.</summary>
    public const long MaxLetGo = 128 * 1024 * 1024;

    /// <summary>Octets that are taken where the endpoint says nothing else: more than any of our forms needs.</summary>
    private const long Usual = 64 * 1024;

    /// <exception cref="Problem">413; also later, as soon as a body whose length was not said turns out to be too large.</exception>
    public Task Invoke(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.GetEndpoint() is not { } endpoint)
            return next(context);
        var most = endpoint.Metadata.GetMetadata<Octets>()?.Most ?? Usual;
        if (context.Request.ContentLength > most)
            throw TooLarge();
        if (context.Request.ContentLength is null && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
            context.Request.Body = new Counted(context.Request.Body, most);
        return next(context);
    }

    private static Problem TooLarge() => new(StatusCodes.Status413PayloadTooLarge, "too_large");

    /// <summary>What an endpoint takes, where that is not the usual.</summary>
    public sealed record Octets(long Most);

    /// <summary>A body that does not say its length.</summary>
    private sealed class Counted(Stream body, long most) : ReadingStream
    {
        private long left = most;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await body.ReadAsync(buffer, cancellationToken);
            left -= read;
            return left >= 0 ? read : throw TooLarge();
        }
    }
}
