using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Cli;

/// <summary>Why, from the command line.</summary>
public sealed class WhyCommandTests
{
    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task I_can_read_why_somebody_got_a_mail(string database)
    {
        await using var story = await Story.Begin(database);
        await story.Agent("Anna");
        var visitor = story.Visitor();
        await visitor.Writes("Is anybody there?");
        await story.At("2:00");
        var (exit, output, _) = await story.App.Command(["why", visitor.ConversationId]);
        Assert.Equal(0, exit);
        Assert.Contains("State: announced", output, StringComparison.Ordinal);
        Assert.Contains("* Anna was sent an e-mail: the team was offline.", output, StringComparison.Ordinal);
        Assert.Contains("send, OfflineMessage; anna@example.com", output, StringComparison.Ordinal);
        Assert.Contains(": accepted", output, StringComparison.Ordinal);
        Assert.Contains(": 250 ", output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task As_JSON_it_is_what_the_API_answers(string database)
    {
        await using var story = await Story.Begin(database);
        var anna = await story.Agent("Anna");
        var visitor = story.Visitor();
        await visitor.Writes("Is anybody there?");
        await story.At("2:00");
        var (exit, output, _) = await story.App.Command(["why", visitor.ConversationId, "--json"]);
        Assert.Equal(0, exit);
        var api = (await anna.Api.Get($"/api/conversations/{visitor.ConversationId}/notices")).Is(200);
        Assert.True(JsonElement.DeepEquals(api.Json, JsonDocument.Parse(output).RootElement), $"{api.Text}\n{output}");
    }

    [Fact]
    public async Task An_unknown_conversation_is_one_sentence()
    {
        await using var app = await TestApp.Start(TestDatabase.Sqlite);
        var (exit, output, error) = await app.Command(["why", "01990000-0000-7000-8000-000000000000"]);
        Assert.Equal(1, exit);
        Assert.Empty(output);
        Assert.Equal("nightbell: There is no conversation 01990000-0000-7000-8000-000000000000.\n", error);
    }
}
