namespace Nightbell.Simulation;

/// <summary>Who is there at all: colleagues, groups and visitors that come and go. No random story has these; kept ones do.</summary>
public sealed partial class Life
{
    private async Task ChangePeople(Person person, string verb, string what)
    {
        switch (verb)
        {
            case "blocks" or "unblocks" or "erases":
                await ChangeVisitor(person, verb, guests[what]);
                break;
            case "invites":
                await Must(() => person.Api.Post("/api/agents", new { email = World.EmailOf(what), access = "limited" }));
                Tell($"{World.Proper(person.Name)} invites {World.Proper(what)}");
                judge.Invites(what);
                break;
            case "admits":
                await Admit(what);
                break;
            case "deletes":
                await Must(() => person.Api.Delete($"/api/agents/{people[what].Id}"));
                Tell($"{World.Proper(person.Name)} deletes {World.Proper(what)}");
                judge.Deletes(what);
                break;
            case "enlists":
                string[] shift = [.. World.NightShift.Append(what).Select(a => people[a].Id)];
                await Must(() => person.Api.Patch($"/api/groups/{world.GroupId}", new { agentIds = shift }));
                Tell($"{World.Proper(what)} is of the night shift as well");
                judge.Regroups(what, member: true);
                break;
            case "closes" when what == "night-shift":
                await Must(() => person.Api.Delete($"/api/groups/{world.GroupId}"));
                Tell("there is no night shift any more");
                judge.ClosesGroup();
                break;
            default:
                throw new FormatException($"Nobody {verb} {what}.");
        }
    }

    private async Task ChangeVisitor(Person person, string verb, Guest guest)
    {
        var id = (await Must(() => person.Api.Get($"/api/conversations/{guest.ConversationId}"))).Json.GetProperty("visitor").GetProperty("id").GetString();
        await Must(() => verb switch
        {
            "blocks" => person.Api.Put($"/api/visitors/{id}/block"),
            "unblocks" => person.Api.Delete($"/api/visitors/{id}/block"),
            _ => person.Api.Delete($"/api/visitors/{id}"),
        });
        Tell($"{World.Proper(person.Name)} {verb} {guest.Name}");
        if (verb == "erases")
            judge.Erases(guest.Name);
        else
            judge.Serves(person.Name, verb == "blocks" ? "resolves" : "reopens", guest.Name, Now);
    }

    /// <summary>Whoever was invited follows the link of the mail.</summary>
    private async Task Admit(string newcomer)
    {
        var token = judge.TokenFor(World.EmailOf(newcomer));
        await Must(() => people["anna"].Api.Put("/api/invitations/acceptance", new { token, name = World.Proper(newcomer), password = World.Password }));
        Tell($"{World.Proper(newcomer)} joins");
        judge.Activates(newcomer, active: true);
    }

    /// <summary>By the link of the last mail that arrived, as a mail program does it.</summary>
    private async Task Unsubscribe(Person person)
    {
        await Must(() => person.Api.Post(judge.UnsubscribeLinkOf(person.Email)));
        Tell($"{World.Proper(person.Name)} unsubscribes");
        judge.SwitchesOwn(person.Name, offline: false, unaccepted: false);
    }

    /// <summary>The address works after all: a test mail arrived, and its link was followed.</summary>
    private async Task ConfirmAddress(Person person)
    {
        await Must(() => person.Api.Post("/api/me/address/confirmation"));
        await Settle();
        var token = judge.TokenFor(person.Email);
        await Must(() => person.Api.Put("/api/me/address/confirmation", new { token }));
        Tell($"{World.Proper(person.Name)} confirms that mails arrive at {person.Email}");
        judge.ConfirmsAddress(person.Name);
    }
}
