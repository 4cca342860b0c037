using System.Text.Json;

namespace Nightbell.Server.Tests.Harness;

/// <summary>What the server answered, read whole.</summary>
public sealed record Answer(string Asked, int Status, string? ContentType, string Text, ILookup<string, string> Headers)
{
    private JsonElement? json;

    /// <summary>The body; fails in words when it is no JSON.</summary>
    public JsonElement Json => json ??= Parse();

    /// <summary>The stable <c>code</c> of a problem, or null.</summary>
    public string? Code => ContentType == "application/problem+json" && Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    public static async Task<Answer> Read(HttpMethod method, string path, HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        var headers = response.Headers.Concat(response.Content.Headers)
            .SelectMany(h => h.Value, (h, value) => (h.Key, value))
            .ToLookup(h => h.Key, h => h.value, StringComparer.OrdinalIgnoreCase);
        return new Answer($"{method} {path}", (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, text, headers);
    }

    /// <summary>Any 2xx, else the test fails with what the server said.</summary>
    public Answer Ok()
    {
        Assert.True(Status is >= 200 and < 300, $"{Asked} was answered {Status}: {Text}");
        return this;
    }

    public Answer Is(int status)
    {
        Assert.True(Status == status, $"{Asked} was answered {Status} instead of {status}: {Text}");
        return this;
    }

    /// <summary>A problem as RFC 9457 has it, with this status and stable code.</summary>
    public Answer IsProblem(int status, string? code = null)
    {
        Is(status);
        Assert.True(ContentType == "application/problem+json", $"{Asked}: {ContentType} is no problem+json: {Text}");
        Assert.False(string.IsNullOrEmpty(Code), $"{Asked}: a problem without a code: {Text}");
        Assert.True(code is null || Code == code, $"{Asked}: the code is {Code} instead of {code}: {Text}");
        return this;
    }

    public string Field(string property) => Json.GetProperty(property).GetString()!;

    public override string ToString() => $"{Asked} → {Status} {Text}";

    private JsonElement Parse()
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(Text);
        }
        catch (JsonException e)
        {
            Assert.Fail($"{Asked} was answered {Status} with what is no JSON ({e.Message}): {Text}");
            throw;
        }
    }
}
