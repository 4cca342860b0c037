using System.Text.Json;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Accounts;

public static class NoteChanges
{
    /// <summary>Who changed it, where it was nobody of the account.</summary>
    private const string Operator = "operator";

    /// <summary>Who changed it, where it was nobody at all.</summary>
    private const string Server = "Nightbell";

    /// <summary>Notes who changed a setting; nothing when it stays as it was.</summary>
    /// <param name="unit">Holds the account.</param>
    /// <param name="me">Who changes it.</param>
    /// <param name="setting">As the API names it, such as <c>offlineMessages</c> or <c>agent.active</c>.</param>
    /// <param name="before">As the API shows it; null for what was not there.</param>
    /// <param name="after">As the API shows it; null for what is no more.</param>
    public static void NoteChange(this Unit unit, Me me, string setting, object? before, object? after)
    {
        ArgumentNullException.ThrowIfNull(me);
        unit.Note(me.Person, me.Token?.Id, me.Name, setting, before, after);
    }

    /// <summary>Notes what the operator changed on the command line.</summary>
    public static void NoteChangeByOperator(this Unit unit, string setting, object? before, object? after) =>
        unit.Note(null, null, Operator, setting, before, after);

    /// <summary>Notes what the server changed by itself.</summary>
    public static void NoteChangeByServer(this Unit unit, string setting, object? before, object? after) =>
        unit.Note(null, null, Server, setting, before, after);

    private static void Note(this Unit unit, Guid? agentId, Guid? tokenId, string name, string setting, object? before, object? after)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var (was, becomes) = (Write(before), Write(after));
        if (was == becomes)
            return;
        unit.Db.Add(new SettingChange
        {
            Id = unit.Now.NewId(),
            AccountId = unit.Account.Id,
            At = unit.Now,
            AgentId = agentId,
            TokenId = tokenId,
            AgentName = name,
            Setting = setting,
            OldValue = was,
            NewValue = becomes,
        });
    }

    private static string? Write(object? value) => value is null ? null : JsonSerializer.Serialize(value, Json.Options);
}
