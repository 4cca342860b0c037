using Microsoft.Playwright;

namespace Nightbell.Bench.Lines;

/// <summary>One agent's desk with very many open conversations, in Debian's Chromium: opening it, scrolling it, and going from one to another.</summary>
internal static class DeskLine
{
    private const string Chromium = "/usr/bin/chromium";
    private const int Openings = 5;
    private const int Switches = 20;

    /// <summary>Times the end of the list is gone to: a page of 100 comes each time.</summary>
    private const int MaxPages = 2_000;

    /// <summary>Milliseconds of one frame at 60 a second, and a little: what is longer is seen as a jerk.</summary>
    private const double SmoothFrame = 34;

    /// <summary>Chooses a row and waits until what was said in it has been drawn.</summary>
    private const string Switch = """
        row => new Promise((done, fail) => {
          const said = row.querySelector('.last').textContent;
          const begun = performance.now();
          const look = () => {
            if (document.querySelector('.log')?.textContent.includes(said)) return requestAnimationFrame(() => done(performance.now() - begun));
            if (performance.now() - begun > 20000) return fail(new Error(`never showed: ${said}`));
            requestAnimationFrame(look);
          };
          row.click();
          look();
        })
        """;

    /// <summary>Scrolls through all that is there, a screen each frame, and gives how long each frame took and the most rows there ever were.</summary>
    private const string Scroll = """
        scroller => new Promise((done) => {
          const frames = [];
          let rows = 0, before = performance.now();
          scroller.scrollTop = 0;
          const step = () => requestAnimationFrame(() => {
            const now = performance.now();
            frames.push(now - before);
            before = now;
            rows = Math.max(rows, scroller.querySelectorAll('li').length);
            scroller.scrollTop += scroller.clientHeight;
            if (scroller.scrollTop + scroller.clientHeight < scroller.scrollHeight - 1) step();
            else done({ frames: frames.slice(1), rows });
          });
          step();
        })
        """;

    public static async Task<IReadOnlyList<Row>> Run(Options options)
    {
        var count = options.Number("conversations", 10_000);
        await using var seed = await Seed.New(options);
        var accounts = await seed.Accounts(1, agents: 3);
        var owner = await seed.LetOwnerIn(accounts[0]);
        await seed.Conversations(accounts, count, TimeProvider.System.GetUtcNow().AddHours(-1), messages: 3);
        await using var server = await Server.Start(options, seed.ConnectionString);

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Headless = true, Args = ["--no-sandbox", "--disable-gpu"] });
        var context = await browser.NewContextAsync(new() { BaseURL = server.Http.BaseAddress!.ToString(), ViewportSize = new() { Width = 1280, Height = 800 } });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/app");
        await page.Locator("input[name=email]").FillAsync(owner.Email);
        await page.Locator("input[name=password]").FillAsync(Seed.Password);
        await page.Locator("button[type=submit]").ClickAsync();
        await page.Locator(".rows a").First.WaitForAsync();

        var openings = new List<double>();
        for (var i = 0; i < Openings; i++)
        {
            await page.GotoAsync("/app", new() { WaitUntil = WaitUntilState.Commit });
            await page.Locator(".rows a").First.WaitForAsync();
            openings.Add(await page.EvaluateAsync<double>("performance.now()"));
        }

        var (first, again) = await Switching(page);
        var reading = await ReadAll(page, count);
        var scrolled = (await page.Locator(".list .scroller").EvaluateAsync<Scrolled>(Scroll))!;
        var frames = new Sample(scrolled.Frames);
        return
        [
            new Row($"desk with {count:N0} open conversations: from address to first rows, median of {Openings}", $"{new Sample(openings).Median:0} ms"),
            new Row("to a conversation not read yet, p50 / max", $"{first.Median:0} / {first.Max:0} ms"),
            new Row("to a conversation read before, p50 / max", $"{again.Median:0} / {again.Max:0} ms", "100 ms", again.Max < 100),
            new Row("to the last conversation by scrolling, pages of 100 read on the way", $"{reading.TotalSeconds:0.0} s"),
            new Row("scrolling through all of them, a screen a frame: frame p50 / p99 / max", $"{frames.Median:0.0} / {frames.At(0.99):0.0} / {frames.Max:0} ms", "p99 34 ms", frames.At(0.99) <= SmoothFrame),
            new Row("rows in the document at most", $"{scrolled.Rows}", "100", scrolled.Rows <= 100),
        ];
    }

    private static async Task<(Sample First, Sample Again)> Switching(IPage page)
    {
        List<double> first = [], again = [];
        var rows = page.Locator(".rows a");
        var some = Math.Min(Switches, await rows.CountAsync());
        foreach (var times in new[] { first, again })
        {
            for (var i = 0; i < some; i++)
                times.Add(await rows.Nth(i).EvaluateAsync<double>(Switch));
        }

        return (new(first), new(again));
    }

    /// <summary>Goes to the end again and again, until there is no more.</summary>
    private static async Task<TimeSpan> ReadAll(IPage page, int count)
    {
        var begun = System.Diagnostics.Stopwatch.GetTimestamp();
        var list = page.Locator(".list .scroller");
        for (var i = 0; i < MaxPages; i++)
        {
            await list.EvaluateAsync("scroller => { scroller.scrollTop = scroller.scrollHeight; }");
            if (await page.Locator($".rows li[aria-posinset='{count}']").CountAsync() > 0)
                return System.Diagnostics.Stopwatch.GetElapsedTime(begun);
            await page.EvaluateAsync("new Promise(requestAnimationFrame)");
        }

        throw new InvalidOperationException($"The list never came to its conversation {count}.");
    }

    /// <summary>What <see cref="Scroll"/> gives; Playwright fills it in by its setters.</summary>
    private sealed class Scrolled
    {
        public double[] Frames { get; set; } = [];

        public int Rows { get; set; }
    }
}
