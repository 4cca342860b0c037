using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Files;
using Nightbell.Groups;
using Nightbell.Live;
using Nightbell.Platform;

namespace Nightbell.Widgets;

/// <summary>What the widget needs to draw itself, and the stream by which it hears whether the team is online.</summary>
public static class ReadWidget
{
    public static void Map(IEndpointRouteBuilder widget)
    {
        widget.MapGet("/{key}", Read).WithSummary("What the widget needs to draw itself");
        widget.MapGet("/{key}/events", Stream)
            .WithSummary("Whether the team is online (server-sent)").Produces<string>(StatusCodes.Status200OK, "text/event-stream");
    }

    /// <summary>The account of a widget key, asked from a site it is allowed on.</summary>
    /// <exception cref="Problem">404, or 403 <c>site_not_allowed</c>.</exception>
    public static async Task<Account> FindAccount(Store store, string key, HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(store);
        await using var db = store.Read();
        var account = await db.Accounts.SingleOrDefaultAsync(a => a.WidgetKey == key) ?? throw Problem.NotFound();
        AllowedSites.Check(account.AllowedSites, context);
        return account;
    }

    private static async Task<Ok<Answer>> Read(
        string key, HttpContext context, Store store, Settings settings, Tokens tokens, TimeProvider clock, Guid? group = null, string? lang = null)
    {
        var account = await FindAccount(store, key, context);
        var package = settings.Package(account.Package);
        await using var db = store.Read();
        var groups = package.Groups
            ? await db.Groups.Where(g => g.AccountId == account.Id).OrderBy(g => g.Name).Select(g => new NamedItem(g.Id, g.Name)).ToListAsync()
            : [];
        var (form, options) = (WidgetForm.Of(account), WidgetOptions.Of(account));
        var locale = Texts.KnownToVisitors($"{lang},{account.Locale}");
        var reason = await IsTeamOnlineNow.WhyTeamIsOffline(db, account, package, clock.Now(), group);
        return TypedResults.Ok(new Answer(
            reason is null,
            reason,
            account.Name,
            locale,
            account.WidgetColor,
            form with { Group = form.Group && groups.Count > 0, Always = form.Always && package.FormWhileOnline },
            groups,
            tokens.ForCursor(account.LastEvent),
            Texts.Section(locale, "widget."),
            new AutomaticTexts(options.Automatic.Offline.In(locale, "widget.automaticOffline"), options.Automatic.Busy.In(locale, "widget.automaticBusy")),
            options.Files ? FileRules.Now : null,
            options.Rating,
            options.Transcript,
            options.Consent));
    }

    private static async Task Stream(
        string key, HttpContext context, Store store, Settings settings, Feed feed, Tokens tokens, IHostApplicationLifetime lifetime, Guid? group = null)
    {
        var account = await FindAccount(store, key, context);
        var reader = new VisitorReader(account.Id, null, GroupNow, tokens);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await new EventStream(context, store, feed, reader).Run(ended.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The page was left.
        }

        // The group may be deleted, and the package changed, while the page is open.
        async ValueTask<Guid?> GroupNow()
        {
            if (group is null)
                return null;
            await using var db = store.Read();
            return await IsTeamOnlineNow.GroupThatCounts(db, settings, account.Id, group);
        }
    }

    /// <param name="Online">Whether the team is there.</param>
    /// <param name="Reason">Why it is not; null while it is.</param>
    /// <param name="Name">Of the account.</param>
    /// <param name="Locale">The language of the texts.</param>
    /// <param name="Color">Of launcher and head.</param>
    /// <param name="Form">What the contact form asks for.</param>
    /// <param name="Groups">Which the visitor may choose from.</param>
    /// <param name="Cursor">A stream that resumes after it tells whatever changes from here on.</param>
    /// <param name="Texts">Everything the widget says.</param>
    public sealed record Answer(
        bool Online,
        OfflineReason? Reason,
        string Name,
        string Locale,
        string Color,
        WidgetForm Form,
        IReadOnlyList<NamedItem> Groups,
        string Cursor,
        IReadOnlyDictionary<string, string> Texts,
        AutomaticTexts Automatic,
        FileRules? Files,
        bool Rating,
        bool Transcript,
        WidgetConsent Consent);

    /// <summary>What the widget says by itself; null for nothing.</summary>
    /// <param name="Offline">A second after the visitor's message, while the team is offline.</param>
    /// <param name="Busy">When nobody has answered for 45 seconds, while the team is online.</param>
    public sealed record AutomaticTexts(string? Offline, string? Busy);
}
