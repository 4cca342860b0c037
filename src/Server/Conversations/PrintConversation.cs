using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Conversations;

/// <summary>A conversation as a page to print or keep: no script, no request, nothing but what was said.</summary>
public static class PrintConversation
{
    private const string Style = """
        :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
        body { max-inline-size: 46rem; margin: 2rem auto; padding-inline: 1rem; overflow-wrap: anywhere; }
        h1 { font-size: 1.4rem; margin-block-end: .2rem; }
        p { margin-block: .2rem; }
        .quiet { opacity: .75; font-size: .9rem; }
        ol { list-style: none; padding: 0; margin-block: 1.5rem; }
        li { padding-block: .6rem; border-block-start: 1px solid #8886; break-inside: avoid; }
        .said { white-space: pre-wrap; }
        @media print { :root { color-scheme: light; font-size: 11pt; } body { margin: 0; max-inline-size: none; } }
        """;

    /// <summary>The one style there is, by its hash (CSP Level 3).</summary>
    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/conversations/{id:guid}/print", Handle).Needs(Scopes.ConversationsRead)
        .Produces<string>(StatusCodes.Status200OK, "text/html")
        .WithSummary("A conversation as a page to print");

    private static async Task<ContentHttpResult> Handle(Guid id, Me me, HttpContext context, Store store, Settings settings, TimeProvider clock)
    {
        await using var db = store.Read();
        var conversation = await db.VisibleTo(me, settings).SingleOrDefaultAsync(c => c.Id == id) ?? throw Problem.NotFound();
        var visitor = await db.Visitors.SingleAsync(v => v.Id == conversation.VisitorId);
        var account = await db.Accounts.SingleAsync(a => a.Id == me.AccountId);
        var now = clock.Now();
        string At(DateTimeOffset at) => Texts.Moment(me.Locale, me.TimeZone, at, now.AddDays(2));
        var unknown = Texts.Get(me.Locale, "print.visitor");
        var page = new StringBuilder();
        var title = Texts.Get(me.Locale, "print.title", ("visitor", visitor.Name ?? visitor.Email ?? unknown));
        page.Append("<!doctype html>\n<html lang=\"").Append(me.Locale).Append("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">")
            .Append("<title>").Append(Safe(title)).Append("</title><style>").Append(Style).Append("</style></head><body><main><h1 dir=\"auto\">").Append(Safe(title)).Append("</h1>\n");
        foreach (var line in new[] { visitor.Email, visitor.Phone, Texts.Get(me.Locale, "print.began", ("at", At(conversation.CreatedAt))), PageOf(me, conversation) })
            page.Append(line is null ? "" : $"<p class=\"quiet\" dir=\"auto\">{Safe(line)}</p>\n");
        page.Append("<ol>\n");
        foreach (var message in await MessageItem.Load(db, id))
        {
            var name = message.Name ?? (message.From == MessageFrom.Visitor ? visitor.Name ?? unknown : account.Name);
            page.Append("<li><p><strong dir=\"auto\">").Append(Safe(name)).Append("</strong> <span class=\"quiet\">").Append(Safe(At(message.At)))
                .Append("</span></p><p class=\"said\" dir=\"auto\">").Append(Safe(message.Text)).Append("</p>");
            foreach (var file in message.Files.Where(f => f.Name != message.Text))
                page.Append("<p class=\"quiet\" dir=\"auto\">").Append(Safe(file.Name)).Append("</p>");
            page.Append("</li>\n");
        }

        page.Append("</ol>\n<p class=\"quiet\">").Append(Safe(Texts.Get(me.Locale, "print.printed", ("account", account.Name), ("at", At(now))))).Append("</p></main></body></html>\n");
        context.Response.Headers.ContentSecurityPolicy = Policy;
        return TypedResults.Content(page.ToString(), "text/html; charset=utf-8");
    }

    private static string? PageOf(Me me, Conversation conversation) =>
        conversation.PageUrl is { } url ? $"{Texts.Get(me.Locale, "print.page")}: {conversation.PageTitle} {url}" : null;

    private static string Safe(string text) => HtmlEncoder.Default.Encode(text);
}
