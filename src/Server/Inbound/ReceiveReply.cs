using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Groups;
using Nightbell.Mail.Mime;
using Nightbell.Outbox;
using Nightbell.Platform;
using Nightbell.Visitors;

namespace Nightbell.Inbound;

/// <summary>
/// Somebody's reply to a mail of ours becomes a message: an agent's to a notification, a visitor's to an answer. It must come to the signed address
/// of that mail and from the address of whom it was for; whatever does not is held, and nobody is answered.
/// </summary>
public sealed class ReceiveReply(Store store, KeepMail keep, SignEnvelope sign)
{
    /// <summary>How long a mail can be answered: longer than anybody is away, and not for as long as mailboxes are kept.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromDays(90);

    /// <summary>Posts a reply. Called for mails that no program wrote.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="cancel">Ends the waiting for the database.</param>
    /// <returns>The mail's row; null when it answers no mail of ours, and is to be held.</returns>
    public async Task<InboundMail?> Receive(ArrivedMail mail, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var sentTo = mail.Report.SentTo.Concat(mail.Mail.Headers.All("Cc").SelectMany(Addresses.In));
        if (await sign.AnsweredBy(sentTo, cancel) is not { } mailId || await Answered(mailId, cancel) is not { } answered)
            return null;
        var reply = ReplyMail.Read(mail.Mail);
        try
        {
            return answered.Purpose switch
            {
                MailPurpose.Notification => await keep.Once(
                    answered.AccountId, mail, InboundKind.AgentReply, (unit, row) => Settle(row, answered, FromAgent(unit, answered, reply)), cancel),
                MailPurpose.Answer => await keep.Once(
                    answered.AccountId, mail, InboundKind.VisitorReply, (unit, row) => Settle(row, answered, FromVisitor(unit, answered, reply)), cancel),
                _ => null,
            };
        }
        catch (Problem problem) when (problem.Status == StatusCodes.Status404NotFound)
        {
            // The account was deleted in this moment.
            return null;
        }
    }

    private async Task<OutgoingMail?> Answered(Guid mailId, CancellationToken cancel)
    {
        await using var db = store.Read();
        return await db.Mails.SingleOrDefaultAsync(m => m.Id == mailId, cancel);
    }

    private static async Task Settle(InboundMail row, OutgoingMail answered, Task<InboundOutcome> posting)
    {
        row.MailId = answered.Id;
        row.Outcome = await posting;
        if (row.IsHeld)
            row.Kind = InboundKind.Held;
    }

    /// <summary>
    /// The agent answers and thereby accepts, as in the dashboard; but answered is only what they had been told of: up to the newest message
    /// that this mail or an earlier one to them carried.
    /// </summary>
    private static async Task<InboundOutcome> FromAgent(Unit unit, OutgoingMail answered, ReplyMail reply)
    {
        // A withdrawn mail that is replied to has arrived after all: the server's answer to it was lost.
        var told = await (
            from part in unit.Db.MailParts
            join agent in unit.Db.Agents on part.RecipientId equals agent.Id
            where part.MailId == answered.Id && agent.DeletedAt == null
            orderby part.Withdrawn
            select new { part, agent }).FirstOrDefaultAsync();
        if (told is null || !told.agent.Active || answered.QueuedAt + Life < unit.Now)
            return InboundOutcome.NoLongerAllowed;
        var me = Me.Of(told.agent);
        if (await unit.Db.VisibleTo(me, unit.Settings).AsTracking().SingleOrDefaultAsync(c => c.Id == told.part.ConversationId) is not { } conversation)
            return InboundOutcome.NoLongerAllowed;
        if (!reply.IsFrom(told.agent.Email))
            return InboundOutcome.OtherSender;
        var (texts, outcome) = reply.Messages(unit.Account.Locale);
        if (texts.Count == 0)
            return outcome;

        var carried = await unit.Db.MailParts
            .Where(p => p.ConversationId == conversation.Id && p.RecipientId == me.AgentId && (!p.Withdrawn || p.Id == told.part.Id) && p.QueuedAt <= told.part.QueuedAt)
            .MaxAsync(p => p.UpTo);
        var upTo = Math.Max(carried, conversation.AnsweredUpTo);
        var next = await unit.Db.Messages
            .Where(m => m.ConversationId == conversation.Id && m.From == MessageFrom.Visitor && m.Number > upTo)
            .OrderBy(m => m.Number).Select(m => (DateTimeOffset?)m.At).FirstOrDefaultAsync();
        var wasAnswered = await unit.Db.Messages
            .AnyAsync(m => m.ConversationId == conversation.Id && m.From == MessageFrom.Agent && m.AgentId != me.AgentId && m.Number > carried);
        if (!conversation.Resolved)
            await unit.Assign(conversation, me.AgentId);
        foreach (var text in texts)
            unit.Append(conversation, unit.Now.NewId(), MessageFrom.Agent, text, me.Name, me.AgentId, offline: false, answers: new Answered(upTo, next), picture: me.Picture);
        await unit.NoteSeenByAgents(conversation, upTo);
        await unit.AskToTellVisitor(conversation);
        await unit.EmitConversation(conversation);
        if (wasAnswered)
            unit.QueueLetter(MailPurpose.AnsweredTwice, told.agent.Email, me.Name, me.Locale, me.AgentId, conversationId: conversation.Id);
        return InboundOutcome.Done;
    }

    /// <summary>The visitor writes as from the site. That the answer came from there shows that the address is theirs.</summary>
    private static async Task<InboundOutcome> FromVisitor(Unit unit, OutgoingMail answered, ReplyMail reply)
    {
        var visitor = answered.VisitorId is { } visitorId ? await unit.FindVisitor(visitorId) : null;
        var conversation = await unit.FindConversation(answered.ConversationId);
        if (visitor is not { BlockedAt: null, ErasedAt: null } || conversation is null || answered.QueuedAt + Life < unit.Now)
            return InboundOutcome.NoLongerAllowed;
        if (!reply.IsFrom(answered.Address))
            return InboundOutcome.OtherSender;
        var (texts, outcome) = reply.Messages(unit.Account.Locale, orFiles: true);
        if (texts.Count == 0)
            return outcome;

        visitor.AnsweredFrom = answered.Address;
        await unit.Unsuppress(answered.Address);
        conversation.VisitorSeenUpTo = Math.Max(conversation.VisitorSeenUpTo, answered.UpTo ?? 0);
        var online = await unit.IsTeamOnline(conversation.GroupId);
        foreach (var text in texts)
            await unit.AppendFromVisitor(conversation, visitor, unit.Now.NewId(), CardNumbers.Mask(text), online);
        await unit.WakeAnswersTo(visitor);
        return InboundOutcome.Done;
    }
}
