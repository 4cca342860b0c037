using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Accounts;

/// <summary>
/// While there is no account, whoever reaches the server could take it: so the first one needs a code that stands in the server's log alone.
/// </summary>
public sealed partial class OfferSetup(Store store, Tokens tokens, Settings settings, ILogger<OfferSetup> log) : IHostedLifecycleService
{
    private string? code;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = store.Read();
        if (await db.Accounts.AnyAsync(cancellationToken))
            return;
        code = await Known(db) ?? await Make();
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (code is not null)
            SayHow(log, $"{Here(settings.PublicUrl)}/app#setup={code}", code);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A server that listens everywhere is reached from its own machine by this name.</summary>
    private static string Here(string url) =>
        url.Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal).Replace("//[::]", "//localhost", StringComparison.Ordinal);

    private async Task<string?> Known(Db db) =>
        await db.SetupCodes.SingleOrDefaultAsync() is { } row ? tokens.OpenSetupCode(row.Sealed) : null;

    /// <summary>Several servers may start at once on one database: what one of them stored counts for all.</summary>
    private async Task<string> Make()
    {
        var fresh = SetupCode.New();
        var written = tokens.SealSetupCode(fresh);
        try
        {
            return await store.WriteOutside(async unit =>
            {
                if (await unit.Db.SetupCodes.AsTracking().SingleOrDefaultAsync() is not { } row)
                    unit.Db.Add(new SetupCode { Sealed = written });
                else if (tokens.OpenSetupCode(row.Sealed) is { } theirs)
                    return theirs;
                else
                    row.Sealed = written;
                await unit.Db.SaveChangesAsync();
                return fresh;
            });
        }
        catch (DbUpdateException late)
        {
            await using var db = store.Read();
            return await Known(db) ?? throw new InvalidOperationException("The set-up code could not be stored.", late);
        }
    }

    [LoggerMessage(LogLevel.Information, "There is no account yet. Create the first one at {Link} (set-up code {Code})")]
    private static partial void SayHow(ILogger log, string link, string code);
}
