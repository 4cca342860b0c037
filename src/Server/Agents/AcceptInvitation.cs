using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Platform;

namespace Nightbell.Agents;

/// <summary>
/// The invited agent joins, active from now on. When the package has no room for one more they join all the same, inactive: the
/// guest is not turned away at the door, and somebody with full access activates them once there is room.
/// </summary>
public static class AcceptInvitation
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPut("/invitations/acceptance", Handle).AllowAnonymous().WithSummary("Join by the token of an invitation");

    private static async Task<NoContent> Handle(Request request, Store store, Tokens tokens, Passwords passwords, TimeProvider clock)
    {
        var check = new Check();
        var name = check.Name("name", request.Name);
        check.Password("password", request.Password);
        check.Done();
        var secret = await store.FindSecret(tokens, SecretPurpose.Invitation, request.Token, clock.Now());
        var hash = passwords.Hash(request.Password);
        await store.Write(secret.AccountId, async unit =>
        {
            await unit.Use(secret);
            var agent = await unit.Db.Agents.AsTracking()
                .SingleOrDefaultAsync(a => a.Id == secret.SubjectId && a.JoinedAt == null && a.DeletedAt == null) ?? throw Problem.BadToken();
            agent.Name = name;
            agent.PasswordHash = hash;
            agent.JoinedAt = unit.Now;
            agent.Active = await unit.HasRoomForAgent();
            unit.Emit("settings", new { });
            await unit.RefreshTeams();
            await unit.WakeWaiting();
        });
        return TypedResults.NoContent();
    }

    public sealed record Request(string Token, string Name, string Password);
}
