using System.Text.Json;
using Microsoft.Playwright;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>The demo's server for tests of the widget on other sites: no limits, because all of these visitors sit at one address.</summary>
public sealed class WidgetServer : IAsyncLifetime
{
    private readonly DemoServer demo = new() { Settings = ["Nightbell:Limits:MessagesPerMinute=0", "Nightbell:Limits:VisitorsPerMinute=0"] };

    public Uri Address => demo.Address;

    /// <summary>The demo account's widget key.</summary>
    public string Key { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await demo.InitializeAsync();
        using var client = new HttpClient();
        Key = JsonDocument.Parse(await client.GetStringAsync(new Uri(Address, "api/demo"))).RootElement.GetProperty("widgetKey").GetString()!;
    }

    public ValueTask DisposeAsync() => demo.DisposeAsync();

    /// <summary>One more account on the same server, and its widget key.</summary>
    public async Task<string> AnotherAccount(string name)
    {
        var made = await demo.CreateAccount(name, $"{Guid.NewGuid():n}@shop.example", "Owner", "a lantern for every night", "pro");
        return JsonDocument.Parse(made).RootElement.GetProperty("widgetKey").GetString()!;
    }

    /// <summary>The tag of the demo account.</summary>
    internal string Tag(string more = "") => ForeignSite.Tag(Address, Key, more);

    /// <summary>Full access to the demo account, without a page.</summary>
    internal async Task<IAPIRequestContext> Owner(IBrowserContext person)
    {
        var signedIn = await person.APIRequest.PostAsync($"{Address}api/session", new() { DataObject = new { email = "anna@demo.example", password = "moonlight-shop" } });
        Assert.Equal(204, signedIn.Status);
        return person.APIRequest;
    }

    /// <summary>The newest conversation whose newest message is this.</summary>
    internal async Task<string> ConversationThatSays(IAPIRequestContext owner, string text)
    {
        var list = await (await owner.GetAsync($"{Address}api/conversations?box=open")).JsonAsync();
        return list!.Value.GetProperty("items").EnumerateArray()
            .First(c => c.GetProperty("lastMessage").GetProperty("text").GetString() == text).GetProperty("id").GetString()!;
    }

    internal async Task Answer(IAPIRequestContext owner, string conversation, string text)
    {
        var answered = await owner.PostAsync($"{Address}api/conversations/{conversation}/messages", new() { DataObject = new { text } });
        Assert.Equal(201, answered.Status);
    }

    /// <summary>All that was said in a conversation, oldest first.</summary>
    internal async Task<IReadOnlyList<string>> Said(IAPIRequestContext owner, string conversation)
    {
        var read = await (await owner.GetAsync($"{Address}api/conversations/{conversation}")).JsonAsync();
        return [.. read!.Value.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("text").GetString()!)];
    }
}
