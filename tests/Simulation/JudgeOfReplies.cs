using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Simulation;

/// <summary>What comes back by mail: late reports, complaints, and replies.</summary>
public sealed partial class Judge
{
    /// <summary>Mails about a visitor's words, in the order in which they were on the wire first.</summary>
    private readonly List<(string Agent, string MessageId, string Visitor, long Said)> carried = [];

    private readonly HashSet<string> refused = new(StringComparer.Ordinal);
    private readonly HashSet<string> returned = new(StringComparer.Ordinal);
    private readonly HashSet<string> complained = new(StringComparer.Ordinal);

    /// <summary>Addresses whose last failure was reported after the mail was taken: that the next one is taken, too, excuses nothing.</summary>
    private readonly HashSet<string> failLate = new(StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, string> lastTaken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the server says of each agent's address.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAddresses() =>
        (await anna.Get("/api/agents")).Is(200).Json.GetProperty("items").EnumerateArray().ToDictionary(
            a => a.GetProperty("email").GetString()!,
            a => a.GetProperty("address").GetProperty("state").GetString()!,
            StringComparer.OrdinalIgnoreCase);

    /// <summary>A report says that a mail which had been taken failed: the mail has, and its address alone is in doubt.</summary>
    public async Task CameBack(Letter letter, bool hard, string kind, IReadOnlyDictionary<string, string> before)
    {
        ArgumentNullException.ThrowIfNull(letter);
        ArgumentNullException.ThrowIfNull(before);
        Expect(kind == "report", $"a report about a mail to {letter.To} is taken for {kind}");
        var isNews = !refused.Contains(letter.MessageId) && !complained.Contains(letter.MessageId) && returned.Add(letter.MessageId);
        if (isNews)
            NoteFailure(letter, hard);
        foreach (var (email, state) in await ReadAddresses())
        {
            if (!isNews || !string.Equals(email, letter.To, StringComparison.OrdinalIgnoreCase))
                Expect(before[email] == state, $"the address {email} becomes {state} by a report about a mail to {letter.To}{(isNews ? "" : " that had failed")}");
            else if (hard && IsJudgedBy(letter))
                Expect(state == "unusable", $"the address {email} does not exist, and is {state}");
        }
    }

    /// <summary>Somebody marked a mail as spam: whoever has the address now is told nothing more.</summary>
    public void Complained(Letter letter, string kind)
    {
        ArgumentNullException.ThrowIfNull(letter);
        Expect(kind == "complaint", $"a complaint of {letter.To} is taken for {kind}");
        complained.Add(letter.MessageId);
        foreach (var agent in agents.Values.Where(a => string.Equals(a.Email, letter.To, StringComparison.OrdinalIgnoreCase)))
            (agent.OfflineMails, agent.UnacceptedMails) = (false, false);
        if (HasRecipient(letter.To))
            silenced.Add(letter.To);
        if (Cast.VisitorAt(letter.To) is { } visitor)
            conversations[visitor].WantsNoMail = true;
    }

    /// <summary>What strangers and programs send is neither a message nor answered: that nothing else is there is seen at the end.</summary>
    public void ChangesNothing(string how, string kind)
    {
        var expected = how == "away" ? "auto_reply" : "held";
        Expect(kind == expected, $"what is {expected} is taken for {kind}");
    }

    /// <summary>An agent's reply answers what they had been told of, and joins them.</summary>
    /// <param name="agent">Who.</param>
    /// <param name="letter">What they reply to.</param>
    /// <param name="visitor">Whom they answer.</param>
    /// <param name="kind">What the server takes it for.</param>
    /// <param name="since">When it was first brought: the server may have stored it then, and died before it could say so.</param>
    public void RepliesByMail(string agent, Letter letter, string visitor, string kind, DateTimeOffset since)
    {
        ArgumentNullException.ThrowIfNull(letter);
        var (known, conversation) = (agents[agent], conversations[visitor]);
        if (kind != "agent_reply")
        {
            Expect(kind == "held" && !(known.Active && IsOfTeam(known, conversation)), $"a reply of {agent} about {visitor} is {kind}");
            return;
        }

        Expect(known.Active, $"a reply of {agent} about {visitor} is posted, and they are inactive");
        var upTo = CarriedUpTo(agent, letter, visitor);
        conversation.Unanswered.RemoveAll(u => u.Said <= upTo);
        if (!conversation.Resolved)
            conversation.Join(agent);
        conversation.AnsweredAt = since;
        conversation.Answer(since);
        Sample();
    }

    /// <summary>A visitor's reply is a message like any other; and they have read what it answers.</summary>
    public async Task RepliesByMail(Guest guest, Letter letter, string kind)
    {
        ArgumentNullException.ThrowIfNull(guest);
        ArgumentNullException.ThrowIfNull(letter);
        Expect(kind == "visitor_reply", $"a reply of {guest.Name} is taken for {kind}");
        var conversation = conversations[guest.Name];
        var text = Guest.Says(guest.Name, guest.Written);
        var message = (await ReadMessages(conversation)).LastOrDefault(m => m.GetProperty("text").GetString() == text);
        if (message.ValueKind == JsonValueKind.Undefined)
        {
            breaches.Add($"a reply of {guest.Name} is not in the conversation");
            return;
        }

        Wrote(guest, message.GetProperty("number").GetInt64(), message.GetProperty("at").GetDateTimeOffset(), shownOnline: null);
        conversation.SeenUpTo = Math.Max(conversation.SeenUpTo, MailWire.Answers(letter).Max(a => a.Number));
        conversation.HasReplied = true;
        if (conversation.WantsNoMail)
            (conversation.WantsNoMail, conversation.WantsMailSince) = (false, Now);
        Sample();
    }

    /// <summary>Its news is not told, at this address; the mail is none that anybody has.</summary>
    private void NoteFailure(Letter letter, bool hard)
    {
        foreach (var telling in conversations.Values.SelectMany(c => c.Told.Concat(c.Answered)).Where(t => t.MessageId == letter.MessageId))
            telling.ComesBack(hard, Now);
        if (Cast.VisitorAt(letter.To) is not null)
            return;
        failures.Add(letter.To);
        failLate.Add(letter.To);
    }

    /// <summary>Nothing since says anything else about the address: it is the same, and no later mail to it was taken.</summary>
    private bool IsJudgedBy(Letter letter) =>
        lastTaken[letter.To] == letter.MessageId
        && agents.Values.Any(a => string.Equals(a.Email, letter.To, StringComparison.OrdinalIgnoreCase) && a.ChangedAt < letter.At);

    private void NoteCarried(Letter letter, string visitor, long said)
    {
        if (agents.Values.FirstOrDefault(a => string.Equals(a.Email, letter.To, StringComparison.OrdinalIgnoreCase)) is { } agent)
            carried.Add((agent.Name, letter.MessageId, visitor, said));
    }

    /// <summary>The newest of a visitor's messages that a mail, or an earlier one to the same agent, carried.</summary>
    private long CarriedUpTo(string agent, Letter letter, string visitor)
    {
        var first = carried.FindIndex(c => c.MessageId == letter.MessageId);
        return carried.Where((c, i) => c.Visitor == visitor && c.Agent == agent && (i <= first || c.MessageId == letter.MessageId)).Max(c => c.Said);
    }

    /// <summary>Every message there is was written by somebody, and says what they wrote.</summary>
    private async Task LookAtMessages(KnownConversation conversation)
    {
        var read = await ReadMessages(conversation);
        var numbers = read.Select(m => m.GetProperty("number").GetInt64()).ToHashSet();
        foreach (var lost in conversation.Posted.Where(n => !numbers.Contains(n)))
            breaches.Add($"message {lost} of {conversation.Visitor} was answered 201 and is gone");
        var said = Texts(read, "visitor").ToList();
        Expect(
            said.SequenceEqual(Enumerable.Range(1, conversation.Posted.Count).Select(n => Guest.Says(conversation.Visitor, n))),
            $"{conversation.Visitor} has written {conversation.Posted.Count} times, and the conversation holds «{string.Join("», «", said)}»");
        var told = Texts(read, "agent").ToList();
        Expect(
            told.SequenceEqual(Enumerable.Range(1, conversation.Answers.Count).Select(n => Guest.IsTold(conversation.Visitor, n))),
            $"{conversation.Visitor} was answered {conversation.Answers.Count} times, and the conversation holds «{string.Join("», «", told)}»");
    }

    private async Task<IReadOnlyList<JsonElement>> ReadMessages(KnownConversation conversation) =>
        [.. (await anna.Get($"/api/conversations/{conversation.Id}")).Is(200).Json.GetProperty("messages").EnumerateArray()];

    private static IEnumerable<string> Texts(IEnumerable<JsonElement> messages, string from) =>
        messages.Where(m => m.GetProperty("from").GetString() == from).Select(m => m.GetProperty("text").GetString()!);
}
