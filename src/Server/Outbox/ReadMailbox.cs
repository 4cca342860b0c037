using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>
/// What was written while no mail server is configured, as in a test mail server: for full access, or in a demo for anybody who
/// tries it.
/// </summary>
public static class ReadMailbox
{
    /// <summary>The page shows the newest; the mail log has all.</summary>
    private const int MaxMails = 200;

    /// <summary>The mail shows itself and nothing else: no script, no image, no request.</summary>
    private const string Policy =
        "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'";

    public static void Map(IEndpointRouteBuilder mailbox)
    {
        mailbox.MapGet("/mails", List).WithSummary("The newest captured mails; open to anybody in a demo");
        mailbox.MapGet("/mails/{id:guid}/html", ReadHtml).WithSummary("The HTML part of a captured mail")
            .Produces<string>(StatusCodes.Status200OK, "text/html").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<Page<CapturedMail>>> List(HttpContext context, Store store, Settings settings)
    {
        context.Response.Headers.CacheControl = "no-store";
        await using var db = store.Read();
        var accountId = await AccountOf(context, db, settings);
        var mails = await (
            from mail in db.Mails
            join content in db.MailContents on mail.Id equals content.MailId
            where mail.AccountId == accountId && mail.State == MailState.Captured
            orderby mail.QueuedAt descending, mail.Id descending
            select new CapturedMail(mail.Id, mail.Address, content.From, content.Subject, mail.QueuedAt, mail.State, content.Text))
            .Take(MaxMails).ToListAsync();
        return TypedResults.Ok(new Page<CapturedMail>(mails, null));
    }

    private static async Task<ContentHttpResult> ReadHtml(Guid id, HttpContext context, Store store, Settings settings)
    {
        await using var db = store.Read();
        var accountId = await AccountOf(context, db, settings);
        var html = await (
            from mail in db.Mails
            join content in db.MailContents on mail.Id equals content.MailId
            where mail.Id == id && mail.AccountId == accountId && mail.State == MailState.Captured
            select content.Html).SingleOrDefaultAsync() ?? throw Problem.NotFound();
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.CacheControl = "no-store";

        // A link opens beside the page, not in its frame; a browser gives what opens by "_blank" no way back (HTML, 4.6.5).
        return TypedResults.Content(
            html.Replace("<head>", "<head>\n<base target=\"_blank\">", StringComparison.Ordinal), "text/html; charset=utf-8");
    }

    private static async Task<Guid> AccountOf(HttpContext context, Db db, Settings settings) => settings.Demo
        ? (await ReadDemo.FindAccount(db) ?? throw Problem.NotFound()).Id
        : ((Me)context.Items[typeof(Me)]!).AccountId;
}

/// <param name="Id">The mail.</param>
/// <param name="To">Its address.</param>
/// <param name="From">Name and address.</param>
/// <param name="Subject">One line.</param>
/// <param name="At">When it was queued.</param>
/// <param name="State">Always <c>captured</c>.</param>
/// <param name="Text">The plain text part.</param>
public sealed record CapturedMail(Guid Id, string To, string From, string Subject, DateTimeOffset At, MailState State, string Text);
