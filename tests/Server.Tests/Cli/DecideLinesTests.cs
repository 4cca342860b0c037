using System.Text;
using System.Text.Json.Nodes;
using Nightbell.Cli;
using Nightbell.Server.Tests.Guides;
using Nightbell.Server.Tests.Notices;

namespace Nightbell.Server.Tests.Cli;

/// <summary>One situation a line in, one answer a line out.</summary>
public sealed class DecideLinesTests
{
    private static readonly string Line = JsonNode.Parse(SituationJsonTests.Example)!.ToJsonString();

    [Fact]
    public async Task Each_line_is_answered_in_the_same_order()
    {
        var (status, answers) = await Decide($"{WithId("a")}\n{WithId("b")}\n{WithId("c")}\n");

        Assert.Equal(0, status);
        Assert.Equal(["a", "b", "c"], answers.Select(Id));
    }

    /// <summary>What the page about situations shows is asked and answered so.</summary>
    [Fact]
    public async Task The_example_of_the_guide_is_answered_as_it_says()
    {
        var blocks = GuideProgram.Read("../situation.md").Split("```json\n");

        var (status, answers) = await Decide(Block(1));

        Assert.Equal(0, status);
        Assert.Equal(Block(2), Assert.Single(answers));

        string Block(int number) => blocks[number].Split("\n```")[0];
    }

    [Fact]
    public async Task A_last_line_needs_no_end_and_an_end_adds_no_line()
    {
        Assert.Single((await Decide(Line)).Answers);
        Assert.Single((await Decide(Line + "\n")).Answers);
        Assert.Single((await Decide(Line + "\r\n")).Answers);
    }

    [Fact]
    public async Task No_lines_have_no_answers()
    {
        var (status, answers) = await Decide("");

        Assert.Equal(0, status);
        Assert.Empty(answers);
    }

    [Fact]
    public async Task A_line_that_is_no_situation_is_answered_with_an_error_and_the_others_all_the_same()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"now\":", 1_000));

        var (status, answers) = await Decide($"{WithId("a")}\n\nnonsense\n{deep}\n[]\n{WithId("b")}\n \n");

        Assert.Equal(1, status);
        Assert.Equal(["a", null, null, null, null, "b", null], answers.Select(Id));
        Assert.All(answers.Where(answer => Id(answer) is null), answer =>
            Assert.Equal(["error"], JsonNode.Parse(answer)!.AsObject().Select(field => field.Key)));
    }

    [Fact]
    public async Task The_error_names_the_field()
    {
        var (_, answers) = await Decide(Line.Replace("\"toldUpTo\":0", "\"toldUpTo\":\"0\"", StringComparison.Ordinal));

        Assert.Equal("recipients[0].toldUpTo: must be a whole number of at most 63 bits", JsonNode.Parse(answers[0])!["error"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_file_may_begin_with_a_byte_order_mark_and_no_other_line_may()
    {
        Assert.Equal(0, (await Decide("\uFEFF" + Line)).Status);
        Assert.Equal(1, (await Decide($"{Line}\n\uFEFF{Line}")).Status);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_an_error_on_their_line()
    {
        var bytes = Encoding.UTF8.GetBytes(WithId("?") + "\n" + WithId("b"));
        bytes[Array.IndexOf(bytes, (byte)'?')] = 0xFF;

        var (status, answers) = await Decide(new MemoryStream(bytes));

        Assert.Equal(1, status);
        Assert.Equal([null, "b"], answers.Select(Id));
    }

    [Fact]
    public async Task A_line_may_be_longer_than_what_is_read_at_once()
    {
        var longId = new string('x', 3_000_000);

        var (status, answers) = await Decide($"{WithId(longId)}\n{WithId("b")}");

        Assert.Equal(0, status);
        Assert.Equal([longId, "b"], answers.Select(Id));
    }

    [Fact]
    public async Task It_does_not_matter_how_the_input_arrives()
    {
        var input = $"{WithId("a")}\nnonsense\n{WithId("b")}";

        Assert.Equal((await Decide(input)).Answers, (await Decide(new DrippingStream(Encoding.UTF8.GetBytes(input)))).Answers);
    }

    private static string WithId(string id) => Line.Replace("\"anna\"", $"\"{id}\"", StringComparison.Ordinal);

    private static string? Id(string answer) => JsonNode.Parse(answer)!["recipients"]?[0]!["id"]!.GetValue<string>();

    private static Task<(int Status, string[] Answers)> Decide(string input) => Decide(new MemoryStream(Encoding.UTF8.GetBytes(input)));

    private static async Task<(int Status, string[] Answers)> Decide(Stream input)
    {
        using var output = new MemoryStream();
        var status = await DecideLines.Run(input, output, TestContext.Current.CancellationToken);
        var text = Encoding.UTF8.GetString(output.ToArray());
        Assert.True(text.Length == 0 || text.EndsWith('\n'));
        return (status, text.Split('\n')[..^1]);
    }

    /// <summary>A slow pipe: seven bytes at a time.</summary>
    private sealed class DrippingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(7, buffer.Length)], cancellationToken);
    }
}
