using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Nightbell.Data;
using Nightbell.Server.Tests.Cli;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Live;

/// <summary>Event streams: what they say first, and that they resume without gap or repetition.</summary>
public sealed class StreamTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_stream_greets_with_its_cursor_before_anything_else(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var device = await anna.SignsIn("web", "Chrome");
        var visitor = s.Visitor();
        await visitor.Writes("Before");

        foreach (var (caller, path) in ((Caller, string)[])[(device.Api, $"/api/events?device={device.Id}"), (visitor.Api, "/widget/v1/events")])
        {
            var (stream, hello) = await EventStream.OpenAndGreet(caller, path);
            await using var _ = stream;
            Assert.Equal("hello", hello.Name);
            Assert.False(string.IsNullOrEmpty(hello.Id));
            Assert.NotEqual(0, stream.Comments);
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_agents_stream_resumes_where_it_broke_off(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var device = await anna.SignsIn("web", "Chrome");
        await Resumes(s, s.Visitor(), device.Api, $"/api/events?device={device.Id}");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_visitors_stream_resumes_where_it_broke_off(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Arrives();
        await Resumes(s, visitor, visitor.Api, "/widget/v1/events");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Twenty_visitors_who_write_at_once_are_all_heard_once_by_a_reader_that_keeps_breaking_off(string database)
    {
        const int Visitors = 20;
        const int MessagesEach = 5;
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var device = await anna.SignsIn("web", "Chrome");
        var path = $"/api/events?device={device.Id}";
        var (first, hello) = await EventStream.OpenAndGreet(device.Api, path);
        await first.DisposeAsync();
        var visitors = Enumerable.Range(0, Visitors).Select(_ => s.Visitor()).ToArray();

        var writing = Task.WhenAll(visitors.Select(async v =>
        {
            await v.Arrives();
            for (var i = 0; i < MessagesEach; i++)
            {
                (await v.Api.Post("/widget/v1/messages", new { text = $"{v.Name} says {i.ToString(CultureInfo.InvariantCulture)}" })).Is(201);
            }
        }));

        var heard = new List<string>();
        var cursor = hello.Id;
        while (heard.Count < Visitors * MessagesEach)
        {
            var (stream, _) = await EventStream.OpenAndGreet(device.Api, path, cursor);
            await using var closing = stream;
            for (var i = 0; i < 7 && heard.Count < Visitors * MessagesEach; i++)
            {
                heard.Add((await stream.Next("message")).Data.GetProperty("text").GetString()!);
            }

            cursor = stream.Cursor;
        }

        await writing;
        Assert.Equal(Visitors * MessagesEach, heard.Distinct(StringComparer.Ordinal).Count());
        foreach (var visitor in visitors)
        {
            var own = heard.Where(t => t.StartsWith(visitor.Name + " ", StringComparison.Ordinal)).ToList();
            Assert.Equal(own.Order(StringComparer.Ordinal), own);
        }
    }

    /// <summary>Anybody can ask with an old cursor: thousands of events that are others' are not looked through for them.</summary>
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_visitor_who_missed_thousands_of_events_reads_everything_anew(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var device = await anna.SignsIn("web", "Chrome");
        var one = s.Visitor();
        await one.Writes("Hello");
        var (of, begin) = await EventStream.OpenAndGreet(one.Api, "/widget/v1/events");
        await of.DisposeAsync();
        var (desk, atDesk) = await EventStream.OpenAndGreet(device.Api, $"/api/events?device={device.Id}");
        await desk.DisposeAsync();
        await s.App.Services.GetRequiredService<Store>().Write(Guid.Parse(s.AccountId), unit =>
        {
            for (var i = 0; i < 5_100; i++)
                unit.Emit("settings", new { });
            return Task.CompletedTask;
        });

        await IsReset(one.Api, "/widget/v1/events", begin.Id!);

        // Whoever reads of all goes on with each of them.
        await using var resumed = await EventStream.Open(device.Api, $"/api/events?device={device.Id}", atDesk.Id);
        for (var i = 0; i < 5_100; i++)
            await resumed.Next("settings");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_cursor_that_is_none_gets_a_reset(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var device = await anna.SignsIn("web", "Chrome");
        var one = s.Visitor();
        await one.Writes("Hello");
        var (stream, hello) = await EventStream.OpenAndGreet(one.Api, "/widget/v1/events");
        await stream.DisposeAsync();

        foreach (var cursor in (string[])["nonsense", "99999999999999999999", "-1", hello.Id + "x", "%00"])
        {
            await IsReset(device.Api, $"/api/events?device={device.Id}", cursor);
            await IsReset(one.Api, "/widget/v1/events", cursor);
        }

        await using var resumed = await EventStream.Open(device.Api, $"/api/events?device={device.Id}&after=nonsense");
        await resumed.Next("reset");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_visitors_cursors_tell_nothing_about_the_account(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Arrives();
        var (stream, hello) = await EventStream.OpenAndGreet(visitor.Api, "/widget/v1/events");
        await using var _ = stream;
        await visitor.Writes("One");
        var before = await stream.Next("message");
        for (var i = 0; i < 10; i++)
        {
            await s.Visitor().Writes("Somebody else");
        }

        await visitor.Writes("Two");
        var after = await stream.Next("message");

        foreach (var cursor in (string[])[hello.Id!, before.Id!, after.Id!])
        {
            Assert.False(long.TryParse(cursor, CultureInfo.InvariantCulture, out var _), $"{cursor} is a number");
        }

        // A counter of the account would have moved by more than one; whatever the cursor is, it must not be that counter in other clothes.
        Assert.Equal(before.Id!.Length, after.Id!.Length);
        Assert.True(before.Id.Zip(after.Id).Count(pair => pair.First != pair.Second) > 4, $"{before.Id} and {after.Id} differ in too little");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task How_a_conversation_stands_in_lists_is_told_as_it_is_once_somebody_has_looked(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var desk = await anna.WatchesOffline();
        var visitor = s.Visitor();
        await visitor.IsOnSite();
        await using var own = (await EventStream.OpenAndGreet(visitor.Api, "/widget/v1/events")).Stream;

        await visitor.Writes("Hello");
        await IsTold("due", waits: true);
        await s.At("3:00");
        await IsTold("announced", waits: true);
        await anna.Answers(visitor, "Good morning");
        await IsTold("not_waiting", waits: false);

        // What the worker finds out is nothing to the visitor.
        await own.Next("message", m => m.GetProperty("from").GetString() == "agent");
        Assert.Equal(2, (await s.App.Tamper("""SELECT COUNT(*) FROM "Events" WHERE "Type" = 'conversation' AND "Audience" = 'Visitors'""")) is { } count
            ? Convert.ToInt32(count, CultureInfo.InvariantCulture) : 0);

        async Task IsTold(string notices, bool waits)
        {
            var listed = (await anna.Api.Get("/api/conversations")).Is(200).Json.GetProperty("items")[0];
            Assert.Equal(notices, listed.GetProperty("notices").GetString());
            Assert.Equal(waits, listed.GetProperty("waitingSince").ValueKind == System.Text.Json.JsonValueKind.String);
            await desk.Stream.Next("conversation", item => item.GetRawText() == listed.GetRawText());
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Agents_hear_when_a_visitor_comes_to_the_site_and_leaves_it(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var desk = await anna.WatchesOffline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await anna.Answers(visitor, "Good morning");

        // Nobody waits, so that no look of a worker tells it by chance.
        await visitor.IsOnSite();
        await IsTold(online: true);
        await visitor.LeavesSite();
        await IsTold(online: false);
        await visitor.IsOnSite();
        await IsTold(online: true);

        // The page says that it goes before its stream ends.
        (await visitor.Api.Post("/widget/v1/leave")).Is(204);
        await visitor.LeavesSite();
        await IsTold(online: false);
        Assert.False((await anna.Api.Get("/api/conversations")).Is(200).Json.GetProperty("items")[0].GetProperty("visitor").GetProperty("online").GetBoolean());

        Task IsTold(bool online) => desk.Stream.Next(
            "conversation",
            item => item.GetProperty("notices").GetString() == "not_waiting" && item.GetProperty("visitor").GetProperty("online").GetBoolean() == online);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Everybody_hears_only_what_is_theirs(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await s.Group("Repairs", bela);
        var sales = await s.Group("Sales", anna);
        var (one, other) = (s.Visitor(), s.Visitor());
        await one.IsOnSite();
        await other.Arrives();
        var (own, _) = await EventStream.OpenAndGreet(other.Api, "/widget/v1/events");
        var device = await bela.SignsIn("web", "Chrome");
        var (belas, _) = await EventStream.OpenAndGreet(device.Api, $"/api/events?device={device.Id}");
        await using var _1 = own;
        await using var _2 = belas;

        await one.Writes("For sales", sales);
        await other.Writes("For everybody");

        Assert.Equal("For everybody", (await own.Next("message")).Data.GetProperty("text").GetString());
        Assert.Equal("For everybody", (await belas.Next("message")).Data.GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_quiet_stream_breathes_every_fifteen_seconds()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        var anna = await s.Agent("Anna");
        var laptop = await anna.ComesOnline();
        laptop.Stream.TakeArrived();
        var visitor = s.Visitor();
        await visitor.Arrives();
        await using var quiet = (await EventStream.OpenAndGreet(visitor.Api, "/widget/v1/events")).Stream;
        var (before, beside) = (laptop.Stream.Comments, quiet.Comments);

        // In real time: it is the connection that would otherwise be taken for dead.
        await Soon.Holds("a comment comes after 15 s", () => laptop.Stream.Comments > before);
        await Soon.Holds("to a visitor, too", () => quiet.Comments > beside);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_stream_is_quiet_while_others_write_and_has_lost_nothing_when_its_own_turn_comes(string database)
    {
        // More than a feed keeps: what comes last must be found behind it.
        const int Writers = 20;
        const int MessagesEach = 30;
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Mine");
        await using var own = (await EventStream.OpenAndGreet(visitor.Api, "/widget/v1/events")).Stream;

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            var other = s.Visitor();
            for (var i = 0; i < MessagesEach; i++)
                await other.Writes("Theirs");
        }));
        await anna.Answers(visitor, "For you");

        Assert.Equal("For you", (await own.Next("message")).Data.GetProperty("text").GetString());
        var (again, hello) = await EventStream.OpenAndGreet(visitor.Api, "/widget/v1/events", own.Cursor);
        await using var _ = again;
        await anna.Answers(visitor, "And this");
        Assert.Equal("hello", hello.Name);
        Assert.Equal("And this", (await again.Next("message")).Data.GetProperty("text").GetString());
        Assert.Equal("And this", (await own.Next("message")).Data.GetProperty("text").GetString());
    }

    private static async Task Resumes(Story s, Visitor visitor, Caller reader, string path)
    {
        var texts = Enumerable.Range(1, 9).Select(i => $"Message {i.ToString(CultureInfo.InvariantCulture)}").ToArray();
        var (stream, _) = await EventStream.OpenAndGreet(reader, path);
        foreach (var text in texts[..3])
        {
            await visitor.Writes(text);
        }

        var heard = new List<string>();
        await Hear(stream, 2);
        var cursor = stream.Cursor;
        await stream.DisposeAsync();
        foreach (var text in texts[3..])
        {
            await visitor.Writes(text);
        }

        // One that breaks off right after the greeting has missed nothing yet.
        var (short1, greeting) = await EventStream.OpenAndGreet(reader, path, cursor);
        await short1.DisposeAsync();
        var (second, hello) = await EventStream.OpenAndGreet(reader, path, greeting.Id);
        Assert.Equal("hello", hello.Name);
        await Hear(second, 3);
        cursor = second.Cursor;
        await second.DisposeAsync();

        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var (third, _) = await EventStream.OpenAndGreet(reader, $"{path}{separator}after={Uri.EscapeDataString(cursor!)}");
        await using var _ = third;
        await Hear(third, 4);
        Assert.Equal(texts, heard);

        await visitor.Writes("The last one");
        Assert.Equal("The last one", (await third.Next("message")).Data.GetProperty("text").GetString());
        await s.CheckHolds();

        async Task Hear(EventStream from, int count)
        {
            for (var i = 0; i < count; i++)
            {
                heard.Add((await from.Next("message")).Data.GetProperty("text").GetString()!);
            }
        }
    }

    private static async Task IsReset(Caller caller, string path, string cursor)
    {
        await using var stream = await EventStream.Open(caller, path, cursor);
        await Soon.Holds($"a reset comes on {path} from {cursor}", () => stream.TakeArrived().Any(e => e.Name == "reset"), TimeSpan.FromSeconds(5));
    }
}
