using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Platform;
using Nightbell.Visitors;
using Nightbell.Widgets;

namespace Nightbell.Outbox;

/// <summary>
/// The visitor has their conversation sent to an address. Anybody can type any address, and their own words with it: so there is one only once an
/// agent has answered, it goes out seldom, and to an address that nobody has answered from it carries no links of the visitor's
/// (see <see cref="TranscriptTemplate"/>).
/// </summary>
public static class SendTranscript
{
    public static void Map(IEndpointRouteBuilder visitors) => visitors.MapPost("/transcript", Handle)
        .WithSummary("The visitor has the conversation sent by e-mail")
        .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Accepted> Handle(Request request, Guest guest, HttpContext context, Store store, Limits limits)
    {
        limits.Messages(context, guest.AccountId);
        var check = new Check();
        var email = string.IsNullOrWhiteSpace(request.Email) ? null : check.Email("email", request.Email.Trim());
        check.Done();
        await store.Write(guest.AccountId, async unit =>
        {
            if (!WidgetOptions.Of(unit.Account).Transcript)
                throw Problem.Forbidden("switched_off");
            var conversation = await unit.FindOwnConversation(guest);
            var visitor = await unit.FindVisitor(guest.VisitorId) ?? throw Problem.NotFound();
            visitor.MayWrite();
            var address = email ?? visitor.Email ?? throw Problem.Conflict("contact_needed");
            if (!await unit.Db.Messages.AnyAsync(m => m.ConversationId == conversation.Id && m.From == MessageFrom.Agent))
                throw Problem.Conflict("nothing_to_send");
            if (await unit.IsSuppressed(address))
                throw Problem.Conflict("mails_off");
            if (await unit.Db.Mails.AnyAsync(m => m.VisitorId == visitor.Id && m.Purpose == MailPurpose.Transcript && m.Address == address
                && m.UpTo == conversation.LastNumber && (m.State == MailState.Queued || m.State == MailState.Sending || m.State == MailState.Deferred)))
                return;
            var turn = await unit.NextTranscript(visitor, address);
            if (turn > unit.Now)
                throw Problem.TooMany((int)Math.Ceiling((turn - unit.Now).TotalSeconds));
            unit.QueueToVisitor(MailPurpose.Transcript, visitor, conversation, address, after: null, conversation.LastNumber, unit.Now);
        });
        return TypedResults.Accepted((string?)null);
    }

    /// <summary>The conversation of a transcript that is about to leave; null when it is no more, and the mail is withdrawn.</summary>
    public static async Task<Conversation?> FindTranscribed(this Unit unit, OutgoingMail mail)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(mail);
        var conversation = await unit.FindConversation(mail.ConversationId);
        var refused = await unit.IsSuppressed(mail.Address);
        if (conversation is { ErasedAt: null } && !refused)
            return conversation;
        unit.Withdraw(mail, refused ? TellVisitor.VisitorWantsNoMail : TellVisitor.NothingNew, mail.ConversationId);
        return null;
    }

    /// <param name="Email">Where to; null for the address the visitor has left.</param>
    public sealed record Request(string? Email = null);
}
