using System.Text.Json.Nodes;

namespace Nightbell.Simulation;

/// <summary>What people and the operator change: who is told of what, who belongs where, and when the office is open.</summary>
public sealed partial class Life
{
    private async Task ChangeSetting(Person person, string verb, string what)
    {
        var proper = World.Proper(person.Name);
        var on = what == "on";
        switch (verb)
        {
            case "offline-mails":
                await Must(() => person.Api.Patch("/api/me", new { offlineMessages = on }));
                judge.SwitchesOwn(person.Name, offline: on, unaccepted: null);
                Tell($"{proper} turns own mails about offline messages {what}");
                break;
            case "unaccepted-mails":
                await Must(() => person.Api.Patch("/api/me", new { unacceptedConversations = on }));
                judge.SwitchesOwn(person.Name, offline: null, unaccepted: on);
                Tell($"{proper} turns own mails about unaccepted conversations {what}");
                break;
            case "account-offline":
                await ChangeNotifications(s => s["offlineMessages"] = on);
                judge.SwitchesAccount(offline: on, unaccepted: null);
                Tell($"Anna turns the account's mails about offline messages {what}");
                break;
            case "account-unaccepted":
                await ChangeNotifications(s => s["unacceptedConversations"] = on);
                judge.SwitchesAccount(offline: null, unaccepted: on);
                Tell($"Anna turns the account's mails about unaccepted conversations {what}");
                break;
            case "deactivates" or "activates":
                await Activate(people[what], verb == "activates");
                break;
            case "night-shift" or "day-shift":
                await Regroup(people[what], verb == "night-shift");
                break;
            case "hours":
                await SetHours(on);
                break;
            case "address":
                await ChangeAddress(person, what);
                break;
            case "adds":
                await AddRecipient(what);
                break;
            default:
                throw new FormatException($"Nobody {verb}.");
        }
    }

    private async Task ChangeNotifications(Action<JsonNode> change)
    {
        var api = people["anna"].Api;
        var settings = JsonNode.Parse((await Must(() => api.Get("/api/settings/notifications"))).Text)!;
        change(settings);
        await Must(() => api.Put("/api/settings/notifications", settings));
    }

    private async Task Activate(Person agent, bool active)
    {
        var answer = await Call(() => people["anna"].Api.Patch($"/api/agents/{agent.Id}", new { active }));
        if (answer.Status is 403 or 409)
            return;
        answer.Ok();
        Tell($"Anna {(active ? "activates" : "deactivates")} {World.Proper(agent.Name)}");
        judge.Activates(agent.Name, active);
        await FollowStreams(agent);
    }

    private async Task Regroup(Person agent, bool member)
    {
        var groupIds = new[] { member ? world.GroupId : world.OtherGroupId };
        var answer = await Call(() => people["anna"].Api.Patch($"/api/agents/{agent.Id}", new { groupIds }));
        if (answer.Status is 403)
            return;
        answer.Ok();
        Tell($"Anna puts {World.Proper(agent.Name)} into the {(member ? "night" : "day")} shift");
        judge.Regroups(agent.Name, member);
    }

    private async Task SetHours(bool enabled)
    {
        var days = Judge.Week.ToDictionary(day => day, _ => new[] { new { from = "08:00", to = "17:00" } }, StringComparer.Ordinal);
        var answer = await Call(() => people["anna"].Api.Put(
            "/api/settings/office-hours", new { enabled, timeZone = "UTC", days, closed = Array.Empty<string>() }));
        if (answer.Status is 403)
            return;
        answer.Ok();
        Tell(enabled ? "Anna sets office hours from 8 to 17" : "Anna ends the office hours");
        judge.SetsHours(enabled);
    }

    private async Task ChangeAddress(Person person, string email)
    {
        if (person.Email == email || people.Values.Any(p => p.Email == email))
            return;
        await Must(() => person.Api.Post("/api/me/email", new { email, password = World.Password }));
        await Settle();
        if (judge.TokenFor(email) is not { } token)
            return;
        var answer = await Call(() => person.Api.Put("/api/me/email", new { token }));

        // Asked again after a death, it may have been used: the first asking was heard.
        if (answer.Status is not (204 or 400))
            answer.Ok();
        person.Email = email;
        Tell($"{World.Proper(person.Name)} changes and confirms the address: {email}");
        judge.ChangesAddress(person.Name, email);
    }

    private async Task AddRecipient(string address)
    {
        if (!added.Add(address))
            return;
        await ChangeNotifications(s => s["additionalRecipients"]!.AsArray().Add(new JsonObject { ["address"] = address, ["confirmed"] = false }));
        await Settle();
        if (judge.TokenFor(address) is not { } token)
            return;
        var answer = await Call(() => people["anna"].Api.Put("/api/recipients/confirmation", new { token }));
        if (answer.Status is not (204 or 400))
            answer.Ok();
        Tell($"{address} is added and confirms");
        judge.AddsRecipient(address);
    }

    private async Task SetPackage(string package)
    {
        await host.Command(["account", "set-package", world.AccountId, package]);
        Tell($"the package becomes {package}");
        judge.SetsPackage(package);
    }
}
