using System.CommandLine;
using System.Text;
using System.Text.Json;
using Nightbell.Platform;

namespace Nightbell.Cli;

/// <summary>What a command talks to, and the configuration it was given.</summary>
public sealed record Terminal(
    TextReader Input, TextWriter Output, TextWriter Error, IReadOnlyList<string> Configuration, TimeProvider? Clock)
{
    /// <summary>Characters read for a password at most: more than the longest that is allowed, so that too long is told from cut.</summary>
    private const int MaxPasswordInput = 4096;

    public Task Say(string line) => Output.WriteLineAsync(line);

    /// <summary>One line of JSON, as the API writes it.</summary>
    public Task SayJson<T>(T data) => Output.WriteLineAsync(JsonSerializer.Serialize(data, Json.Options));

    /// <summary>All of the input, without one line end at its end.</summary>
    /// <param name="said">Whether <c>--password-stdin</c> was.</param>
    /// <exception cref="Misuse">It was not.</exception>
    public async Task<string> ReadPassword(bool said)
    {
        if (!said)
            throw new Misuse("Say --password-stdin: a password is read from standard input, and never stands on the command line.");
        var buffer = new char[MaxPasswordInput];
        var length = await Input.ReadBlockAsync(buffer);
        var text = new string(buffer, 0, length);
        return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
    }

    /// <summary>The option of every command that prints data.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "Print JSON instead of words." };

    public static Option<bool> PasswordOption() =>
        new("--password-stdin") { Description = "Read the password from standard input; one line end at its end is dropped." };

    /// <summary>The input as bytes: the process's own, unless a caller handed in text.</summary>
    public async Task<Stream> InputBytes() => ReferenceEquals(Input, Console.In)
        ? Console.OpenStandardInput()
        : new MemoryStream(Encoding.UTF8.GetBytes(await Input.ReadToEndAsync()));

    /// <summary>All of a mail, octet for octet.</summary>
    /// <exception cref="Refusal">It is too large.</exception>
    public static async Task<byte[]> ReadMail(Stream input, string name, int maxOctets, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var mail = new MemoryStream();
        var buffer = new byte[81_920];
        while (await input.ReadAsync(buffer, stop) is > 0 and var read)
        {
            if (mail.Length + read > maxOctets)
                throw new Refusal($"{name} is larger than {maxOctets >> 20} MiB: that is no mail.");
            mail.Write(buffer, 0, read);
        }

        return mail.ToArray();
    }

    /// <summary>Runs what writes bytes to the output: the process's own, unless a caller wants text.</summary>
    public async Task<T> WithOutputBytes<T>(Func<Stream, Task<T>> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (ReferenceEquals(Output, Console.Out))
        {
            await using var bytes = Console.OpenStandardOutput();
            return await write(bytes);
        }

        using var kept = new MemoryStream();
        var answer = await write(kept);
        await Output.WriteAsync(Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length));
        return answer;
    }
}
