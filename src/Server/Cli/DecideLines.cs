using System.Buffers;
using System.Text.Json;
using Nightbell.Decisions;
using Nightbell.Notices;

namespace Nightbell.Cli;

/// <summary>
/// <c>nightbell decide</c>: one situation a line in, one answer a line out, in the same order.
/// It calls the production function and nothing else, so stored situations can be replayed and other programs held against it.
/// </summary>
public static class DecideLines
{
    /// <summary>How much is read at once, in bytes; a longer line makes the buffer grow.</summary>
    private const int ReadBytes = 256 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Answers every line. A line that is no situation, a blank one too, is answered with <c>{"error": "…"}</c>.
    /// Answers are flushed whenever no whole line is left to answer. A last line needs no line end.
    /// </summary>
    /// <param name="input">UTF-8, lines ending in LF or CR LF.</param>
    /// <param name="output">UTF-8, lines ending in LF.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>The exit status: 0, or 1 when some line was no situation.</returns>
    public static async Task<int> Run(Stream input, Stream output, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        var answers = new ArrayBufferWriter<byte>(ReadBytes);
        await using var json = new Utf8JsonWriter(answers, SituationJson.WriterOptions);
        var all = true;
        var buffer = new byte[ReadBytes];
        var filled = 0;
        var atStart = true;
        while (await input.ReadAsync(buffer.AsMemory(filled), stop) is > 0 and var read)
        {
            filled += read;
            var answered = 0;
            while (buffer.AsSpan(answered, filled - answered).IndexOf((byte)'\n') is >= 0 and var length)
            {
                all &= Answer(Line(buffer.AsSpan(answered, length), ref atStart), json, answers);
                answered += length + 1;
            }

            buffer.AsSpan(answered, filled - answered).CopyTo(buffer);
            filled -= answered;
            if (filled == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            await Flush(answers, output, stop);
        }

        if (filled > 0)
            all &= Answer(Line(buffer.AsSpan(0, filled), ref atStart), json, answers);
        await Flush(answers, output, stop);
        return all ? 0 : 1;
    }

    // Some editors begin a file with a byte order mark; it belongs to no line.
    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> line, ref bool atStart)
    {
        var marked = atStart && line.StartsWith(ByteOrderMark);
        atStart = false;
        return marked ? line[ByteOrderMark.Length..] : line;
    }

    private static bool Answer(ReadOnlySpan<byte> line, Utf8JsonWriter json, ArrayBufferWriter<byte> answers)
    {
        json.Reset();
        var understood = true;
        try
        {
            SituationJson.Write(json, Ladder.Decide(SituationJson.Read(line)));
        }
        catch (JsonException wrong)
        {
            understood = false;
            json.WriteStartObject();
            json.WriteString("error"u8, wrong.Message);
            json.WriteEndObject();
        }

        json.Flush();
        answers.Write("\n"u8);
        return understood;
    }

    private static async Task Flush(ArrayBufferWriter<byte> answers, Stream output, CancellationToken stop)
    {
        if (answers.WrittenCount == 0)
            return;
        await output.WriteAsync(answers.WrittenMemory, stop);
        await output.FlushAsync(stop);
        answers.ResetWrittenCount();
    }
}
