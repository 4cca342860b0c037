using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Security;

/// <summary>What scripts on other sites may read.</summary>
public sealed class OtherSitesTests
{
    [Fact]
    public async Task A_refusal_can_be_read_on_the_site_that_asked()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        await s.Agent("Anna");
        using var shop = s.App.Caller();
        shop.Headers["Origin"] = "https://shop.example";
        shop.Bearer = (await shop.Post($"/widget/v1/{s.WidgetKey}/visitors", new { })).Is(201).Field("token");

        var refused = await shop.Post("/widget/v1/messages", new { text = "Hello" });

        refused.IsProblem(409, "contact_needed");
        Assert.Equal("nosniff", Assert.Single(refused.Headers["X-Content-Type-Options"]));
        Assert.Equal("https://shop.example", Assert.Single(refused.Headers["Access-Control-Allow-Origin"]));
    }
}
