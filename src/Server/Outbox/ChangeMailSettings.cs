using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Data;
using Nightbell.Mail.Smtp;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>By which mail server the account's mails leave, and from whom. What the installation has is the default.</summary>
public static class ChangeMailSettings
{
    private const int MaxUserLength = 255;
    private const int MaxPasswordLength = 500;
    private const int MaxHostLength = 253;

    public static void Map(IEndpointRouteBuilder full)
    {
        full.MapGet("/settings/mail", Read).WithSummary("How the account's mails leave; passwords are never shown");
        full.MapPut("/settings/mail", Change).WithSummary("Set the account's own relay and sender; smtp null goes with the installation");
    }

    private static async Task<Ok<Answer>> Read(Me me, Store store, Relay relay, Settings settings)
    {
        await using var db = store.Read();
        return TypedResults.Ok(Shown(await db.Accounts.SingleAsync(a => a.Id == me.AccountId), relay, settings));
    }

    private static async Task<Ok<Answer>> Change(Request request, Me me, HttpContext context, Store store, Relay relay, Tokens tokens, Settings settings, Limits limits)
    {
        limits.Messages(context, me.AgentId);

        // Sealed before the unit, which only reads and writes.
        var password = request.Smtp?.Password is { Length: > 0 } given && given.Length <= MaxPasswordLength ? tokens.SealPassword(me.AccountId, given) : null;
        var answer = await store.Write(me.AccountId, async unit =>
        {
            var before = Shown(unit.Account, relay, settings);
            unit.Account.OwnRelay = Checked(request, unit.Account, before, relay, password);
            var after = Shown(unit.Account, relay, settings);
            unit.NoteChange(me, "mail", Noted(before), Noted(after));
            if (password is not null)
                unit.NoteChange(me, "mail.password", null, "changed");
            unit.ForgetSenderTrouble();
            unit.Emit("settings", new { });
            await TryAtOnce(unit);
            return after;
        });
        await relay.Retire(me.AccountId);
        return TypedResults.Ok(answer);
    }

    private static Answer Shown(Account account, Relay relay, Settings settings)
    {
        var own = account.OwnRelay;
        return new Answer(
            own is null ? null : new SmtpItem(own.Host, own.Port, own.Security, own.User, own.Password is not null),
            relay.Of(account).From,
            new InboundItem(settings.Mail.Inbound.Domain, !string.IsNullOrEmpty(settings.Mail.Inbound.Token)),
            new InstallationItem(relay.Installation.From, relay.CanSend(relay.Installation)));
    }

    private static object Noted(Answer answer) => new { answer.Smtp, answer.From };

    /// <summary>The relay that is asked for; null for the installation's.</summary>
    /// <exception cref="Problem">400 with every broken rule.</exception>
    private static OwnRelay? Checked(Request request, Account account, Answer present, Relay relay, string? password)
    {
        var check = new Check();
        var from = request.From is null ? relay.Installation.From : CheckFrom(check, request.From, relay);
        check.Require(request.Inbound is null || request.Inbound == present.Inbound, "inbound", "read_only");
        check.Require(request.Installation is null || request.Installation == present.Installation, "installation", "read_only");
        if (request.Smtp is not { } smtp)
        {
            // The installation's relay vouches for the installation's domain alone.
            check.Require(from == relay.Installation.From, "from", "own_relay_needed");
            check.Done();
            return null;
        }

        var host = CheckHost(check, smtp.Host, relay.MayBePrivate(account));
        check.Between("smtp.port", smtp.Port, 1, IPEndPoint.MaxPort);
        var user = check.OptionalName("smtp.user", smtp.User, MaxUserLength);
        var kept = smtp.HasPassword ? null : account.OwnRelay?.Password;
        check.Require(smtp.Password is null || smtp.Password.Length <= MaxPasswordLength, "smtp.password", "too_long");
        check.Require(smtp.Password?.Contains('\0', StringComparison.Ordinal) is not true, "smtp.password", "characters");
        check.Require(user is not null || password is null, "smtp.user", "required");

        // Whoever may change the host shall not learn the password by naming a host of theirs.
        var sameHost = string.Equals(account.OwnRelay?.Host, host, StringComparison.OrdinalIgnoreCase);
        var noWeaker = smtp.Security != SmtpSecurity.None || account.OwnRelay?.Security == SmtpSecurity.None;
        check.Require(kept is null || user is null || (sameHost && noWeaker), "smtp.password", "required");
        check.Done();
        return new OwnRelay
        {
            Host = host,
            Port = smtp.Port,
            Security = smtp.Security,
            User = user,
            Password = user is null ? null : password ?? kept,
            From = from == relay.Installation.From ? null : from,
        };
    }

    /// <summary>The installation's own sender is allowed whatever it is: nobody has to change it to save another setting.</summary>
    private static string CheckFrom(Check check, string from, Relay relay) =>
        from == relay.Installation.From ? from : check.Email("from", from);

    /// <summary>A name or an address; where it may not be private, one that is seen to be so is refused here, and any other when it is connected to.</summary>
    private static string CheckHost(Check check, string host, bool mayBePrivate)
    {
        var clean = host.Trim();
        var isAddress = IPAddress.TryParse(clean, out var address);
        var isHost = isAddress || (clean.Length is > 0 and <= MaxHostLength && Uri.CheckHostName(clean) == UriHostNameType.Dns);
        check.Require(isHost, "smtp.host", "host");
        var isPrivate = isAddress ? !PublicAddress.IsPublic(address!) : clean.Equals("localhost", StringComparison.OrdinalIgnoreCase);
        check.Require(!isHost || mayBePrivate || !isPrivate, "smtp.host", "private");
        return clean;
    }

    /// <summary>Mails that wait because of the relay are tried at once by the new one; those that a recipient's server put off wait on.</summary>
    private static async Task TryAtOnce(Unit unit)
    {
        var deferred = await unit.Db.Mails.AsTracking()
            .Where(m => m.AccountId == unit.Account.Id && m.State == MailState.Deferred && m.DueAt > unit.Now).ToListAsync();
        var ids = deferred.Select(m => m.Id).ToList();
        var last = (await unit.Db.MailAttempts.Where(a => ids.Contains(a.MailId)).Select(a => new { a.MailId, a.At, a.Step }).ToListAsync())
            .GroupBy(a => a.MailId).ToDictionary(g => g.Key, g => g.MaxBy(a => a.At)!.Step);
        foreach (var mail in deferred.Where(m => last.TryGetValue(m.Id, out var step) && Relay.IsOwnStep(step)))
            mail.DueAt = unit.Now;
    }

    /// <param name="Smtp">The account's own relay; null goes with the installation.</param>
    /// <param name="From">The sender; null for the installation's. Another one needs an own relay.</param>
    /// <param name="Inbound">As it was read, or left out: the operator's configuration.</param>
    /// <param name="Installation">As it was read, or left out: the operator's configuration.</param>
    public sealed record Request(SmtpRequest? Smtp, string? From = null, InboundItem? Inbound = null, InstallationItem? Installation = null);

    /// <param name="Host">A name or an address.</param>
    /// <param name="Port">1 to 65535.</param>
    /// <param name="Security">How the connection is protected.</param>
    /// <param name="User">Sign-in name; null for none.</param>
    /// <param name="PasswordSet">As it was read, or left out; not looked at.</param>
    public sealed record SmtpRequest(string Host, int Port, SmtpSecurity Security, string? User = null, bool? PasswordSet = null)
    {
        /// <summary>Left out: the present one stays, as long as it goes to the same host. Null or empty: none.</summary>
        public string? Password
        {
            get;
            init => (field, HasPassword) = (value, true);
        }

        /// <summary>The field was there. Not public, or it could be written, too.</summary>
        internal bool HasPassword { get; private init; }
    }

    /// <param name="Smtp">The account's own relay; null goes with the installation.</param>
    /// <param name="From">The sender that is used.</param>
    /// <param name="Inbound">How mail comes back, for the whole installation.</param>
    /// <param name="Installation">What goes for accounts without a relay of their own.</param>
    public sealed record Answer(SmtpItem? Smtp, string From, InboundItem Inbound, InstallationItem Installation);

    public sealed record SmtpItem(string Host, int Port, SmtpSecurity Security, string? User, bool PasswordSet);

    /// <param name="Domain">The domain whose mail is brought to this installation; null for none.</param>
    /// <param name="TokenSet">Whether anything may call <c>POST /inbound/mail</c>.</param>
    public sealed record InboundItem(string? Domain, bool TokenSet);

    /// <param name="From">The installation's sender.</param>
    /// <param name="Sends">Whether it has a relay; without one, mails are captured.</param>
    public sealed record InstallationItem(string From, bool Sends);
}
