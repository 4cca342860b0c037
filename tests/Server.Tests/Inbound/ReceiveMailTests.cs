using System.Text;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Inbound;

/// <summary>Who may bring mails, and what is taken.</summary>
public sealed class ReceiveMailTests
{
    private const string Token = "a long inbound token";
    private const string Plain = "From: Somebody <somebody@example.org>\r\nSubject: Hello\r\n\r\nJust a mail.\r\n";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Without_a_configured_token_nobody_may_bring_mails(string database)
    {
        await using var s = await Story.Begin(database);
        using var mta = s.App.Caller();

        (await Bring(mta, Plain)).IsProblem(404, "not_found");
        mta.Bearer = "";
        (await Bring(mta, Plain)).IsProblem(404, "not_found");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task With_the_token_alone_a_mail_is_taken_from_anywhere_and_of_any_type(string database)
    {
        await using var s = await Story.Begin(database, settings: $"--Nightbell:Mail:Inbound:Token={Token}");
        using var mta = s.App.Caller();

        (await Bring(mta, Plain)).IsProblem(401, "inbound_token_needed");
        foreach (var wrong in (string[])["forged", "", Token + "x", Token[..^1]])
        {
            mta.Bearer = wrong;
            (await Bring(mta, Plain)).IsProblem(401, "inbound_token_needed");
        }

        mta.Bearer = Token;
        mta.Headers["Origin"] = "https://provider.example";
        mta.Headers["Sec-Fetch-Site"] = "cross-site";
        foreach (var type in (string[])["message/rfc822", "text/plain", "application/octet-stream", "application/json"])
        {
            var answer = (await Bring(mta, Plain + type, type)).Is(202);
            Assert.Equal("held", answer.Field("kind"));
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_same_mail_with_other_line_ends_and_trace_fields_is_one(string database)
    {
        await using var s = await Story.Begin(database, settings: $"--Nightbell:Mail:Inbound:Token={Token}");
        using var mta = s.App.Caller();
        mta.Bearer = Token;

        var first = (await Bring(mta, Plain)).Is(202).Field("id");

        Assert.Equal(first, (await Bring(mta, Plain)).Is(202).Field("id"));
        Assert.Equal(first, (await Bring(mta, Plain.Replace("\r\n", "\n", StringComparison.Ordinal))).Is(202).Field("id"));
        Assert.Equal(first, (await Bring(mta, "Received: from a by b\r\nDelivered-To: reply@in.example\r\n" + Plain)).Is(202).Field("id"));
        Assert.NotEqual(first, (await Bring(mta, Plain + "And more.")).Is(202).Field("id"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_mail_may_be_large_but_not_endless_or_nothing(string database)
    {
        await using var s = await Story.Begin(database, settings: $"--Nightbell:Mail:Inbound:Token={Token}");
        using var mta = s.App.Caller();
        mta.Bearer = Token;

        (await Bring(mta, "")).IsProblem(400);
        (await Bring(mta, Plain + new string('x', 3_000_000))).Is(202);
        (await Bring(mta, Plain + new string('x', 31_000_000))).IsProblem(413, "too_large");

        // And asked first, as some programs do.
        mta.Headers["Expect"] = "100-continue";
        (await Bring(mta, Plain + new string('x', 31_000_000))).IsProblem(413, "too_large");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whatever_octets_come_are_held(string database)
    {
        await using var s = await Story.Begin(database, settings: $"--Nightbell:Mail:Inbound:Token={Token}");
        using var mta = s.App.Caller();
        mta.Bearer = Token;
        byte[][] strange =
        [
            [0],
            [0xFF, 0xFE, 0xD8, 0x00],
            Encoding.UTF8.GetBytes("Subject: nul \0 and \u0007 in it\nFrom: \u202e\n\n\0"),
            [.. Encoding.ASCII.GetBytes("Subject: "), 0xED, 0xA0, 0x80, (byte)'\n', (byte)'\n'],
            Encoding.UTF8.GetBytes("From: =?utf-16?B?2AA=?= <a@b.example>\nSubject: =?utf-8?B?7aCA?=\n\nx"),
            Encoding.UTF8.GetBytes("Subject: " + new string('s', 499) + "😀😀\n\nx"),
        ];

        foreach (var mail in strange)
        {
            Assert.Equal("held", (await mta.SendBytes(HttpMethod.Post, "/inbound/mail", mail, "message/rfc822")).Is(202).Field("kind"));
        }
    }

    private static Task<Answer> Bring(Caller mta, string mail, string type = "message/rfc822") =>
        mta.SendBytes(HttpMethod.Post, "/inbound/mail", Encoding.UTF8.GetBytes(mail), type);
}
