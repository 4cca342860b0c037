using System.Globalization;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;

namespace Nightbell.Platform;

/// <summary>
/// Makes the keys of data protection before anybody needs them, so that protecting and reading a token never writes: mails are composed
/// inside units, and on SQLite a unit that waited for a key to be stored would wait for itself.
/// </summary>
/// <remarks>By the machine's clock: data protection knows no other. What makes a key is loaded when one is made.</remarks>
public sealed class KeepKeys(Store store, IServiceProvider services, ILogger<KeepKeys> log) : BackgroundService
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(90);

    /// <summary>A key is followed by the next one this long before it expires.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    /// <summary>Other servers read the keys once a day; a key that follows another is used only when all have it.</summary>
    private static readonly TimeSpan UntilKnown = TimeSpan.FromDays(2);

    private static readonly TimeSpan Every = TimeSpan.FromHours(6);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await MakeIfNeeded(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await MakeIfNeeded(stoppingToken);
            }
            catch (Exception trouble) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(trouble, "No new key could be made; trying again");
            }
        }
    }

    private async Task MakeIfNeeded(CancellationToken cancel)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var db = store.Read();
        var expiries = (await db.DataProtectionKeys.Select(k => k.Xml).ToListAsync(cancel)).Select(Expiry).ToList();
        if (expiries.Exists(expiry => expiry > now + Ahead))
            return;
        var follows = expiries.Exists(expiry => expiry > now + UntilKnown);
        services.GetRequiredService<IKeyManager>().CreateNewKey(follows ? now + UntilKnown : now, now + Life);
    }

    /// <summary>When a stored key expires. Cut out rather than parsed: the XML library would be loaded for this alone.</summary>
    public static DateTimeOffset? Expiry(string xml)
    {
        ArgumentNullException.ThrowIfNull(xml);
        const string Before = "<expirationDate>";
        var start = xml.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        var end = xml.IndexOf("</expirationDate>", StringComparison.Ordinal);
        return start >= Before.Length && end > start ? DateTimeOffset.Parse(xml.AsSpan(start, end - start), CultureInfo.InvariantCulture) : null;
    }
}
