using System.Text.Json;
using Nightbell.Platform;

namespace Nightbell.Visitors;

/// <summary>What the site tells about a visitor for their card: a few words by name. Nobody has proved any of it.</summary>
public static class VisitorData
{
    public const int MaxEntries = 20;
    private const int MaxNameLength = 40;
    private const int MaxValueLength = 200;

    /// <summary>As it is stored; null when nothing was sent.</summary>
    public static string? Read(Check check, string field, IReadOnlyDictionary<string, JsonElement>? data)
    {
        ArgumentNullException.ThrowIfNull(check);
        if (data is null)
            return null;
        check.Require(data.Count <= MaxEntries, field, "too_many");
        try
        {
            foreach (var (name, value) in data.Take(MaxEntries))
            {
                check.Name(field, name, MaxNameLength);
                if (value.ValueKind == JsonValueKind.String)
                    check.OptionalName(field, value.GetString(), MaxValueLength);
                else
                    check.Require(IsPlain(value), field, "type");
            }

            return JsonSerializer.Serialize(data, Json.Options);
        }
        catch (Exception unreadable) when (unreadable is InvalidOperationException or JsonException)
        {
            // A value's escapes are read when its text is asked for, or written: a lone surrogate among them is found no sooner.
            check.Add(field, "characters");
            return null;
        }
    }

    /// <summary>As agents read it, in the order it was sent.</summary>
    public static IReadOnlyList<VisitorDataItem> Show(string? stored) => stored is null
        ? []
        : [.. JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(stored, Json.Options)!
            .Select(entry => new VisitorDataItem(entry.Key, entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : entry.Value.GetRawText()))];

    private static bool IsPlain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => true,
        JsonValueKind.Number => value.GetRawText().Length <= MaxNameLength,
        _ => false,
    };
}

/// <summary>One thing the site told about a visitor.</summary>
public sealed record VisitorDataItem(string Name, string Value);
