using System.Text.Json;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Platform;

namespace Nightbell.Live;

/// <summary>A visitor reads their own conversation and whether their team is online; without a visitor, the latter alone.</summary>
/// <param name="accountId">The account.</param>
/// <param name="visitorId">Null for the stream without a token.</param>
/// <param name="group">The group whose team counts, asked anew for each event; null for the whole account.</param>
/// <param name="tokens">Makes cursors that tell nothing.</param>
public sealed class VisitorReader(Guid accountId, Guid? visitorId, Func<ValueTask<Guid?>> group, Tokens tokens) : EventReader
{
    public override Guid AccountId => accountId;

    /// <summary>No visitor has the empty id.</summary>
    public override Guid? Only => visitorId ?? Guid.Empty;

    public override async ValueTask<string?> See(Store store, Event told)
    {
        ArgumentNullException.ThrowIfNull(told);
        if (told.IsForAllVisitors)
        {
            if (told.GroupId != await group())
                return null;
            var online = JsonSerializer.Deserialize<OnlineEvent>(told.Data, Json.Options)!;
            return JsonSerializer.Serialize(online with { GroupId = null }, Json.Options);
        }

        return told.Audience is Audience.Everybody or Audience.Visitors && told.VisitorId is { } id && id == visitorId ? told.Data : null;
    }

    public override string WriteCursor(long number) => tokens.ForCursor(number);

    public override long? ReadCursor(string cursor) => tokens.ReadCursor(cursor);
}
