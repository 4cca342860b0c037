using System.Buffers.Binary;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Agents;

/// <summary>An agent's picture: told by its content, kept for ever by its address, and gone when it is taken away.</summary>
public sealed class PictureTests
{
    private const string Path = "/api/me/picture";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_picture_is_seen_by_colleagues_and_visitors_until_it_is_taken_away(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await anna.Answers(visitor, "Before");
        var octets = Png(256, 256);

        var path = (await anna.Api.SendBytes(HttpMethod.Put, Path, octets, "image/png")).Is(200).Field("picture");

        using var anybody = s.App.Caller();
        var read = (await anybody.Get(path)).Is(200);
        Assert.Equal("image/png", read.ContentType);
        Assert.Equal("nosniff", Assert.Single(read.Headers["X-Content-Type-Options"]));
        Assert.Equal("public, max-age=31536000, immutable", string.Join(", ", read.Headers["Cache-Control"]));
        Assert.Equal("default-src 'none'; sandbox", Assert.Single(read.Headers["Content-Security-Policy"]));
        Assert.Equal("cross-origin", Assert.Single(read.Headers["Cross-Origin-Resource-Policy"]));
        Assert.Equal(path, (await anna.Me()).GetProperty("picture").GetString());
        Assert.Equal(path, (await anna.Api.Get("/api/agents")).Is(200).Json.GetProperty("items")[0].GetProperty("picture").GetString());
        await anna.Answers(visitor, "After");
        foreach (var shown in (Answer[])[await anna.Api.Get($"/api/conversations/{visitor.ConversationId}"), await visitor.Api.Get("/widget/v1/conversation")])
        {
            Assert.Equal(
                [null, path, path],
                shown.Is(200).Json.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("picture").GetString()));
        }

        (await anybody.Get($"/pictures/{anna.Id}/000000000000000000000000")).IsProblem(404);
        (await anna.Api.Delete(Path)).Is(204);
        (await anybody.Get(path)).IsProblem(404);
        Assert.Null((await anna.Me()).GetProperty("picture").GetString());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Another_picture_has_another_address_and_a_deleted_agent_has_none(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var first = (await bela.Api.SendBytes(HttpMethod.Put, Path, Png(64, 64), "image/png")).Is(200).Field("picture");
        var second = (await bela.Api.SendBytes(HttpMethod.Put, Path, WebP(256, 200), "image/png")).Is(200).Field("picture");

        Assert.NotEqual(first, second);
        (await anna.Api.Get(first)).IsProblem(404);
        Assert.Equal("image/webp", (await anna.Api.Get(second)).Is(200).ContentType);
        (await anna.Api.Delete($"/api/agents/{bela.Id}")).Is(204);
        (await anna.Api.Get(second)).IsProblem(404);
    }

    [Fact]
    public async Task What_is_no_picture_too_large_or_moves_is_refused_whatever_it_calls_itself()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        var anna = await s.Agent("Anna");
        byte[][] refused =
        [
            [],
            "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray(),
            "GIF89a\u0001\0\u0001\0"u8.ToArray(),
            Png(256, 256)[..20],
            Png(0, 256),
            Png(1025, 10),
            Jpeg(256, 256)[..8],
            [0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x00, 0xFF, 0xE0, 0x00, 0x00, 0x00, 0x00],
            Moving(256, 256),
        ];

        foreach (var octets in refused)
            (await anna.Api.SendBytes(HttpMethod.Put, Path, octets, "image/png")).IsProblem(400, "invalid");
        (await anna.Api.SendBytes(HttpMethod.Put, Path, [.. Png(256, 256), .. new byte[600_000]], "image/png")).IsProblem(413, "too_large");
        Assert.Null((await anna.Me()).GetProperty("picture").GetString());
        (await anna.Api.SendBytes(HttpMethod.Put, Path, Jpeg(256, 128), "text/html")).Is(200);
        var path = (await anna.Me()).GetProperty("picture").GetString()!;
        Assert.Equal("image/jpeg", (await anna.Api.Get(path)).Is(200).ContentType);
    }

    private static byte[] Png(int width, int height)
    {
        var octets = new byte[64];
        ((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]).CopyTo(octets);
        BinaryPrimitives.WriteInt32BigEndian(octets.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(octets.AsSpan(20), height);
        return octets;
    }

    /// <summary>An application's segment, then a progressive frame.</summary>
    private static byte[] Jpeg(int width, int height)
    {
        byte[] octets = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xFF, 0xC2, 0, 17, 8, 0, 0, 0, 0, 3, 0, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(14), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(16), (ushort)width);
        return octets;
    }

    private static byte[] WebP(int width, int height)
    {
        var octets = new byte[40];
        "RIFF\0\0\0\0WEBPVP8 "u8.CopyTo(octets);
        ((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]).CopyTo(octets.AsSpan(23));
        BinaryPrimitives.WriteUInt16LittleEndian(octets.AsSpan(26), (ushort)width);
        BinaryPrimitives.WriteUInt16LittleEndian(octets.AsSpan(28), (ushort)height);
        return octets;
    }

    private static byte[] Moving(int width, int height)
    {
        var octets = new byte[40];
        "RIFF\0\0\0\0WEBPVP8X"u8.CopyTo(octets);
        octets[20] = 0x02;
        octets[24] = (byte)(width - 1);
        octets[27] = (byte)(height - 1);
        return octets;
    }
}
