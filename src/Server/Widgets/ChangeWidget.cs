using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Widgets;

/// <summary>How the widget looks, what its form asks, and where it may stand.</summary>
public static partial class ChangeWidget
{
    private const int MaxSites = 50;

    public static void MapRead(IEndpointRouteBuilder api) => api.MapGet("/settings/widget", Read).Needs(Scopes.SettingsRead).WithSummary("Settings of the widget");

    public static void Map(IEndpointRouteBuilder full) => full.MapPut("/settings/widget", Change).Needs(Scopes.SettingsWrite).WithSummary("Set up the widget");

    private static async Task<Ok<Answer>> Read(Me me, Store store)
    {
        await using var db = store.Read();
        return TypedResults.Ok(Answer.Of(await db.Accounts.SingleAsync(a => a.Id == me.AccountId)));
    }

    private static async Task<Ok<Answer>> Change(Request request, Me me, Store store)
    {
        var check = new Check();
        check.Require(Color().IsMatch(request.Color), "color", "color");
        check.Require(Texts.VisitorLocales.Contains(request.Locale), "locale", "locale");
        var sites = ReadSites(check, request.AllowedSites);
        var automatic = request.Automatic is null ? null
            : new WidgetAutomatic(request.Automatic.Offline.Checked(check, "automatic.offline"), request.Automatic.Busy.Checked(check, "automatic.busy"));
        check.Done();
        return TypedResults.Ok(await store.Write(me.AccountId, unit =>
        {
            var account = unit.Account;
            if (request.Key is { } key && key != account.WidgetKey)
                throw Problem.Invalid("key", "read_only");
            var before = Answer.Of(account);
            account.WidgetColor = request.Color.ToLowerInvariant();
            account.Locale = request.Locale;
            account.WidgetForm = JsonSerializer.Serialize(request.Form, Json.Options);
            account.AllowedSites = string.Join(' ', sites);
            var options = WidgetOptions.Of(account);
            account.WidgetOptions = JsonSerializer.Serialize(
                new WidgetOptions(
                    automatic ?? options.Automatic,
                    request.Files ?? options.Files,
                    request.Rating ?? options.Rating,
                    request.Transcript ?? options.Transcript,
                    request.Consent ?? options.Consent),
                Json.Options);
            var after = Answer.Of(account);
            unit.NoteChange(me, "widget", before, after);
            unit.Emit("settings", new { });
            return Task.FromResult(after);
        }));
    }

    private static List<string> ReadSites(Check check, IReadOnlyList<string> sites)
    {
        check.Require(sites.Count <= MaxSites, "allowedSites", "too_many");
        var origins = new List<string>();
        for (var i = 0; i < sites.Count && i < MaxSites; i++)
        {
            if (Origin(sites[i]) is not { } origin)
                check.Add($"allowedSites[{i}]", "origin");
            else if (!origins.Contains(origin))
                origins.Add(origin);
        }

        return origins;
    }

    /// <summary>The origin as browsers send it (RFC 6454, 6.2): lower case, an international host in ASCII, no default port.</summary>
    private static string? Origin(string? site)
    {
        if (site is null || site.Length > Check.MaxUrlLength || !Uri.TryCreate(site, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0 || uri.UserInfo.Length > 0
            || uri.PathAndQuery != "/" || uri.Fragment.Length > 0 || uri.AsciiHost() is not { } host)
            return null;
        return uri.IsDefaultPort ? $"{uri.Scheme}://{host}" : $"{uri.Scheme}://{host}:{uri.Port}";
    }

    [GeneratedRegex("^#[0-9a-fA-F]{6}$", RegexOptions.NonBacktracking)]
    private static partial Regex Color();

    /// <param name="Color">The widget's color, <c>#rrggbb</c>.</param>
    /// <param name="Locale">Its language, unless the page asks for another.</param>
    /// <param name="Form">What the contact form asks for.</param>
    /// <param name="AllowedSites">Origins such as <c>https://shop.example</c>; none means any site.</param>
    /// <param name="Key">The key cannot be changed; it may be sent as it was read.</param>
    /// <param name="Automatic">What the widget says by itself; left out, like each of the following, stays as it is.</param>
    /// <param name="Files">Visitors may send files.</param>
    /// <param name="Rating">Visitors are asked how it was.</param>
    /// <param name="Transcript">Visitors may have their conversation by e-mail.</param>
    /// <param name="Consent">What the page has to ask the visitor for first.</param>
    public sealed record Request(
        string Color,
        string Locale,
        WidgetForm Form,
        IReadOnlyList<string> AllowedSites,
        string? Key = null,
        WidgetAutomatic? Automatic = null,
        bool? Files = null,
        bool? Rating = null,
        bool? Transcript = null,
        WidgetConsent? Consent = null);

    public sealed record Answer(
        string Key,
        string Color,
        string Locale,
        WidgetForm Form,
        IReadOnlyList<string> AllowedSites,
        WidgetAutomatic Automatic,
        bool Files,
        bool Rating,
        bool Transcript,
        WidgetConsent Consent)
    {
        public static Answer Of(Account account)
        {
            ArgumentNullException.ThrowIfNull(account);
            var options = WidgetOptions.Of(account);
            return new(
                account.WidgetKey,
                account.WidgetColor,
                account.Locale,
                WidgetForm.Of(account),
                account.AllowedSites.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                options.Automatic,
                options.Files,
                options.Rating,
                options.Transcript,
                options.Consent);
        }
    }
}
