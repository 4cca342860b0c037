using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;

namespace Nightbell.Platform;

/// <summary>Client-made ids: the same request again gives the same answer and changes nothing; any other use of the id is refused.</summary>
public static class ClientIds
{
    private static readonly CompiledQuery<Guid, ClientId> Used = new((db, id) => db.ClientIds.AsNoTracking().Where(c => c.Id == id));

    /// <summary>Whatever has this id, such as the request that used it; in one question, since every message asks it.</summary>
    private static readonly CompiledQuery<Guid, Guid> Taken = new((db, id) =>
        db.ClientIds.Where(c => c.Id == id).Select(c => c.Id)
            .Concat(db.Messages.Where(m => m.Id == id).Select(m => m.Id))
            .Concat(db.Files.Where(f => f.Id == id).Select(f => f.Id))
            .Concat(db.Agents.Where(a => a.Id == id).Select(a => a.Id))
            .Concat(db.Groups.Where(g => g.Id == id).Select(g => g.Id))
            .Concat(db.CannedAnswers.Where(c => c.Id == id).Select(c => c.Id))
            .Concat(db.Webhooks.Where(w => w.Id == id).Select(w => w.Id))
            .Concat(db.Exports.Where(e => e.Id == id).Select(e => e.Id))
            .Concat(db.Visitors.Where(v => v.Id == id).Select(v => v.Id))
            .Concat(db.Mails.Where(m => m.Id == id).Select(m => m.Id)));

    /// <summary>Runs a creating POST once per client-made id.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="unit">Holds the account.</param>
    /// <param name="id">Client-made; null when the client made none.</param>
    /// <param name="principalId">Who asks.</param>
    /// <param name="resource">What is created, such as <c>POST /api/groups</c>; with the parent's id where there is one.</param>
    /// <param name="body">The request as understood.</param>
    /// <param name="create">Creates it under the id it is given.</param>
    /// <exception cref="Problem">409 <c>id_taken</c>.</exception>
    public static async Task<Made<T>> Once<T>(
        this Unit unit, Guid? id, Guid principalId, string resource, object body, Func<Guid, Task<T>> create)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(create);
        if (id is not { } made)
            return new(await create(unit.Now.NewId()), IsNew: true);

        var hash = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Json.Options)));
        if (await Taken.AnyIn(unit.Db, made))
        {
            return await Used.In(unit.Db, made).SingleOrDefaultAsync() is { } used
                && used.PrincipalId == principalId && used.Resource == resource && used.BodyHash == hash
                ? new(JsonSerializer.Deserialize<T>(used.Answer, Json.Options)!, IsNew: false)
                : throw Problem.Conflict("id_taken");
        }

        var answer = await create(made);
        unit.Db.Append(new ClientId
        {
            Id = made,
            AccountId = unit.Account.Id,
            PrincipalId = principalId,
            Resource = resource,
            BodyHash = hash,
            Answer = JsonSerializer.Serialize(answer, Json.Options),
            At = unit.Now,
        });
        return new(answer, IsNew: true);
    }

    /// <summary>201 for what was created, 200 for what had been.</summary>
    public static Microsoft.AspNetCore.Http.HttpResults.Results<Microsoft.AspNetCore.Http.HttpResults.Created<T>, Microsoft.AspNetCore.Http.HttpResults.Ok<T>> ToResult<T>(
        this Made<T> created)
    {
        ArgumentNullException.ThrowIfNull(created);
        return created.IsNew ? TypedResults.Created((string?)null, created.Answer) : TypedResults.Ok(created.Answer);
    }
}

/// <summary>An answer, and whether it was made just now.</summary>
public sealed record Made<T>(T Answer, bool IsNew);
