using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Files;
using Nightbell.Live;
using Nightbell.Platform;

namespace Nightbell.Agents;

/// <summary>
/// The signed-in agent's picture. The dashboard cuts it to a small square before it is sent; here its own octets say what it is and how large,
/// and nothing is decoded.
/// </summary>
public static class ChangePicture
{
    /// <summary>Octets: many times what a square of this size needs.</summary>
    public const int MaxOctets = 512 * 1024;

    /// <summary>Pixels of its longer side: sharp where it is shown, and cheap to draw wherever that is.</summary>
    public const int MaxSide = 1024;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("/me/picture", Put).WithSummary("My picture: PNG, JPEG or WebP, told by its content")
            .TakesOctets(MaxOctets, null, "image/png", "image/jpeg", "image/webp")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapDelete("/me/picture", Delete).WithSummary("No picture of me any more");
    }

    private static async Task<Ok<Answer>> Put(HttpContext context, Me me, Store store)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var octets = body.ToArray();
        if (PictureHeader.Read(octets) is not { MayMove: false } header)
            throw Problem.Invalid("picture", "picture");
        if (Math.Max(header.Width, header.Height) > MaxSide)
            throw Problem.Invalid("picture", "too_large");
        var version = Convert.ToHexStringLower(SHA256.HashData(octets).AsSpan(0, 12));
        await store.Write(me.AccountId, async unit =>
        {
            var agent = await unit.FindAgent(me.AgentId);
            var picture = await unit.Db.AgentPictures.AsTracking().SingleOrDefaultAsync(p => p.AgentId == agent.Id);
            if (picture is null)
            {
                picture = new AgentPicture { AgentId = agent.Id, AccountId = me.AccountId, ContentType = "", Octets = [], Version = "" };
                unit.Db.Add(picture);
            }

            (picture.ContentType, picture.Octets, picture.Version) = (header.ContentType, octets, version);
            agent.Picture = version;
            Tell(unit, agent.Id);
        });
        return TypedResults.Ok(new Answer(AgentPicture.PathOf(me.AgentId, version)!));
    }

    private static async Task<NoContent> Delete(Me me, Store store)
    {
        await store.Write(me.AccountId, async unit =>
        {
            await unit.RemovePicture(await unit.FindAgent(me.AgentId));
            Tell(unit, me.AgentId);
        });
        return TypedResults.NoContent();
    }

    /// <summary>Nobody sees the agent's picture any more, wherever its address is kept.</summary>
    public static async Task RemovePicture(this Unit unit, Agent agent)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(agent);
        agent.Picture = null;
        await unit.Db.AgentPictures.Where(p => p.AgentId == agent.Id).ExecuteDeleteAsync();
    }

    private static void Tell(Unit unit, Guid agentId)
    {
        unit.Emit("me", new { }, Audience.OneAgent, agentId: agentId);
        unit.Emit("settings", new { });
    }

    /// <param name="Picture">Where it is read.</param>
    public sealed record Answer(string Picture);
}
