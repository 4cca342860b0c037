using System.IO.Compression;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Security;

/// <summary>What is the same for everybody travels compressed; what answers one person does not (BREACH).</summary>
public sealed class CompressionTests
{
    private static readonly Dictionary<string, string> Browser = new(StringComparer.Ordinal) { ["Accept-Encoding"] = "gzip, deflate, br" };

    [Theory]
    [InlineData("/widget.js")]
    [InlineData("/app")]
    [InlineData("/app/settings/widget")]
    [InlineData("/docs")]
    public async Task Scripts_and_pages_travel_compressed_and_are_the_same_unpacked(string path)
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        using var browser = s.App.Caller();
        var plain = (await browser.Get(path)).Is(200);

        using var packed = await browser.Open(path, Browser, TestContext.Current.CancellationToken);

        Assert.False(plain.Headers.Contains("Content-Encoding"));
        Assert.Equal("br", Assert.Single(packed.Content.Headers.ContentEncoding));
        Assert.Contains("Accept-Encoding", packed.Headers.Vary);
        await using var content = await packed.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using var unpacked = new BrotliStream(content, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        Assert.Equal(plain.Text, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task What_every_page_of_a_site_loads_travels_as_five_kilobytes(string encoding)
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        using var browser = s.App.Caller();
        using var packed = await browser.Open("/widget.js", new Dictionary<string, string>(StringComparer.Ordinal) { ["Accept-Encoding"] = encoding }, TestContext.Current.CancellationToken);
        Assert.Equal(encoding, Assert.Single(packed.Content.Headers.ContentEncoding));
        Assert.InRange((await packed.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length, 1_000, 5 * 1024);
    }

    [Theory]
    [InlineData("/api/me")]
    [InlineData("/api/conversations?box=open")]
    [InlineData("/api/agents")]
    public async Task Answers_to_somebody_stay_as_they_are(string path)
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        var anna = await s.Agent("Anna");

        using var answer = await anna.Api.Open(path, Browser, TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
    }
}
