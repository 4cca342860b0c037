using System.Net.Sockets;
using System.Threading.RateLimiting;
using Nightbell.Mail.Compose;

namespace Nightbell.Platform;

/// <summary>Requests a minute by key (a network address, an account, an e-mail address), with the framework's limiters.</summary>
public sealed class Limits(Settings settings) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Six digits are guessed sooner than a password, and whoever tries them knows that already: as many attempts as to sign in, in so much
    /// more time. Guessing every day finds a code in a year or two.
    /// </summary>
    private static readonly TimeSpan CodesWindow = TimeSpan.FromMinutes(15);

    /// <summary>An e-mail address is tried from several places, so that nobody locks a colleague out from one.</summary>
    private const int PlacesPerEmail = 3;

    /// <summary>An office of many people signs in from one address of the network.</summary>
    private const int PeoplePerPlace = 10;

    /// <summary>Octets of an IPv6 address that say which network it is of.</summary>
    private const int OctetsOfNetwork = 8;

    private readonly PartitionedRateLimiter<string> signIns = PerMinute(settings.Limits.SignInPerMinute);
    private readonly PartitionedRateLimiter<string> signInsByEmail = PerMinute(PlacesPerEmail * settings.Limits.SignInPerMinute);
    private readonly PartitionedRateLimiter<string> signInsByPlace = PerMinute(PeoplePerPlace * settings.Limits.SignInPerMinute);
    private readonly PartitionedRateLimiter<string> codes = PerMinute(settings.Limits.SignInPerMinute, CodesWindow);
    private readonly PartitionedRateLimiter<string> visitors = PerMinute(settings.Limits.VisitorsPerMinute);
    private readonly PartitionedRateLimiter<string> messages = PerMinute(settings.Limits.MessagesPerMinute);
    private readonly PartitionedRateLimiter<string> typing = PerMinute(settings.Limits.MessagesPerMinute);
    private readonly PartitionedRateLimiter<string> files = PerMinute(settings.Limits.FilesPerMinute);

    /// <summary>Attempts to sign in: for an e-mail address, known or not, from an address of the network; and for each of the two alone.</summary>
    /// <exception cref="Problem">429.</exception>
    public void SignIn(HttpContext context, string email)
    {
        var place = Address(context);

        // Keys stay in memory for longer than a minute: a place that may not go on makes no more of them, and what is no address, which may
        // be as long as a body, is one.
        Take(signInsByPlace, place, permits: 0);
        var normalized = EmailAddress.TryParse(email, out var address) ? address.ToUpperInvariant() : "";
        Take(signIns, $"{place} {normalized}");
        Take(signInsByEmail, normalized);
        Take(signInsByPlace, place);
    }

    /// <summary>Attempts at the second factor of an agent, from anywhere.</summary>
    /// <exception cref="Problem">429.</exception>
    public void Codes(Guid agentId) => Take(codes, agentId.ToString());

    /// <summary>New visitors of an account from one address.</summary>
    /// <exception cref="Problem">429.</exception>
    public void Visitors(HttpContext context, Guid accountId) => Take(visitors, $"{Address(context)} {accountId}");

    /// <summary>Messages and changes of one principal in an account from one address.</summary>
    /// <exception cref="Problem">429.</exception>
    public void Messages(HttpContext context, Guid accountId) => Take(messages, $"{Address(context)} {accountId}");

    /// <summary>How often a visitor may say that they are writing: as often as they may write.</summary>
    /// <exception cref="Problem">429.</exception>
    public void Typing(Guid visitorId) => Take(typing, visitorId.ToString());

    /// <summary>Files of one principal in an account from one address.</summary>
    /// <exception cref="Problem">429.</exception>
    public void Files(HttpContext context, Guid accountId) => Take(files, $"{Address(context)} {accountId}");

    public void Dispose()
    {
        signIns.Dispose();
        signInsByEmail.Dispose();
        signInsByPlace.Dispose();
        codes.Dispose();
        visitors.Dispose();
        messages.Dispose();
        typing.Dispose();
        files.Dispose();
    }

    /// <summary>Where a request comes from. A host of IPv6 has a whole network of 64 bits to call from (RFC 4291, 2.5.1): that is one place.</summary>
    private static string Address(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, OctetsOfNetwork))
            : address?.MapToIPv4().ToString() ?? "";
    }

    /// <param name="limiter">The limiter.</param>
    /// <param name="key">Whose limit.</param>
    /// <param name="permits">How many requests it is; 0 asks whether there may be one.</param>
    private static void Take(PartitionedRateLimiter<string> limiter, string key, int permits = 1)
    {
        using var lease = limiter.AttemptAcquire(key, permits);
        if (!lease.IsAcquired)
        {
            var after = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
            throw Problem.TooMany(Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)));
        }
    }

    private static PartitionedRateLimiter<string> PerMinute(int permits, TimeSpan? window = null) =>
        PartitionedRateLimiter.Create<string, string>(key => permits <= 0
            ? RateLimitPartition.GetNoLimiter(key)
            : RateLimitPartition.GetSlidingWindowLimiter(
                key,
                _ => new SlidingWindowRateLimiterOptions { PermitLimit = permits, Window = window ?? Window, SegmentsPerWindow = 6, QueueLimit = 0 }));
}
