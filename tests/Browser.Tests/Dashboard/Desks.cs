using Microsoft.Playwright;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>What agents do at the dashboard.</summary>
internal static class Desks
{
    private const int Looks = 400;

    /// <summary>Opens the dashboard and signs in as one of the demo's people, who is at the desk then: a visitor who comes next meets an online team.</summary>
    public static async Task<IPage> Desk(this IBrowserContext agent, int who, string path = "/app")
    {
        var app = await agent.NewPageAsync();
        await app.GotoAsync(path);
        await app.SignInAs(who);
        await app.IsCounted();
        return app;
    }

    /// <summary>Waits until the server counts as online who wants to be.</summary>
    private static async Task IsCounted(this IPage app)
    {
        const string IsThere =
            "fetch('/api/me').then((answer) => answer.json()).then(({ active, status, online }) => online || !active || status === 'offline').catch(() => false)";
        for (var look = 0; look < Looks; look++)
        {
            if (await app.EvaluateAsync<bool>(IsThere))
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        Assert.Fail($"The desk did not count as online: {await app.EvaluateAsync<string>("fetch('/api/me').then((answer) => answer.text())")}");
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
