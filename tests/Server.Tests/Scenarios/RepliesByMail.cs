using System.Globalization;
using System.Text;
using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Scenarios;

/// <summary>What scenarios of answering by e-mail have in common: acceptance scenario 30c and what belongs to it.</summary>
public abstract class RepliesByMail
{
    protected const string Domain = "in.shop.example";
    private const string Token = "a long inbound token";

    protected static readonly string[] Inbound =
        [$"--Nightbell:Mail:Inbound:Domain={Domain}", $"--Nightbell:Mail:Inbound:Token={Token}", "--Nightbell:Mail:From=nightbell@shop.example"];

    private int sent;

    /// <summary>A visitor who wrote and left the site.</summary>
    protected static async Task<Visitor> Left(Story s, Agent anna)
    {
        Assert.NotNull(anna);
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await visitor.IsOnSite();
        await visitor.LeavesSite();
        return visitor;
    }

    protected static string ReplyTo(Letter mail)
    {
        var field = mail.Header("Reply-To") ?? "";
        return field[(field.IndexOf('<', StringComparison.Ordinal) + 1)..].TrimEnd('>');
    }

    /// <summary>The same address with one letter of its signature changed.</summary>
    protected static string Flip(string address)
    {
        var at = address.LastIndexOf('@') - 5;
        return $"{address[..at]}{(address[at] == 'a' ? 'b' : 'a')}{address[(at + 1)..]}";
    }

    protected Task<string> Reply(Story s, Letter answered, string from, string text) => Bring(s, Mail(answered, from, text));

    protected string Mail(Letter answered, string from, string text) => Mail(ReplyTo(answered), from, text);

    protected string Mail(string to, string from, string text) => string.Create(
        CultureInfo.InvariantCulture,
        $"From: {from}\r\nTo: <{to}>\r\nSubject: Re: Hello\r\nMessage-ID: <{++sent}@mail.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n");

    protected static async Task<string> Bring(Story s, string mail)
    {
        using var mta = s.App.Caller();
        mta.Bearer = Token;
        var answer = (await mta.SendBytes(HttpMethod.Post, "/inbound/mail", Encoding.UTF8.GetBytes(mail), "message/rfc822")).Is(202);
        return answer.Field("kind");
    }

    protected static async Task<IReadOnlyList<string>> Texts(Visitor visitor) =>
        [.. (await visitor.Conversation()).GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("text").GetString()!)];

    protected static async Task<JsonElement> Item(Agent agent, Visitor visitor) =>
        (await agent.Api.Get($"/api/conversations/{visitor.ConversationId}")).Is(200).Json;
}
