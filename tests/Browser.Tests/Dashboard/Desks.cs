using Microsoft.Playwright;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>What agents do at the dashboard.</summary>
internal static class Desks
{
    /// <summary>Opens the dashboard and signs in as one of the demo's people.</summary>
    public static async Task<IPage> Desk(this IBrowserContext agent, int who, string path = "/app")
    {
        var app = await agent.NewPageAsync();
        await app.GotoAsync(path);
        await app.SignInAs(who);
        return app;
    }

    /// <summary>A box's button, which says how many conversations it holds.</summary>
    public static ILocator Box(this IPage app, string name) => app.Locator(".boxes button").Filter(new() { HasText = name });

    /// <summary>A line of the list of what may stand in the way of an e-mail.</summary>
    public static ILocator Check(this IPage app, string title) => app.Locator(".check").Filter(new() { HasText = title });

    /// <summary>Does something and waits until the browser has asked the server for an address with that end.</summary>
    public static async Task RunAndWaitForRequest(this IBrowserContext person, string end, Func<Task> action)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        person.Request += (_, request) =>
        {
            if (request.Url.EndsWith(end, StringComparison.Ordinal))
                asked.TrySetResult();
        };
        await action();
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
    }
}
