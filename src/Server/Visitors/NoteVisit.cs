using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Visitors;

/// <summary>What a visitor's request tells of them, besides the message: no address of the network, and of the User-Agent only words.</summary>
/// <param name="PageUrl">Checked already: http or https, or null.</param>
/// <param name="PageTitle">What the page calls itself.</param>
/// <param name="Language">The first wish of the browser.</param>
/// <param name="Browser">In words.</param>
/// <param name="System">In words.</param>
public sealed record Visit(string? PageUrl, string? PageTitle, string? Language, string? Browser, string? System)
{
    private const int MaxLanguageLength = 35;

    /// <summary>Reads the headers of a visitor's request.</summary>
    public static Visit Of(HttpContext context, string? pageUrl, string? pageTitle)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (browser, system) = DescribeBrowser.Of(context.Request.Headers.UserAgent.ToString());
        var wish = context.Request.Headers.AcceptLanguage.ToString().Split(',', ';')[0].Trim();
        var isLanguage = wish.Length is > 0 and <= MaxLanguageLength && wish.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
        return new(pageUrl, pageTitle, isLanguage ? wish : null, browser, system);
    }
}

public static class NoteVisits
{
    /// <summary>Pages kept of one visitor: the latest.</summary>
    private const int MaxPages = 20;

    /// <summary>Keeps what a visit told for the visitor's card.</summary>
    public static async Task NoteVisit(this Unit unit, Visitor visitor, Visit visit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(visitor);
        ArgumentNullException.ThrowIfNull(visit);
        visitor.BrowserLanguage = visit.Language ?? visitor.BrowserLanguage;
        if (visit.Browser is not null || visit.System is not null)
            (visitor.Browser, visitor.System) = (visit.Browser, visit.System);
        if (visit.PageUrl is null)
            return;
        var pages = await unit.Db.VisitedPages.AsTracking().Where(p => p.VisitorId == visitor.Id).OrderByDescending(p => p.At).ToListAsync();
        if (pages.Find(p => p.Url == visit.PageUrl) is { } known)
        {
            (known.At, known.Title) = (unit.Now, visit.PageTitle ?? known.Title);
            return;
        }

        unit.Db.RemoveRange(pages.Skip(MaxPages - 1));
        unit.Db.Add(new VisitedPage
        {
            Id = unit.Now.NewId(),
            AccountId = unit.Account.Id,
            VisitorId = visitor.Id,
            Url = visit.PageUrl,
            Title = visit.PageTitle,
            At = unit.Now,
        });
    }
}
