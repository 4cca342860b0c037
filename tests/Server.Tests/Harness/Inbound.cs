using System.Text;

namespace Nightbell.Server.Tests.Harness;

/// <summary>The two ways by which what mail servers write reaches the application.</summary>
public static partial class Inbound
{
    /// <summary>A mail reaches the application by HTTP; whatever follows from it is done.</summary>
    public static async Task<string> IsBrought(this Story story, string mail)
    {
        var kind = await story.App.IsHandedIn(mail);
        await story.Settle();
        return kind;
    }

    /// <summary>A mail reaches the application by HTTP, and nothing of what follows is done yet.</summary>
    public static async Task<string> IsHandedIn(this TestApp app, string mail)
    {
        using var mta = app.Caller();
        mta.Bearer = Token;
        return (await mta.SendBytes(HttpMethod.Post, "/inbound/mail", Encoding.UTF8.GetBytes(mail), "message/rfc822")).Is(202).Field("kind");
    }

    /// <summary>A mail reaches the application by a mail server's pipe.</summary>
    public static async Task<string> IsPiped(this Story story, string mail)
    {
        var (exit, output, error) = await story.App.Command(["mail", "ingest", "--json"], mail.Replace("\r\n", "\n", StringComparison.Ordinal));
        Assert.True(exit == 0, error);
        await story.Settle();
        return System.Text.Json.Nodes.JsonNode.Parse(output)!["kind"]!.GetValue<string>();
    }
}
