using System.Globalization;
using System.Text;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Inbound;

/// <summary>Programs that write to each other: nothing is created, and nothing is sent.</summary>
public sealed class LoopsTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Our_own_notification_that_comes_in_is_nothing(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        await s.Visitor().Writes("Hello");
        await s.At("3:00");
        var own = Encoding.UTF8.GetString(Assert.Single(s.MailsTo(anna.Email)).Raw);
        var before = await Everything(s);

        Assert.Equal("auto_reply", await s.IsBrought(own));
        Assert.Equal("auto_reply", await s.IsBrought($"Resent-From: {anna.Email}\r\nReturn-Path: <{anna.Email}>\r\n" + own.Replace("Auto-Submitted: auto-generated\r\n", "", StringComparison.Ordinal)));

        Assert.Equal("auto_reply", await s.IsBrought(own.Replace("Message-ID: <", "Message-ID: <given.on.the.way.", StringComparison.OrdinalIgnoreCase)));

        await s.At("3:00:00");
        Assert.Equal(before, await Everything(s));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Two_installations_that_write_to_each_other_fall_silent_at_once(string database)
    {
        await using var here = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        await using var there = await Story.Begin(
            database, settings: [.. Harness.Inbound.Configuration, "--Nightbell:Mail:From=nightbell@other.example", "--Nightbell:Mail:Inbound:Domain=in.other.example"]);
        var (anna, zoe) = (await here.Agent("Anna"), await there.Agent("Zoe"));
        await here.Visitor().Writes("Hello here");
        await there.Visitor().Writes("Hello there");
        await here.At("3:00");
        await there.At("3:00");
        var (fromHere, fromThere) = (Assert.Single(here.MailsTo(anna.Email)), Assert.Single(there.MailsTo(zoe.Email)));
        var (before, beforeThere) = (await Everything(here), await Everything(there));

        Assert.Equal("auto_reply", await there.IsBrought(Encoding.UTF8.GetString(fromHere.Raw)));
        Assert.Equal("auto_reply", await here.IsBrought(Encoding.UTF8.GetString(fromThere.Raw)));

        await here.At("3:00:00");
        await there.At("3:00:00");
        Assert.Equal(before, await Everything(here));
        Assert.Equal(beforeThere, await Everything(there));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Automatic_replies_are_not_answered_whatever_they_call_themselves(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        await s.Visitor().Writes("Hello");
        await s.At("3:00");
        var mail = Assert.Single(s.MailsTo(anna.Email));
        var before = await Everything(s);
        string[] marks =
        [
            "Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated", "Auto-Submitted: auto-notified; owner-email=\"a@b.example\"",
            "Precedence: bulk", "Precedence: list", "Precedence: junk", "X-Autoreply: yes", "List-Id: <people.example.com>", "Return-Path: <>",
        ];

        Assert.Equal("auto_reply", await s.IsBrought(mail.OutOfOffice()));
        foreach (var mark in marks)
        {
            Assert.Equal("auto_reply", await s.IsBrought(
                $"{mark}\r\nFrom: {anna.Email}\r\nTo: {mail.Sender}\r\nSubject: Re: {mail.Subject}\r\nIn-Reply-To: {mail.MessageId}\r\n\r\nI am a program.\r\n"));
        }

        Assert.Equal("held", await s.IsBrought($"Auto-Submitted: no\r\nFrom: a@b.example\r\nTo: nightbell@{Harness.Inbound.Domain}\r\nSubject: Hi\r\n\r\nI am a person.\r\n"));
        await s.At("3:00:00");
        Assert.Equal(before, await Everything(s));
    }

    /// <summary>What there is: conversations, messages, mails, and what was sent.</summary>
    private static async Task<string> Everything(Story s)
    {
        var found = new List<string>();
        foreach (var table in (string[])["Conversations", "Messages", "Mails", "Visitors", "MailAttempts"])
        {
            found.Add($"{table} {Convert.ToString(await s.App.Tamper($"SELECT COUNT(*) FROM \"{table}\""), CultureInfo.InvariantCulture)}");
        }

        return string.Join(' ', found.Append($"sent {s.App.Post.Delivered.Count}"));
    }
}
