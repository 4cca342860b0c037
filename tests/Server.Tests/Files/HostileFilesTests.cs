using System.Net.Http.Headers;
using Nightbell.Files;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Files;

/// <summary>A file that lies about its type, is too big, unpacks into too much or has a hostile name is refused or harmless.</summary>
public sealed class HostileFilesTests
{
    private static readonly (string What, string Name, Func<byte[]> Octets, string Code)[] Refused =
    [
        ("a drawing that can run scripts", "logo.svg", () => Samples.Text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), "file_type"),
        ("a page", "page.html", () => Samples.Text("<!doctype html><script>alert(1)</script>"), "file_type"),
        ("a page that is a picture", "page.html", () => Samples.Png(8, 8), "file_type"),
        ("a script", "run.js", () => Samples.Text("alert(1)"), "file_type"),
        ("a program", "setup.exe", () => Samples.Text("MZ\u0090\0\u0003"), "file_type"),
        ("a program behind a second ending", "invoice.pdf.exe", () => Samples.Text("%PDF-1.7"), "file_type"),
        ("a program behind blanks", "invoice.pdf          .exe ", () => Samples.Text("%PDF-1.7"), "file_type"),
        ("a program written backwards", "invoice\u202Efdp.exe", () => Samples.Text("%PDF-1.7"), "file_type"),
        ("a document with macros", "invoice.docm", () => Samples.Docx(), "file_type"),
        ("a page that says it is a picture", "photo.png", () => Samples.Text("<html><script>alert(1)</script>"), "file_content"),
        ("a drawing that says it is a picture", "photo.jpg", () => Samples.Text("<svg onload='alert(1)'/>"), "file_content"),
        ("a program that says it is a document", "invoice.pdf", () => Samples.Text("MZ\u0090\0\u0003"), "file_content"),
        ("an archive that says it is a document", "letter.docx", () => Samples.Zip(("evil.exe", 10)), "file_content"),
        ("a document that says it is a table", "table.xlsx", () => Samples.Docx(), "file_content"),
        ("octets that say they are text", "notes.txt", () => [1, 2, 3, 0, 0xFF, 0x41], "file_content"),
        ("a picture that says it is a film", "film.mp4", () => Samples.Png(8, 8), "file_content"),
        ("a picture of no size", "photo.png", () => Samples.Png(0, 8), "file_content"),
        ("a picture that is cut off", "photo.png", () => Samples.Png(8, 8)[..20], "file_content"),
        ("a picture whose size is nowhere", "photo.jpg", () => [0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0xFF, 0xE0, 0, 0, 0, 0], "file_content"),
        ("a picture of a billion pixels", "photo.png", () => Samples.Png(40_000, 40_000), "picture_too_large"),
        ("a small file that draws large", "dot.gif", () => Samples.Gif(65_535, 65_535), "picture_too_large"),
        ("nothing at all", "empty.txt", () => [], "file_empty"),
        ("nothing known, without an ending", "mystery", () => [1, 2, 3, 0], "file_type"),
    ];

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_may_not_be_sent_is_refused_and_nothing_is_kept(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Arrives();

        foreach (var (what, name, octets, code) in Refused)
        {
            foreach (var (caller, path) in ((Caller, string)[])[(visitor.Api, "/widget/v1/files"), (anna.Api, "/api/files")])
            {
                var answer = await caller.SendBytes(HttpMethod.Post, $"{path}?name={Uri.EscapeDataString(name)}", octets(), "image/png");
                Assert.True((answer.Status, answer.Code) == (415, code), $"{what}: {answer}");
            }
        }

        Assert.Equal("0 0", $"{await s.App.Tamper("SELECT COUNT(*) FROM \"Files\"")} {await s.App.Tamper("SELECT COUNT(*) FROM \"FileChunks\"")}");
        Assert.Empty(s.App.KeptFiles());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_is_too_big_is_refused_whatever_its_length_is_said_to_be(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Arrives();
        var most = Samples.Png(8, 8, FileRules.MaxOctets);
        byte[] more = [.. most, 0];

        (await visitor.Api.SendBytes(HttpMethod.Post, "/widget/v1/files?name=big.png", more, "image/png")).IsProblem(413, "too_large");
        using (var http = new HttpClient())
        {
            using var unsaid = new HttpRequestMessage(HttpMethod.Post, new Uri(s.App.Address, "/widget/v1/files?name=big.png"));
            unsaid.Headers.Authorization = AuthenticationHeaderValue.Parse($"Bearer {visitor.Api.Bearer}");
            unsaid.Headers.TransferEncodingChunked = true;
            unsaid.Content = new StreamContent(new MemoryStream(more));
            using var answer = await http.SendAsync(unsaid);
            Assert.Equal(413, (int)answer.StatusCode);
            Assert.Contains("too_large", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Empty(s.App.KeptFiles());
        Assert.Equal("0", $"{await s.App.Tamper("SELECT COUNT(*) FROM \"FileChunks\"")}");
        Assert.Equal(FileRules.MaxOctets, (await visitor.Api.SendBytes(HttpMethod.Post, "/widget/v1/files?name=big.png", most, "image/png"))
            .Is(201).Json.GetProperty("size").GetInt64());
        (await visitor.Api.SendRaw(HttpMethod.Post, "/widget/v1/messages", $$"""{"text":"{{new string('x', 70_000)}}"}""")).IsProblem(413, "too_large");
    }

    [Fact]
    public async Task What_breaks_off_is_not_kept()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Arrives();
        using var wire = new System.Net.Sockets.TcpClient();
        await wire.ConnectAsync(s.App.Address.Host, s.App.Address.Port);
        await using (var stream = wire.GetStream())
        {
            var head = $"POST /widget/v1/files?name=a.png HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {visitor.Api.Bearer}\r\nContent-Length: 1000000\r\n\r\n";
            await stream.WriteAsync(Samples.Text(head));
            await stream.WriteAsync(Samples.Png(8, 8, 400_000));
            await Soon.Holds("something of it is on disk", () => Task.FromResult(s.App.KeptFiles().Count == 1));
        }

        wire.Close();
        await Soon.Holds("nothing of it is left", () => Task.FromResult(s.App.KeptFiles().Count == 0));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_unpacks_into_gigabytes_is_kept_as_it_came(string database)
    {
        const long Gigabyte = 1L << 30;
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Arrives();
        foreach (var (name, octets) in ((string, byte[])[])[("bomb.zip", Samples.Zip(("zeros", Gigabyte))), ("bomb.docx", Samples.Docx(Gigabyte))])
        {
            var file = (await visitor.Api.SendBytes(HttpMethod.Post, $"/widget/v1/files?name={name}", octets, "application/zip")).Is(201).Json;

            Assert.Equal(octets.Length, file.GetProperty("size").GetInt64());
            Assert.Equal(octets, await s.App.Download(file.GetProperty("url").GetString()!));
        }
    }

    /// <summary>Whatever a file is, a browser may draw the four kinds of pictures, and save everything else.</summary>
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Pictures_are_shown_and_everything_else_is_saved_and_never_run(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Arrives();
        (string Name, byte[] Octets, string Type, string KeptAs, bool Shown)[] table =
        [
            ("photo.png", Samples.Png(8, 6), "image/png", "photo.png", true),
            ("photo.jpg", Samples.Jpeg(4000, 3000), "image/jpeg", "photo.jpg", true),
            ("move.gif", Samples.Gif(8, 6), "image/gif", "move.gif", true),
            ("photo.jpg", Samples.Png(8, 6), "image/png", "photo.png", true),
            ("photo", Samples.Png(8, 6), "image/png", "photo.png", true),
            ("notes.txt", Samples.Text("<script>alert(1)</script>"), "text/plain", "notes.txt", false),
            ("page.html.txt", Samples.Text("<!doctype html>"), "text/plain", "page.html.txt", false),
            ("Ünnepi árak.pdf", Samples.Text("%PDF-1.7 <script>"), "application/pdf", "Ünnepi árak.pdf", false),
            ("letter.docx", Samples.Docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "letter.docx", false),
            ("sound.mp3", Samples.Text("ID3"), "audio/mpeg", "sound.mp3", false),
        ];

        foreach (var (name, octets, type, keptAs, shown) in table)
        {
            var file = (await visitor.Api.SendBytes(HttpMethod.Post, $"/widget/v1/files?name={Uri.EscapeDataString(name)}", octets, "text/html")).Is(201).Json;
            Assert.Equal((type, keptAs), (file.GetProperty("type").GetString(), file.GetProperty("name").GetString()));
            Assert.Equal(shown, file.GetProperty("width").ValueKind == System.Text.Json.JsonValueKind.Number);

            using var anybody = s.App.Caller();
            var read = (await anybody.Get(file.GetProperty("url").GetString()!)).Is(200);
            Assert.Equal(type, read.ContentType);
            Assert.Equal("nosniff", Assert.Single(read.Headers["X-Content-Type-Options"]));
            Assert.Equal("default-src 'none'; sandbox", Assert.Single(read.Headers["Content-Security-Policy"]));
            Assert.Equal("cross-origin", Assert.Single(read.Headers["Cross-Origin-Resource-Policy"]));
            Assert.Contains("private", string.Join(", ", read.Headers["Cache-Control"]), StringComparison.Ordinal);
            var disposition = ContentDispositionHeaderValue.Parse(Assert.Single(read.Headers["Content-Disposition"]));
            Assert.Equal(shown ? "inline" : "attachment", disposition.DispositionType);
            Assert.Equal(keptAs, disposition.FileNameStar);
        }
    }

    [Theory]
    [InlineData("photo.png", "photo.png")]
    [InlineData("PHOTO.PNG", "PHOTO.png")]
    [InlineData("../../etc/passwd.txt", "passwd.txt")]
    [InlineData("..\\..\\windows\\win.txt", "win.txt")]
    [InlineData("/absolute/path.txt", "path.txt")]
    [InlineData("C:\\secret.txt", "secret.txt")]
    [InlineData("a\0b\r\nc\td.txt", "a b c d.txt")]
    [InlineData("safe\u202Etxt.exe", "safetxt.exe")]
    [InlineData("in\u2066vis\u200Bible\uFEFF.txt", "invisible.txt")]
    [InlineData("\"quoted\";name=x.txt", "_quoted_;name=x.txt")]
    [InlineData("<b>bold</b>.txt", "b_.txt")]
    [InlineData("...hidden.txt", "hidden.txt")]
    [InlineData("trailing.txt. . ", "trailing.txt")]
    [InlineData("CON", "_CON")]
    [InlineData("nul.txt", "_nul.txt")]
    [InlineData("com1.tar.zip", "_com1.tar.zip")]
    [InlineData("", "file")]
    [InlineData("   ", "file")]
    [InlineData(".txt", "txt")]
    [InlineData("/", "file")]
    [InlineData("card 4111 1111 1111 1111.pdf", "card •••• •••• •••• 1111.pdf")]
    [InlineData("تقرير.pdf", "تقرير.pdf")]
    public void A_name_is_mended(string name, string mended) => Assert.Equal(mended, FileName.Mend(name).ToString());

    [Fact]
    public void A_name_of_300_characters_is_cut_and_keeps_its_ending()
    {
        var mended = FileName.Mend(string.Concat(Enumerable.Repeat("🙂", 300)) + ".pdf").ToString();

        Assert.EndsWith("🙂.pdf", mended, StringComparison.Ordinal);
        Assert.InRange(mended.EnumerateRunes().Count(), 50, 120);
        Assert.DoesNotContain('\uFFFD', mended);
    }

    [Fact]
    public void Whatever_a_name_is_it_is_one_name_of_plain_characters()
    {
        var chance = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var name = string.Concat(Enumerable.Range(0, chance.Next(1, 400)).Select(_ => (char)chance.Next(chance.Next(2) == 0 ? 0x250 : 0x10000)));

            var mended = FileName.Mend(name).ToString();

            Assert.InRange(mended.EnumerateRunes().Count(), 1, 120);
            Assert.True(mended.IndexOfAny(['/', '\\', ':', '\0', '\n', '\r', '"', '\u202E', '\u2028']) < 0, mended);
            Assert.False(mended.StartsWith('.') || mended.EndsWith('.') || mended.EndsWith(' '), mended);
        }
    }
}
