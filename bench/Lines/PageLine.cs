using System.Net;
using System.Text;
using Microsoft.Playwright;

namespace Nightbell.Bench.Lines;

/// <summary>What the widget costs the page of a shop, in Debian's Chromium: the same page on its own origin, with the tag and without.</summary>
internal static class PageLine
{
    private const string Chromium = "/usr/bin/chromium";
    private const int Visits = 15;

    /// <summary>Paragraphs of the shop's page, each with a picture's place: enough to have something to lay out.</summary>
    private const int Paragraphs = 200;

    /// <summary>Milliseconds after the page is loaded in which the widget draws itself and opens its stream.</summary>
    private const int Afterwards = 1_500;

    /// <summary>Milliseconds of main-thread work that a visitor may notice; the rest of the page's own is the same on both sides.</summary>
    private const double WorkMax = 50;

    private const string Watch = """
        window.shifts = 0;
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifts += entry.value; }).observe({ type: 'layout-shift', buffered: true });
        """;

    public static async Task<IReadOnlyList<Row>> Run(Options options)
    {
        await using var seed = await Seed.New(options);
        var accounts = await seed.Accounts(1, agents: 1);
        await using var server = await Server.Start(options, seed.ConnectionString);
        using var shop = new Shop($"<script src=\"{server.Http.BaseAddress}widget.js\" data-key=\"{accounts[0].WidgetKey}\" async></script>");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Headless = true, Args = ["--no-sandbox", "--disable-gpu"] });

        // In turn, so that a busy moment of the machine meets both.
        List<Visit> without = [], with = [];
        for (var i = 0; i < Visits; i++)
        {
            without.Add(await Go(browser, new Uri(shop.Address, "without")));
            with.Add(await Go(browser, new Uri(shop.Address, "with")));
        }

        var (plain, chatty) = (new Sample(without.Select(v => v.Work)), new Sample(with.Select(v => v.Work)));
        var (loadPlain, load) = (new Sample(without.Select(v => v.Load)), new Sample(with.Select(v => v.Load)));
        var shift = with.Max(v => v.Shift);
        return
        [
            new Row($"a shop's page until loaded, without and with the widget, median of {Visits}", $"{loadPlain.Median:0} and {load.Median:0} ms"),
            new Row("its main thread's work until the widget stands, without and with, median", $"{plain.Median:0} and {chatty.Median:0} ms", $"{WorkMax:0} ms more", chatty.Median - plain.Median <= WorkMax),
            new Row("of that, scripts", $"{new Sample(without.Select(v => v.Script)).Median:0} and {new Sample(with.Select(v => v.Script)).Median:0} ms"),
            new Row("its layout shift with the widget, worst visit", $"{shift:0.###}", "0", shift == 0),
        ];
    }

    private static async Task<Visit> Go(IBrowser browser, Uri address)
    {
        // A new visitor: nothing in the browser's cache.
        await using var context = await browser.NewContextAsync();
        await context.AddInitScriptAsync(Watch);
        var page = await context.NewPageAsync();
        var session = await context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable");
        await page.GotoAsync(address.ToString(), new() { WaitUntil = WaitUntilState.Load });
        await page.WaitForTimeoutAsync(Afterwards);
        var load = await page.EvaluateAsync<double>("performance.getEntriesByType('navigation')[0].loadEventEnd");
        var metrics = (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .ToDictionary(m => m.GetProperty("name").GetString()!, m => m.GetProperty("value").GetDouble(), StringComparer.Ordinal);
        return new(load, metrics["TaskDuration"] * 1_000, metrics["ScriptDuration"] * 1_000, await page.EvaluateAsync<double>("shifts"));
    }

    private sealed record Visit(double Load, double Work, double Script, double Shift);

    /// <summary>A site on its own port; its page "with" has the tag.</summary>
    private sealed class Shop : IDisposable
    {
        private readonly HttpListener listener = new();
        private readonly string tag;

        public Shop(string tag)
        {
            this.tag = tag;
            Address = new Uri($"http://127.0.0.1:{Server.FreePort()}/");
            listener.Prefixes.Add(Address.ToString());
            listener.Start();
            _ = Serve();
        }

        public Uri Address { get; }

        public void Dispose() => listener.Close();

        private async Task Serve()
        {
            var paragraphs = string.Concat(Enumerable.Range(1, Paragraphs).Select(n => $"<section><h2>Lantern {n}</h2><p>A lantern for quiet hours, made by hand in a small workshop.</p></section>"));
            while (listener.IsListening)
            {
                try
                {
                    var context = await listener.GetContextAsync();
                    var has = context.Request.Url!.AbsolutePath == "/with";
                    var page = $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Lanterns</title><link rel=\"icon\" href=\"data:,\"><body>{paragraphs}{(has ? tag : "")}</body></html>";
                    context.Response.ContentType = "text/html; charset=utf-8";
                    await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(page));
                    context.Response.Close();
                }
                catch (Exception end) when (end is HttpListenerException or ObjectDisposedException)
                {
                    // A browser hung up, or the line is over.
                }
            }
        }
    }
}
