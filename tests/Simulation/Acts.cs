using Nightbell.Server.Tests.Harness;

namespace Nightbell.Simulation;

/// <summary>What people do, each through the public API; what cannot be done at that moment is left out of the story.</summary>
public sealed partial class Life
{
    private async Task Act(Step step)
    {
        var before = (told.Count, host.Faults.Units);
        if (guests.TryGetValue(step.Who, out var guest))
            await ActAsVisitor(guest, step.Verb, step.What);
        else if (people.TryGetValue(step.Who, out var person))
            await ActAsAgent(person, step.Verb, step.What);
        else if (step.Who == "operator")
            await SetPackage(step.What);
        else if (step.Who == "mail")
            await ActAsMailServer(step.Verb, step.What);
        else if (step.Who == "fault")
            await Trouble(step.Verb, step.What.Split(' '));
        else
            throw new FormatException($"Nobody knows {step.Who}.");
        if (before != (told.Count, host.Faults.Units))
            judge.Notice();
        judge.Sample();
    }

    private async Task ActAsVisitor(Guest guest, string verb, string what)
    {
        switch (verb)
        {
            case "writes":
                await Write(guest);
                break;
            case "replies":
                await Reply(guest, what);
                break;
            case "ends" when guest.ConversationId is not null:
                (await Call(() => guest.Api.Put("/widget/v1/conversation/resolution"))).Is(204);
                Tell($"{guest.Name} ends the conversation");
                judge.Ends(guest.Name);
                break;
            case "enters" when !guest.Line.IsOpen:
                Tell($"{guest.Name} is on the site");
                await Persist(guest.Line.Open);
                judge.Enters(guest.Name);
                break;
            case "leaves" when guest.Line.IsOpen:
                Tell($"{guest.Name} leaves the site");
                await Call(() => guest.Api.Post("/widget/v1/leave"));
                await CloseLine(guest.Line);
                judge.Leaves(guest.Name);
                break;
            case "vanishes" when guest.Line.IsOpen:
                Tell($"{guest.Name} loses the network");
                await CloseLine(guest.Line);
                judge.Leaves(guest.Name);
                break;
            case "reloads" when guest.Line.IsOpen:
                Tell($"{guest.Name} reloads the page");
                await CloseLine(guest.Line);
                await Persist(guest.Line.Open);
                break;
            default:
                break;
        }
    }

    private async Task Write(Guest guest)
    {
        var number = guest.Written + 1;
        var id = Guid.CreateVersion7();
        var text = Guest.Says(guest.Name, number);
        using var api = guest.Api.Twin(second?.Address);
        var answer = await Call(() => api.Post("/widget/v1/messages", guest.Name == Cast.VisitorOfGroup
            ? new { id, text, groupId = world.GroupId }
            : new { id, text }));
        if (answer.Status is not (200 or 201))
            throw new BrokenPromiseException($"{guest.Name} could not write: {answer}");
        guest.Written = number;
        guest.ConversationId = answer.Field("conversationId");
        var online = answer.Json.GetProperty("online").GetBoolean();
        Tell($"{guest.Name} writes {number}, and is shown an {(online ? "online" : "offline")} team");
        judge.Wrote(guest, answer.Json.GetProperty("number").GetInt64(), answer.Json.GetProperty("at").GetDateTimeOffset(), online);
    }

    private async Task ActAsAgent(Person person, string verb, string what)
    {
        switch (verb)
        {
            case "wakes" or "breaks" or "touches" or "signsout" or "status":
                await ChangePresence(person, verb, what);
                break;
            case "opens" or "accepts" or "leaves" or "answers" or "resolves" or "reopens":
                await Serve(person, verb, guests[what]);
                break;
            case "hands":
                var (handed, to) = (what.Split(' ')[0], what.Split(' ')[1]);
                await HandOver(person, guests[handed], people[to]);
                break;
            case "replies":
                await Reply(person, what.Split(' '));
                break;
            case "unsubscribes":
                await Unsubscribe(person);
                break;
            case "confirms":
                await ConfirmAddress(person);
                break;
            case "blocks" or "unblocks" or "erases" or "invites" or "admits" or "deletes" or "enlists" or "closes":
                await ChangePeople(person, verb, what);
                break;
            default:
                await ChangeSetting(person, verb, what);
                break;
        }
    }

    private async Task ChangePresence(Person person, string verb, string what)
    {
        var proper = World.Proper(person.Name);
        if (verb == "status")
        {
            await Must(() => person.Api.Put("/api/me/status", new { status = what }));
            Tell($"{proper} sets the status to {what}");
            judge.SetsStatus(person.Name, what == "online");
            return;
        }

        var browser = person.Browsers[what];
        switch (verb)
        {
            case "wakes" when !browser.Line.IsOpen:
                await SignInIfNeeded(person, browser);
                await Must(() => browser.Api.Put($"/api/me/devices/{browser.Id}", new { kind = "web", name = "Chrome on Windows" }));
                browser.IsKnown = true;
                await Persist(browser.Line.Open);
                Tell($"{proper}'s {what} wakes");
                judge.Opens(person.Name, what);
                break;
            case "breaks" when browser.Line.IsOpen:
                Tell($"{proper}'s {what} breaks off");
                await CloseLine(browser.Line, () => judge.Breaks(person.Name, what));
                break;
            case "touches":
                await SignInIfNeeded(person, browser);
                await Must(() => browser.Api.Put($"/api/me/devices/{browser.Id}", new { kind = "mobile", name = $"{proper}'s phone" }));
                browser.IsKnown = true;
                Tell($"{proper}'s {what} is in touch");
                judge.Touches(person.Name, what);
                break;
            case "signsout" when browser.IsSignedIn && browser.IsKnown:
                Tell($"{proper} signs out on the {what}");
                await CloseLine(browser.Line, () => judge.Breaks(person.Name, what));
                await Call(() => browser.Api.Delete("/api/session"));
                browser.IsSignedIn = browser.IsKnown = false;
                judge.SignsOut(person.Name, what);
                break;
            default:
                break;
        }
    }

    private async Task SignInIfNeeded(Person person, Browser browser)
    {
        if (browser.IsSignedIn)
            return;
        await Must(() => browser.Api.Post("/api/session", new { email = person.Email, password = World.Password }));
        browser.IsSignedIn = true;
    }

    private async Task Serve(Person person, string verb, Guest guest)
    {
        if (guest.ConversationId is not { } id)
            return;
        var path = $"/api/conversations/{id}";
        var device = person.Browsers.Values.FirstOrDefault(b => b.IsKnown);
        if (verb == "opens" && device is null)
            return;
        var (messageId, since) = (Guid.CreateVersion7(), Now);
        var answer = verb switch
        {
            "opens" => await Call(() => person.Api.Put($"{path}/opened", new { device = device!.Id })),
            "accepts" => await Call(() => person.Api.Put($"{path}/acceptance")),
            "leaves" => await Call(() => person.Api.Delete($"{path}/acceptance")),
            "answers" => await Call(() => person.Api.Post($"{path}/messages", new { id = messageId, text = Guest.IsTold(guest.Name, guest.Answered + 1) })),
            "resolves" => await Call(() => person.Api.Put($"{path}/resolution")),
            _ => await Call(() => person.Api.Delete($"{path}/resolution")),
        };

        // Not theirs to see, not theirs to do, or resolved meanwhile: as the page would say.
        if (answer.Status is 403 or 404 or 409)
            return;
        Tell($"{World.Proper(person.Name)} {verb} the conversation of {guest.Name}");
        answer.Ok();
        if (verb == "answers")
            guest.Answered++;
        judge.Serves(person.Name, verb, guest.Name, since);
    }

    private async Task HandOver(Person person, Guest guest, Person colleague)
    {
        if (guest.ConversationId is not { } id)
            return;
        var answer = await Call(() => person.Api.Put($"/api/conversations/{id}/assignment", new { agentId = colleague.Id }));
        if (answer.Status is 403 or 404 or 409)
            return;
        Tell($"{World.Proper(person.Name)} hands the conversation of {guest.Name} over to {World.Proper(colleague.Name)}");
        answer.Ok();
        judge.HandsOver(person.Name, guest.Name, colleague.Name);
    }

    private void SetMood(string verb, string whose)
    {
        var mood = Enum.Parse<Mood>(verb, ignoreCase: true);
        var address = people.TryGetValue(whose, out var person) ? person.Email : whose;
        wire.Set(address, mood);
        Tell($"from now on the mail server {verb} mails to {whose}");
        if (mood == Mood.Accepts && whose != "all")
            wire.Set(world.Agents[whose].Email, mood);
    }
}
