using System.Reflection;
using System.Text.RegularExpressions;
using Nightbell.Decisions;
using Nightbell.Mail.Reports;
using Nightbell.Server.Tests.Harness;
using Spoken = Nightbell.Platform.Texts;

namespace Nightbell.Server.Tests.Texts;

/// <summary>Whatever the server may say, it can say in every language.</summary>
public sealed partial class TextsTests
{
    public static TheoryData<string> Languages => [.. Spoken.Locales];

    public static TheoryData<string> VisitorLanguages => [.. Spoken.VisitorLocales];

    private static string Source { get; } = ReadSource();

    [Fact]
    public void English_and_Hungarian_are_spoken() => Assert.Equal(["en", "hu"], Spoken.Locales);

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_language_has_the_same_keys(string language) =>
        Assert.Equal(Spoken.Section("en", "").Keys.Order(StringComparer.Ordinal), Spoken.Section(language, "").Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_text_has_the_same_places_in_every_language(string language)
    {
        var translated = Spoken.Section(language, "");
        Assert.All(Spoken.Section("en", ""), text => Assert.Equal(Places(text.Value), Places(translated[text.Key])));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void No_text_is_blank_or_left_in_English(string language)
    {
        var texts = Spoken.Section(language, "");
        Assert.All(texts, text => Assert.False(string.IsNullOrWhiteSpace(text.Value), text.Key));
        var same = texts.Where(t => language != "en" && t.Value == Spoken.Get("en", t.Key)).Select(t => t.Key);
        Assert.Subset(new HashSet<string>(["mail.email"], StringComparer.Ordinal), same.ToHashSet(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(VisitorLanguages))]
    public void Every_language_of_the_widget_has_the_mails_to_visitors(string language)
    {
        var (english, translated) = (MailsToVisitors("en"), MailsToVisitors(language));
        Assert.NotEmpty(english);
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), translated.Keys.Order(StringComparer.Ordinal));
        Assert.All(translated, text => Assert.Equal(Places(english[text.Key]), Places(text.Value)));
        Assert.All(translated, text => Assert.False(string.IsNullOrWhiteSpace(text.Value), text.Key));
        Assert.DoesNotContain(translated, text => language != "en" && !IsForm(text.Key) && text.Value == english[text.Key]);
        if (!Spoken.Locales.Contains(language))
            Assert.Equal(Spoken.Section(language, "").Count, translated.Count + Spoken.Section(language, "widget.").Count);
    }

    /// <summary>Some cultures have another calendar or other digits, which an ordinary mail to a customer does not.</summary>
    [Theory]
    [MemberData(nameof(VisitorLanguages))]
    public void Every_language_says_a_moment_by_the_common_calendar(string language)
    {
        var at = new DateTimeOffset(2026, 11, 9, 13, 5, 0, TimeSpan.Zero);
        var said = Spoken.Moment(language, "UTC", at, at.AddDays(40));
        Assert.All((string[])["2026", "9", "13:05"], part => Assert.Contains(part, said, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_reason_and_cause_has_a_sentence()
    {
        Assert.All(Enum.GetNames<Reason>(), reason => Assert.True(Spoken.Has($"reason.{reason}"), reason));
        Assert.All(Enum.GetValues<Cause>(), cause => Assert.All(
            (string[])["cause", "advice", "mine"], kind => Assert.True(Spoken.Has($"{kind}.{Causes.Name(cause)}"), $"{kind}.{cause}")));
    }

    [Fact]
    public void Every_finding_about_the_sending_domain_has_a_sentence_and_an_advice() => Assert.All(
        Enum.GetNames<Nightbell.Mail.Dns.FindingCode>(),
        code => Assert.True(Spoken.Has($"finding.{code}") && Spoken.Has($"finding.{code}.advice"), code));

    [Fact]
    public void Every_problem_of_the_code_has_a_title_and_every_title_a_problem()
    {
        var codes = Problem().Matches(Source).SelectMany(m => m.Groups["code"].Captures.Select(c => c.Value)).ToHashSet(StringComparer.Ordinal);
        Assert.Contains("last_full_access", codes);
        Assert.Contains("not_found", codes);
        Assert.Equal(Spoken.Section("en", "problem.").Keys.Order(StringComparer.Ordinal), codes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_text_the_code_asks_for_by_name_is_there()
    {
        var keys = Literal().Matches(Source).Select(m => m.Groups["key"].Value).ToHashSet(StringComparer.Ordinal);
        Assert.Contains("mail.open", keys);
        Assert.All(keys, key => Assert.True(Spoken.Has(key), key));
    }

    [Fact]
    public void Every_mail_that_is_no_notification_has_its_parts()
    {
        var letters = Enum.GetValues<Nightbell.Outbox.MailPurpose>()
            .Except([Nightbell.Outbox.MailPurpose.Notification, Nightbell.Outbox.MailPurpose.Digest, Nightbell.Outbox.MailPurpose.Answer])
            .Select(Nightbell.Platform.Json.Name);
        Assert.All(letters, letter => Assert.All(
            (string[])["subject", "title", "text", "because"], part => Assert.True(Spoken.Has($"mail.{letter}.{part}"), $"mail.{letter}.{part}")));
    }

    [Fact]
    public async Task Refusals_and_the_widget_speak_the_language_that_is_asked_for()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        var anna = await s.Agent("Anna");
        using var browser = s.App.Caller();
        browser.Headers["Accept-Language"] = "hu-HU,hu;q=0.9,en;q=0.8";

        Assert.Equal("Ehhez előbb be kell jelentkezni.", (await browser.Get("/api/me")).IsProblem(401, "sign_in_needed").Field("title"));
        var widget = (await anna.Api.Get($"/widget/v1/{s.WidgetKey}?lang=hu")).Is(200).Json;
        Assert.Equal("hu", widget.GetProperty("locale").GetString());
        Assert.Equal("Küldés", widget.GetProperty("texts").GetProperty("send").GetString());
        (await anna.Api.Patch("/api/me", new { locale = "hu" })).Is(200);
        var preview = (await anna.Api.Post("/api/notices/preview", new { })).Is(200);
        Assert.Contains("Anna e-mailt kapna", preview.Text, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> MailsToVisitors(string language) => Spoken.Section(language, "")
        .Where(t => t.Key == "mail.more" || t.Key.StartsWith("mail.answer.", StringComparison.Ordinal) || t.Key.StartsWith("mail.transcript.", StringComparison.Ordinal) || IsForm(t.Key))
        .ToDictionary(StringComparer.Ordinal);

    private static bool IsForm(string key) => key.StartsWith("format.", StringComparison.Ordinal);

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);

    private static string ReadSource()
    {
        var folder = typeof(TextsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ServerProject").Value!;
        var files = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        return string.Join('\n', files.Select(File.ReadAllText));
    }

    [GeneratedRegex(@"\{\w+\}", RegexOptions.NonBacktracking)]
    private static partial Regex Place();

    /// <summary>Where problems are made: by name of their kind, with their status, or as a status without words.</summary>
    [GeneratedRegex(@"(Problem\.(Conflict|Forbidden)\(""(?<code>\w+)""|new(\sProblem)?\((400|500|Status\w+\.Status\w+),\s*""(?<code>\w+)""|\b(4\d\d|_) => ""(?<code>[a-z_]+)"")", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Problem();

    [GeneratedRegex(@"Texts\.(Get|Has)\([\w.]*(, )?""(?<key>[\w.]+)""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Literal();
}
