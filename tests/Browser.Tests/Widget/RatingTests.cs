using Microsoft.Playwright;
using Nightbell.Browser.Tests.Dashboard;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>What a visitor says of a conversation, as its agent reads it.</summary>
public sealed class RatingTests(Chromium chromium) : IAsyncLifetime
{
    private readonly WidgetServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Once_it_is_resolved_stars_and_words_are_on_the_desk_at_once_and_go_when_it_goes_on()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        await using var agent = await chromium.NewPerson(server.Address);
        var anna = await agent.Desk(0);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        var chat = page.Chat();
        await Expect(chat.Locator(".state")).ToHaveTextAsync("We are here");
        await page.Write("Do you gift-wrap?");
        await anna.Row("Do you gift-wrap?").ClickAsync();
        await anna.Locator("#answer").FillAsync("With a ribbon.");
        await anna.Locator("#answer").PressAsync("Enter");
        await Expect(chat.Locator(".message.agent")).ToHaveCountAsync(1);
        await Expect(chat.Locator(".rating")).ToHaveCountAsync(0);

        await anna.GetByRole(AriaRole.Button, new() { Name = "Resolve", Exact = true }).ClickAsync();
        await chat.GetByRole(AriaRole.Button, new() { Name = "4 stars" }).ClickAsync();
        await chat.Locator("#comment").FillAsync("A fine ribbon, too.");
        await Expect(anna.Locator(".rated")).ToHaveCountAsync(0);
        await chat.Locator(".rating .main").ClickAsync();
        await Expect(chat.Locator(".log")).ToContainTextAsync("Thank you!");

        await Expect(anna.Locator(".rated")).ToContainTextAsync("A fine ribbon, too.");
        await Expect(anna.Locator(".rated").GetByRole(AriaRole.Img, new() { Name = "Rated 4 of 5" })).ToHaveTextAsync("★★★★☆");

        await page.Write("One more thing");
        await Expect(anna.Locator(".message.visitor")).ToHaveCountAsync(2);
        await Expect(anna.Locator(".rated")).ToHaveCountAsync(0);
        await Expect(chat.Locator(".log")).Not.ToContainTextAsync("Thank you!");

        // Another rating begins with none.
        await anna.Locator("#answer").FillAsync("Yes?");
        await anna.Locator("#answer").PressAsync("Enter");
        await Expect(chat.Locator(".message.agent")).ToHaveCountAsync(2);
        await anna.GetByRole(AriaRole.Button, new() { Name = "Resolve", Exact = true }).ClickAsync();
        await Expect(chat.Locator(".star")).ToHaveCountAsync(5);
        await Expect(chat.Locator(".star.on")).ToHaveCountAsync(0);
        await Expect(chat.Locator("#comment")).ToHaveCountAsync(0);
    }
}
