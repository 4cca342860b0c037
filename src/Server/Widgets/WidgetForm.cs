using System.Text.Json;
using Nightbell.Accounts;
using Nightbell.Platform;

namespace Nightbell.Widgets;

/// <summary>What the contact form asks for before the first offline message.</summary>
/// <param name="Email">An e-mail address is required; false switches the form off.</param>
/// <param name="Name">A name is asked for.</param>
/// <param name="Phone">A telephone number is asked for.</param>
/// <param name="Group">The visitor chooses a group (package Pro).</param>
public sealed record WidgetForm(bool Email = true, bool Name = true, bool Phone = false, bool Group = false)
{
    public static WidgetForm Of(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.WidgetForm is { } json ? JsonSerializer.Deserialize<WidgetForm>(json, Json.Options)! : new WidgetForm();
    }
}
