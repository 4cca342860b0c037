using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;

namespace Nightbell.Outbox;

/// <summary>
/// An address to which the account mails no visitor: whoever reads there has said so, or marked a mail as spam. It counts for whichever visitor types the
/// address, and not for another address of the same visitor. Kept as a fingerprint, so that erasing a visitor erases the address and not the wish.
/// </summary>
public sealed class SuppressedAddress
{
    public Guid AccountId { get; init; }

    /// <summary>SHA-256 of account and address, in hexadecimal.</summary>
    public required string Fingerprint { get; init; }
    public DateTimeOffset At { get; init; }

    public static string FingerprintOf(Guid accountId, string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{accountId:N} {address.ToLowerInvariant()}")));
    }
}

/// <summary>Who may be mailed as a visitor, and who may not.</summary>
public static class SuppressAddress
{
    public static async Task Suppress(this Unit unit, string address)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (!await unit.IsSuppressed(address))
            unit.Db.Add(new SuppressedAddress { AccountId = unit.Account.Id, Fingerprint = SuppressedAddress.FingerprintOf(unit.Account.Id, address), At = unit.Now });
    }

    /// <summary>Somebody wrote from there: they are with us again.</summary>
    public static Task Unsuppress(this Unit unit, string address)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return unit.Db.SuppressedAddresses.Of(unit.Account.Id, address).ExecuteDeleteAsync();
    }

    public static Task<bool> IsSuppressed(this Unit unit, string address)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return unit.Db.IsSuppressed(unit.Account.Id, address);
    }

    public static Task<bool> IsSuppressed(this Db db, Guid accountId, string address)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.SuppressedAddresses.Of(accountId, address).AnyAsync();
    }

    /// <summary>The address, unless it is suppressed.</summary>
    public static async Task<string?> Mailable(this Db db, Guid accountId, string? address) =>
        address is null || await db.IsSuppressed(accountId, address) ? null : address;

    private static IQueryable<SuppressedAddress> Of(this IQueryable<SuppressedAddress> all, Guid accountId, string address)
    {
        var fingerprint = SuppressedAddress.FingerprintOf(accountId, address);
        return all.Where(s => s.AccountId == accountId && s.Fingerprint == fingerprint);
    }
}
