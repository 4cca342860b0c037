using System.Text.Json;
using Nightbell.Accounts;
using Nightbell.Platform;

namespace Nightbell.Widgets;

/// <summary>What the contact form asks for before the first offline message; where <paramref name="Always"/> is set, before any first message.</summary>
/// <param name="Email">An e-mail address is required; false switches the form off.</param>
/// <param name="Name">A name is asked for.</param>
/// <param name="Phone">A telephone number is asked for.</param>
/// <param name="Group">The visitor chooses a group (package Pro).</param>
/// <param name="Always">The form is asked for while the team is online, too (packages that include it).</param>
public sealed record WidgetForm(bool Email = true, bool Name = true, bool Phone = false, bool Group = false, bool Always = false)
{
    public static WidgetForm Of(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.WidgetForm is { } json ? JsonSerializer.Deserialize<WidgetForm>(json, Json.Options)! : new WidgetForm();
    }

    /// <summary>Whether an address is asked for before a message is taken.</summary>
    /// <param name="account">Whose widget.</param>
    /// <param name="package">What it includes.</param>
    /// <param name="online">Whether the visitor is shown an online team.</param>
    public static bool NeedsEmail(Account account, PackageSettings package, bool online)
    {
        ArgumentNullException.ThrowIfNull(package);
        var form = Of(account);
        return form.Email && (!online || (form.Always && package.FormWhileOnline));
    }
}
