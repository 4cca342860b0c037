using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Scenarios;

/// <summary>Scanners that follow links, and names that are no names: acceptance scenarios 33 and 34.</summary>
public sealed class HostileInput
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_mail_scanner_that_follows_every_link_changes_nothing(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("First thing");
        await s.At("2:00");
        var mail = Assert.Single(s.MailsTo(bela.Email));
        var before = (await visitor.Why()).Recipients.Count;

        using var scanner = s.App.Caller();
        Assert.NotEmpty(mail.Links);
        var unsubscribe = mail.Header("List-Unsubscribe")!.Split(',').Select(l => l.Trim(' ', '<', '>')).First(l => l.StartsWith("http", StringComparison.Ordinal));
        foreach (var link in mail.Links.Append(unsubscribe))
        {
            Assert.StartsWith(s.App.Address.ToString(), link, StringComparison.Ordinal);
            foreach (var method in (HttpMethod[])[HttpMethod.Head, HttpMethod.Get])
            {
                var answer = await scanner.Send(method, link);
                Assert.True(answer.Status < 500, answer.ToString());
            }
        }

        await s.Settle();
        var conversation = (await anna.Api.Get($"/api/conversations/{visitor.ConversationId}")).Is(200).Json;
        Assert.Equal(0, conversation.GetProperty("assignees").GetArrayLength());
        var me = await bela.Me();
        Assert.True(me.GetProperty("offlineMessages").GetBoolean());
        Assert.True(me.GetProperty("unacceptedConversations").GetBoolean());
        var why = (await visitor.Why()).StateIs("announced").WasNever(bela, "skip", "Opened");
        Assert.Equal(before, why.Recipients.Count);
        await s.At("10:00");
        await visitor.Writes("Second thing");
        await s.At("30:00");
        Assert.Equal(2, s.MailsTo(bela.Email).Count);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task One_click_unsubscribe_switches_that_agent_off_and_says_so(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("First thing");
        await s.At("2:00");
        var mail = Assert.Single(s.MailsTo(bela.Email));
        Assert.Equal("List-Unsubscribe=One-Click", mail.Header("List-Unsubscribe-Post"));
        var link = mail.Header("List-Unsubscribe")!.Trim('<', '>');

        using var mailProgram = s.App.Caller();
        mailProgram.Headers["Origin"] = "https://mail.example.org";
        (await mailProgram.SendRaw(HttpMethod.Post, link, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")).Ok();
        await s.Settle();

        Assert.False((await bela.Me()).GetProperty("offlineMessages").GetBoolean());
        await s.At("10:00");
        await visitor.Writes("Second thing");
        await s.At("30:00");
        Assert.Equal(2, s.MailsTo(anna.Email).Count);
        Assert.Single(s.MailsTo(bela.Email));
        (await visitor.Why()).StateIs("announced").Stands(bela, "skip", "TurnedOffByAgent");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_name_with_line_ends_is_refused_and_one_with_markup_is_shown_as_text(string database)
    {
        const string Name = "<b>Eve</b> \u202Eסוף\u202C 🌙 \"Quote\", Öőű";
        const string Text = "<script>alert(1)</script> & שלום 🌙";
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Arrives();
        foreach (var name in (string[])["Eve\r\nBcc: victim@example.org", "Eve\nx", "Eve\rx", "Eve\u0000", "Eve\u0007"])
        {
            (await visitor.Api.Put("/widget/v1/visitor", new { name, email = visitor.Email })).IsProblem(400);
        }

        (await visitor.Api.Put("/widget/v1/visitor", new { name = Name, email = visitor.Email })).Is(200);
        await visitor.Writes(Text);

        await s.At("2:00");
        var mail = Assert.Single(s.MailsTo(anna.Email));
        Assert.Contains(Text, mail.Text, StringComparison.Ordinal);
        Assert.Contains("Eve", mail.From, StringComparison.Ordinal);
        Assert.Null(mail.Header("Bcc"));
        Assert.DoesNotContain("<script", mail.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>Eve", mail.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Text, System.Net.WebUtility.HtmlDecode(mail.Html), StringComparison.Ordinal);
        var shown = (await anna.Api.Get($"/api/conversations/{visitor.ConversationId}")).Is(200).Json;
        Assert.Equal(Name, shown.GetProperty("visitor").GetProperty("name").GetString());
        Assert.Equal(Text, shown.GetProperty("messages")[0].GetProperty("text").GetString());
        await s.CheckHolds();
    }
}
