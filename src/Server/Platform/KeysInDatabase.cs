using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;

namespace Nightbell.Platform;

/// <summary>Data-protection keys in the database: sign-ins survive a new container, and several servers read the same cookies.</summary>
public sealed class KeysInDatabase(Store store) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = store.Read();
        return [.. db.DataProtectionKeys.ToList().Select(k => XElement.Parse(k.Xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        ArgumentNullException.ThrowIfNull(element);
        var xml = element.ToString(SaveOptions.DisableFormatting);

        // The interface is synchronous; a key is made once in two months, by KeepKeys, and never inside a unit.
        store.WriteOutside(async unit =>
        {
            if (!await unit.Db.DataProtectionKeys.AnyAsync(k => k.FriendlyName == friendlyName))
                unit.Db.Add(new DataProtectionKey { FriendlyName = friendlyName, Xml = xml });
            return true;
        }).GetAwaiter().GetResult();
    }
}
