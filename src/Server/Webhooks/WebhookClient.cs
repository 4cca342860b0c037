using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Nightbell.Mail.Smtp;
using Nightbell.Platform;

namespace Nightbell.Webhooks;

/// <summary>Asks the name service for the addresses of a host.</summary>
public delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancel);

/// <summary>
/// Sends deliveries: where the network begins. It connects to addresses of the internet alone, unless the operator allows more; the address is
/// judged as it is connected to, so that no name can point elsewhere after it was checked. Redirects are not followed, proxies not used.
/// </summary>
public sealed class WebhookClient : IDisposable
{
    /// <summary>How long an answer may take, from the name to the last octet that is kept.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>So much of an answer is kept for the log, and read at all.</summary>
    private const int MaxAnswerOctets = 1024;

    private const int MaxHeaderKibibytes = 16;

    /// <summary>A host that moves is asked for again this soon.</summary>
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(1);

    private readonly HttpClient http;
    private readonly ResolveHost resolve;
    private readonly WebhookSettings settings;
    private readonly IReadOnlyList<System.Net.IPNetwork> allowed;

    /// <param name="settings">What the operator allows.</param>
    /// <param name="resolve">Stands in for the name service; null asks the system's.</param>
    /// <exception cref="InvalidOperationException">An allowed network is none.</exception>
    public WebhookClient(Settings settings, ResolveHost? resolve = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        this.settings = settings.Webhooks;
        this.resolve = resolve ?? Dns.GetHostAddressesAsync;
        allowed = [.. settings.Webhooks.Allowed.Select(Network)];
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = MaxHeaderKibibytes,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = ConnectionLife,
            PreAuthenticate = false,
            ConnectCallback = Connect,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Whether a delivery may go to an address.</summary>
    public bool Allows(IPAddress address)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return settings.AllowPrivate || PublicAddress.IsPublic(plain) || allowed.Any(n => n.Contains(plain));
    }

    /// <summary>One request. Never throws but for the caller's own cancelling.</summary>
    public async Task<DeliveryResult> Send(string url, Guid eventId, DateTimeOffset at, string signature, string payload, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url);
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(payload));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.TryAddWithoutValidation("User-Agent", "Nightbell-Webhooks/1");
            request.Headers.TryAddWithoutValidation("webhook-id", eventId.ToString());
            request.Headers.TryAddWithoutValidation("webhook-timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            request.Headers.TryAddWithoutValidation("webhook-signature", signature);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return new((int)response.StatusCode, null, await Begin(response, both.Token), Since(began));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(null, DeliveryTrouble.TimedOut, null, Since(began));
        }
        catch (Exception trouble) when (trouble is HttpRequestException or IOException or InvalidOperationException or UriFormatException)
        {
            return new(null, TroubleOf(trouble), null, Since(began));
        }
    }

    public void Dispose() => http.Dispose();

    private static System.Net.IPNetwork Network(string text) => System.Net.IPNetwork.TryParse(text, out var network)
        ? network
        : IPAddress.TryParse(text, out var address)
            ? new System.Net.IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
            : throw new InvalidOperationException($"Nightbell:Webhooks:Allowed: {text} is neither an address nor a network.");

    private static async Task<string?> Begin(HttpResponseMessage response, CancellationToken cancel)
    {
        var begin = new byte[MaxAnswerOctets];
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            var length = await body.ReadAtLeastAsync(begin, begin.Length, throwOnEndOfStream: false, cancel);
            return Check.Mend(Encoding.UTF8.GetString(begin, 0, length), MaxAnswerOctets);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException || (cut is OperationCanceledException && cancel.IsCancellationRequested))
        {
            // The status was said: that the rest did not come changes nothing.
            return null;
        }
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host.Trim('[', ']'), context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancel);
        var good = addresses.Where(Allows).ToList();
        if (good.Count == 0 && addresses.Length > 0)
            throw new NotAllowedException();
        SocketException? last = null;
        foreach (var address in good)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException refused)
            {
                socket.Dispose();
                last = refused;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static DeliveryTrouble TroubleOf(Exception trouble)
    {
        for (var cause = trouble; cause is not null; cause = cause.InnerException)
        {
            if (cause is NotAllowedException)
                return DeliveryTrouble.PrivateAddress;
            if (cause is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain })
                return DeliveryTrouble.NameNotFound;
            if (cause is System.Security.Authentication.AuthenticationException)
                return DeliveryTrouble.NotSecure;
        }

        return trouble is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ResponseEnded or HttpRequestError.ConfigurationLimitExceeded }
            ? DeliveryTrouble.AnswerUnreadable
            : DeliveryTrouble.ConnectionFailed;
    }

    private static int Since(long began) => (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds;

    private sealed class NotAllowedException() : IOException("The address is not one of the internet.");
}

/// <summary>What came of one request.</summary>
public sealed record DeliveryResult(int? Status, DeliveryTrouble? Trouble, string? Answer, int Milliseconds)
{
    public bool Worked => Status is >= 200 and < 300;
}
