using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>Two-factor sign-in, set up and used as a person with a phone does.</summary>
public sealed class SecondFactorTests(Chromium chromium) : IAsyncLifetime
{
    private const string Password = "moonlight-shop";

    private readonly DemoServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 360)]
    public async Task A_code_of_the_phone_is_asked_for_and_a_recovery_code_helps_whoever_lost_it(ColorScheme scheme, int width)
    {
        await using var agent = await chromium.NewPerson(server.Address, width: width, scheme: scheme);
        var app = await agent.Desk(1, "/app/settings/profile");
        var card = app.GetByRole(AriaRole.Region, new() { Name = "Two-factor sign-in" });
        await Expect(card).ToContainTextAsync("It is off.");
        await card.GetByRole(AriaRole.Button, new() { Name = "Set up" }).ClickAsync();
        await card.GetByLabel("Your present password").FillAsync("guessed wrongly");
        await card.GetByLabel("Your present password").PressAsync("Enter");
        await Expect(card.GetByRole(AriaRole.Alert)).ToContainTextAsync("This is not right.");
        await Expect(card.GetByLabel("Your present password")).ToBeFocusedAsync();
        await card.GetByLabel("Your present password").FillAsync(Password);
        await card.GetByLabel("Your present password").PressAsync("Enter");
        await Expect(card.GetByRole(AriaRole.Img, new() { Name = "QR code for your authenticator" })).ToBeVisibleAsync();
        await Fits(app, $"second-factor-enrolment-{scheme}");

        var secret = (await card.Locator(".secret").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await card.GetByLabel("Code that it shows").FillAsync("000000");
        await card.GetByLabel("Code that it shows").PressAsync("Enter");
        await Expect(card.GetByRole(AriaRole.Alert)).ToContainTextAsync("This is not right.");
        await card.GetByLabel("Code that it shows").FillAsync(Code(secret));
        await card.GetByLabel("Code that it shows").PressAsync("Enter");
        await Expect(card.Locator(".recovery li")).ToHaveCountAsync(10);
        var recovery = await card.Locator(".recovery li").AllInnerTextsAsync();
        await Fits(app, $"second-factor-recovery-{scheme}");
        await card.GetByRole(AriaRole.Button, new() { Name = "I have kept them" }).ClickAsync();
        await Expect(card).ToContainTextAsync("Recovery codes left: 10");

        await app.FromOwnMenu("Sign out");
        await SignIn(app);
        await Expect(app.GetByLabel("Code")).ToBeFocusedAsync();
        await app.GetByLabel("Code").FillAsync("000000");
        await app.GetByLabel("Code").PressAsync("Enter");
        await Expect(app.GetByRole(AriaRole.Alert)).ToContainTextAsync("This code is not right");
        await Fits(app, $"second-factor-sign-in-{scheme}");
        await app.GetByLabel("Code").FillAsync(recovery[3]);
        await app.GetByLabel("Code").PressAsync("Enter");
        await Expect(card).ToContainTextAsync("Recovery codes left: 9");

        // Anna, who has full access, takes it away from whoever lost it all.
        await using var other = await chromium.NewPerson(server.Address, width: width, scheme: scheme);
        var boss = await other.Desk(0, "/app/settings/agents");
        var bela = boss.GetByRole(AriaRole.Article, new() { Name = "Béla" });
        await Expect(bela).ToContainTextAsync("two-factor sign-in");
        await bela.GetByRole(AriaRole.Button, new() { Name = "Reset second factor: Béla" }).ClickAsync();
        await boss.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Reset" }).ClickAsync();
        await Expect(bela).Not.ToContainTextAsync("two-factor sign-in");
        await Expect(card).ToContainTextAsync("It is off.");
        await boss.GotoAsync("/app/settings/audit");
        await Expect(boss.Locator(".audit li").First).ToContainTextAsync("Agent's two-factor sign-in");
    }

    private static async Task SignIn(IPage app)
    {
        await Expect(app.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();
        await app.GetByLabel("E-mail address").FillAsync("bela@demo.example");
        await app.GetByRole(AriaRole.Textbox, new() { Name = "Password" }).FillAsync(Password);
        await app.Keyboard.PressAsync("Enter");
    }

    private static async Task Fits(IPage page, string name)
    {
        var found = await page.Findings();
        Assert.True(found.Count == 0, $"{page.Url}\n{string.Join("\n", found)}");
        Assert.Equal(0, await page.SidewaysScroll());
        await page.Take(name);
    }

    /// <summary>What a phone shows now (RFC 6238).</summary>
    private static string Code(string secret)
    {
        var octets = new byte[secret.Length * 5 / 8];
        for (var bit = 0; bit < octets.Length * 8; bit++)
        {
            if (("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(secret[bit / 5], StringComparison.Ordinal) & (0x10 >> (bit % 5))) != 0)
                octets[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        Span<byte> step = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // RFC 6238's own hash, which every authenticator has.
        var hash = HMACSHA1.HashData(octets, step);
#pragma warning restore CA5350
        return ((BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0x0F)) & 0x7FFF_FFFF) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
