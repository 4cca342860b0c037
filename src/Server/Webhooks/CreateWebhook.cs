using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Webhooks;

/// <summary>A new webhook, with its secret.</summary>
public static class CreateWebhook
{
    /// <summary>Webhooks of an account: each is told on its own, and all are shown at once.</summary>
    private const int MaxWebhooks = 20;

    public static void Map(IEndpointRouteBuilder full) => full.MapPost("/webhooks", Handle).Needs(Scopes.WebhooksWrite)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .WithSummary("Make a webhook; its secret is shown in this answer and never again. An API token also needs the scope to read what the events tell");

    private static async Task<Results<Created<Answer>, Ok<Answer>>> Handle(Request request, Me me, Store store, Tokens tokens, WebhookClient client, Settings settings)
    {
        var check = new Check();
        var url = check.WebhookUrl("url", request.Url, client, settings);
        var events = check.WebhookEvents("events", request.Events);
        check.Done();
        me.MustMayRead(events);
        var secret = SignDelivery.NewSecret();
        var made = await store.Write(me.AccountId, unit => unit.Once(request.Id, me.PrincipalId, "POST /api/webhooks", request, async id =>
        {
            if (await unit.Db.Webhooks.CountAsync(w => w.AccountId == unit.Account.Id) >= MaxWebhooks)
                throw Problem.Conflict("too_many_webhooks");
            var webhook = new Webhook
            {
                Id = id,
                AccountId = unit.Account.Id,
                Url = url,
                Events = string.Join(' ', events),
                Secret = tokens.SealWebhookSecret(id, secret),
                CreatedAt = unit.Now,
            };
            unit.Db.Add(webhook);
            unit.NoteChange(me, "webhook", null, webhook.Noted());
            await unit.TellWebhookSettings();
            return WebhookItem.Of(webhook, 0);
        }));

        // Not in the answer that is kept for repetitions: the secret is nowhere in plain words.
        await using var db = store.Read();
        var kept = await db.Webhooks.Where(w => w.Id == made.Answer.Id).Select(w => w.Secret).SingleOrDefaultAsync();
        return new Made<Answer>(Answer.Of(made.Answer, kept is null ? null : tokens.OpenWebhookSecret(made.Answer.Id, kept)), made.IsNew).ToResult();
    }

    /// <param name="Url">https, of the internet; the operator may allow more.</param>
    /// <param name="Events">One or more: <c>message.created</c>, <c>conversation.started</c>, <c>conversation.accepted</c>, <c>conversation.assigned</c>,
    /// <c>conversation.resolved</c>, <c>conversation.reopened</c>, <c>visitor.changed</c>, <c>notice.decided</c>, <c>mail.accepted</c>, <c>mail.bounced</c>.</param>
    /// <param name="Id">Client-made.</param>
    public sealed record Request(string Url, IReadOnlyList<string> Events, Guid? Id = null);

    /// <param name="Id">The webhook.</param>
    /// <param name="Url">Where it is told.</param>
    /// <param name="Events">What it is told.</param>
    /// <param name="Active">Always true.</param>
    /// <param name="CreatedAt">When it was made.</param>
    /// <param name="Secret">What its requests are signed with; shown here alone. Null when the webhook is gone meanwhile.</param>
    public sealed record Answer(Guid Id, string Url, IReadOnlyList<string> Events, bool Active, DateTimeOffset CreatedAt, string? Secret)
    {
        public static Answer Of(WebhookItem item, string? secret)
        {
            ArgumentNullException.ThrowIfNull(item);
            return new(item.Id, item.Url, item.Events, item.Active, item.CreatedAt, secret);
        }
    }
}
