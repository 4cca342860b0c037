using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Mail.Compose;
using Nightbell.Mail.Reports;
using Nightbell.Mail.Smtp;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>Hands due mails to the next mail server, several at a time: one that hangs holds only its own place.</summary>
public sealed class SendDueMail(
    Store store, Relay relay, ComposeMail compose, Signals signals, LeftAlone leftAlone, Settings settings, ServerIdentity server, TimeProvider clock, ILogger<SendDueMail> log)
    : Worker
{
    /// <summary>Mails in hand at once, by whichever relays.</summary>
    private const int AtOnce = 32;

    /// <summary>
    /// Mails in hand at once for each connection that a relay may have: the database works while the wire waits, and one relay that hangs
    /// neither takes the places of all nor keeps a claimed mail waiting for longer than its claim.
    /// </summary>
    private const int AtOnceForConnection = 2;

    /// <summary>A fresh mail waits this long at most for its account's overdue conversations, which may make a digest of it.</summary>
    private static readonly TimeSpan WaitForDigest = TimeSpan.FromSeconds(5);

    /// <summary>Deciding goes first: while it is behind, this many mails are in hand, so that all are soon in the outbox.</summary>
    private const int AtOnceWhileDeciding = 2;

    /// <summary>Conversations overdue for this long show that deciding is behind; those of an account that is left alone say nothing.</summary>
    private static readonly TimeSpan DecidingIsBehind = TimeSpan.FromMilliseconds(250);

    /// <summary>By the machine's time: it is the database that is waited for, while the clock may stand.</summary>
    private static readonly TimeSpan[] RecordAgainAfter = [TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(15)];

    private static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromMinutes(1);

    private readonly InHand inHand = new();

    /// <summary>
    /// Mails and their accounts whose claim may be stored though the database would not say so: nobody tries them, and they must not wait for
    /// the claim's end.
    /// </summary>
    private readonly ConcurrentDictionary<Guid, Guid> unsure = new();

    public override DueColumn? GoesBy => DueColumn.Mails;

    public override async Task<bool> RunOnce(CancellationToken cancel)
    {
        // Before anything is read, so that nothing comes between.
        var changed = signals.Next(GoesBy);
        while (await Due(inHand.Queues, cancel) is { Count: > 0 } due)
        {
            foreach (var (mailId, accountId, relayOf) in due)
                inHand.Begin(mailId, () => Attempt(mailId, accountId, cancel), relayOf);
        }

        if (inHand.Count == 0)
            return false;
        await inHand.AnyOr(changed, clock, cancel);
        return true;
    }

    public override async Task<DateTimeOffset?> NextDue(CancellationToken cancel)
    {
        if (!unsure.IsEmpty)
            return clock.Now();
        await using var db = store.Read();
        return await db.Mails.MinAsync(m => m.DueAt, cancel);
    }

    public override Task Finish() => inHand.All();

    /// <summary>Mails that may be tried now, as many as there is room for.</summary>
    public async Task<IReadOnlyList<(Guid MailId, Guid AccountId)>> Due(CancellationToken cancel) =>
        [.. (await Due(inHand.Queues, cancel)).Select(m => (m.MailId, m.AccountId))];

    /// <param name="queues">How many are in hand of each relay: by its account, the installation's by none.</param>
    /// <param name="cancel">Gives up.</param>
    private async Task<IReadOnlyList<(Guid MailId, Guid AccountId, Guid RelayOf)>> Due(IReadOnlyDictionary<Guid, int> queues, CancellationToken cancel)
    {
        await GiveBackUnsure(cancel);
        var full = queues.Where(q => q.Value >= RoomOf(q.Key)).Select(q => q.Key).ToList();
        var now = clock.Now();
        var fresh = now - WaitForDigest;
        var late = now - DecidingIsBehind;
        await using var db = store.Read();
        var behind = await leftAlone.Others(db.Conversations).AnyAsync(c => c.LookAt <= late, cancel);
        var free = (behind ? AtOnceWhileDeciding : AtOnce) - inHand.Count;
        if (free <= 0)
            return [];
        var mails = db.Mails.Where(m => m.DueAt <= now);
        if (full.Count > 0)
            mails = mails.Where(m => !full.Contains(db.Accounts.Any(a => a.Id == m.AccountId && a.OwnRelay != null) ? m.AccountId : Guid.Empty));
        var due = await mails
            .Where(m => m.QueuedAt <= fresh || m.Attempts > 0
                || !db.Conversations.Any(c => c.AccountId == m.AccountId && c.LookAt <= now))
            .OrderBy(m => m.DueAt)
            .Take(AtOnce)
            .Select(m => new { m.Id, m.AccountId, IsOwn = db.Accounts.Any(a => a.Id == m.AccountId && a.OwnRelay != null) })
            .ToListAsync(cancel);
        return
        [
            .. due.Where(m => !inHand.Holds(m.Id))
                .Select(m => (MailId: m.Id, m.AccountId, RelayOf: m.IsOwn ? m.AccountId : Guid.Empty))
                .GroupBy(m => m.RelayOf).SelectMany(g => g.Take(RoomOf(g.Key) - queues.GetValueOrDefault(g.Key)))
                .Take(free),
        ];
    }

    private async Task GiveBackUnsure(CancellationToken cancel)
    {
        foreach (var (mailId, accountId) in unsure)
        {
            try
            {
                await store.WriteBehindRequests(accountId, unit => unit.GiveBack(mailId, server.Id), cancel);
            }
            catch (Problem)
            {
                // The account is no more, and its mails with it: the others' must not wait for it.
            }

            unsure.TryRemove(mailId, out _);
        }
    }

    /// <summary>Nothing waits for a relay that there is not: its mails are captured.</summary>
    private int RoomOf(Guid relayOf) =>
        relayOf == Guid.Empty && !relay.CanSend(relay.Installation) ? AtOnce : AtOnceForConnection * settings.Mail.Smtp.Connections;

    /// <summary>
    /// Writes down what became of an attempt, also when the database is away for some seconds just then: without a record, the mail is sent
    /// once more.
    /// </summary>
    private async Task<Failure?> Record(Guid mailId, Guid accountId, SmtpResult result, CancellationToken cancel)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await store.WriteBehindRequests(accountId, unit => unit.Record(mailId, result, server.Id), CancellationToken.None);
            }
            catch (Exception trouble) when (tries < RecordAgainAfter.Length && !cancel.IsCancellationRequested && trouble.IsOfDatabase())
            {
                await Task.Delay(RecordAgainAfter[tries], TimeProvider.System, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>A mail that cannot be written must not stand in the way of the others, and not be tried again at once.</summary>
    private async Task PutOff(Guid mailId, Guid accountId, Exception trouble)
    {
        if (IsOfStorage(trouble))
            return;
        try
        {
            await store.WriteBehindRequests(
                accountId,
                async unit =>
                {
                    var mail = await unit.Db.Mails.AsTracking().SingleOrDefaultAsync(m => m.Id == mailId && m.ClaimedBy == null && m.DueAt <= unit.Now);
                    if (mail is not null)
                        mail.DueAt = unit.Now + PauseAfterTrouble;
                },
                CancellationToken.None);
        }
        catch (Exception again)
        {
            log.LogError(again, "Mail {MailId} could not be put off", mailId);
        }
    }

    private static bool IsOfStorage(Exception trouble) => trouble is IOException || trouble.IsOfDatabase();

    /// <summary>One attempt, from the claim to its record; does nothing when the mail is not to be sent now. Never throws.</summary>
    public async Task Attempt(Guid mailId, Guid accountId, CancellationToken cancel)
    {
        var mayBeOnTheWire = false;
        try
        {
            var letter = await store.WriteBehindRequests(
                accountId,
                async unit => await unit.Claim(mailId, server.Id) is { } claimed ? await compose.Compose(unit, claimed) : null,
                cancel);
            if (letter is null)
                return;
            if (!relay.CanSend(letter.Sender))
            {
                await store.WriteBehindRequests(accountId, unit => unit.RecordCaptured(mailId), CancellationToken.None);
                return;
            }

            mayBeOnTheWire = true;

            // A stop lets the attempt come to its end: what the server has taken shall be written down.
            var result = await relay.Send(letter, CancellationToken.None, letter.Transcript);
            var failure = await Record(mailId, accountId, result, cancel);
            if (failure?.Cause == Cause.SenderSetup)
                log.LogError("Mail {MailId} was refused because of how we send: {Words} See \"nightbell mail check-domain\"", mailId, failure.Words);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Not claimed, or claimed and tried again by the next server.
        }
        catch (Exception trouble)
        {
            log.LogError(trouble, "Mail {MailId} will be tried again later", mailId);
            if (!mayBeOnTheWire && IsOfStorage(trouble))
                unsure[mailId] = accountId;
            await PutOff(mailId, accountId, trouble);
        }
    }
}

/// <summary>A written mail.</summary>
/// <param name="Message">What is read.</param>
/// <param name="Envelope">What servers read.</param>
/// <param name="Sender">The way it leaves.</param>
/// <param name="Transcript">Whether the conversation with the server is kept.</param>
public sealed record Letter(MailMessage Message, Envelope Envelope, Sender Sender, bool Transcript = false);

/// <summary>This run of this server, as claims and leases name it.</summary>
public sealed class ServerIdentity(TimeProvider clock)
{
    public Guid Id { get; } = clock.Now().NewId();
}
