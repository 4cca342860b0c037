using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nightbell.Data;
using Nightbell.Live;
using Nightbell.Platform;
using Nightbell.Server.Tests.Cli;
using Nightbell.Server.Tests.Data;
using Nightbell.Server.Tests.Harness;
using EventStream = Nightbell.Server.Tests.Harness.EventStream;

namespace Nightbell.Server.Tests.Live;

/// <summary>When event streams end: with the right to read them, with their device, with their server.</summary>
public sealed class StreamEndTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_device_that_is_signed_out_from_another_one_loses_its_stream_and_its_session(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var (office, home, colleague) = (await anna.ComesOnline("Chrome at work"), await anna.ComesOnline("Chrome at home"), await bela.ComesOnline());

        (await home.Api.Delete($"/api/me/devices/{office.Id}")).Is(204);
        await office.Stream.Ended(TimeSpan.FromSeconds(5));

        (await office.Api.Get("/api/me")).IsProblem(401);
        (await office.Api.Put($"/api/me/devices/{office.Id}", new { kind = "web", name = "Chrome at work" })).IsProblem(401);
        (await home.Api.Get("/api/me")).Is(200);
        (await anna.Api.Get("/api/me")).Is(200);
        (await colleague.Api.Delete($"/api/me/devices/{home.Id}")).IsProblem(404);
        Assert.True(await anna.IsOnline());
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_session_outlives_a_device_that_its_browser_has_forgotten(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var office = await anna.SignsIn("web", "Chrome at work");
        var forgotten = Guid.NewGuid();
        (await office.Api.Put($"/api/me/devices/{forgotten}", new { kind = "web", name = "Chrome before" })).Is(200);

        (await anna.Api.Delete($"/api/me/devices/{forgotten}")).Is(204);
        (await office.Api.Get("/api/me")).Is(200);
        (await anna.Api.Delete($"/api/me/devices/{office.Id}")).Is(204);
        (await office.Api.Get("/api/me")).IsProblem(401);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_stream_ends_soon_after_the_right_to_read_it(string database)
    {
        const string NewPassword = "another fine passphrase";
        await using var s = await Story.Begin(database);
        var (anna, bela, cili) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"));

        var removed = await anna.ComesOnline();
        await removed.IsSignedOut();
        await s.Advance("0:05");
        await removed.Stream.Ended();
        (await removed.Api.Get($"/api/events?device={removed.Id}")).IsProblem(404);

        await Ends(await anna.ComesOnline(), d => d.SignsOut());
        await Ends(await cili.ComesOnline(), async _ => (await cili.Api.Delete("/api/sessions")).Is(204));
        await Ends(await bela.ComesOnline(), async _ =>
            (await bela.Api.Put("/api/me/password", new { password = Agent.Password, newPassword = NewPassword })).Is(204));
        await Ends(await anna.ComesOnline(), async _ =>
        {
            (await anna.Api.Post("/api/password-resets", new { email = anna.Email })).Is(202);
            await s.Settle();
            var token = s.App.Post.Take(l => l.To == anna.Email && l.HasToken).Token;
            (await anna.Api.Put("/api/password-resets", new { token, password = NewPassword })).Is(204);
        });

        async Task Ends(Device device, Func<Device, Task> loses)
        {
            await loses(device);
            await s.Advance("0:05");
            await device.Stream.Ended();
            (await device.Api.Get("/api/me")).Is(401);
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whoever_changes_their_password_stays_signed_in_and_opens_their_stream_anew(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var (office, home, colleague) = (await anna.ComesOnline("Chrome at work"), await anna.ComesOnline("Chrome at home"), await bela.ComesOnline());
        var cursor = office.Stream.Cursor;

        (await office.Api.Put("/api/me/password", new { password = Agent.Password, newPassword = "another fine passphrase" })).Is(204);
        await s.Advance("0:05");
        await office.Stream.Ended();
        await home.Stream.Ended();
        (await home.Api.Get("/api/me")).IsProblem(401);
        Assert.True((await office.Api.Get("/api/me")).Is(200).Json.GetProperty("online").GetBoolean());

        // What ended it is told after this cursor too, and ends the new one no more.
        var (resumed, _) = await EventStream.OpenAndGreet(office.Api, $"/api/events?device={office.Id}", cursor);
        await using var again = resumed;
        await s.FirstVisitor().Writes("Hello?");
        await again.Next("message");
        await colleague.Stream.Next("message");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_sign_in_that_ends_while_its_stream_is_being_opened_reads_nothing(string database)
    {
        await using var s = await Story.Begin(database);
        var laptop = await (await s.Agent("Anna")).ComesOnline();
        var (store, clock) = (s.App.Services.GetRequiredService<Store>(), s.App.Services.GetRequiredService<TimeProvider>());
        var deviceId = Guid.Parse(laptop.Id);
        Me? me;
        await using (var db = store.Read())
            me = await SignIn.Find(db, await db.Devices.Where(d => d.Id == deviceId).Select(d => d.SessionId).SingleAsync(), clock.Now());
        await laptop.SignsOut();

        using var told = new MemoryStream();
        var request = new DefaultHttpContext { Response = { Body = told } };
        var reader = new AgentReader(me!, deviceId, s.App.Services.GetRequiredService<Nightbell.Platform.Settings>(), clock);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await new Nightbell.Live.EventStream(request, store, s.App.Services.GetRequiredService<Feed>(), reader).Run(patience.Token);

        Assert.False(patience.IsCancellationRequested);
        Assert.Equal(":\n\n", Encoding.UTF8.GetString(told.ToArray()));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Deactivation_and_changed_access_end_an_agents_streams(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela, cili) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"));
        var (belas, cilis) = (await bela.ComesOnline(), await cili.ComesOnline());

        await s.Deactivates(bela);
        (await anna.Api.Patch($"/api/agents/{cili.Id}", new { access = "full" })).Ok();
        await s.Settle();
        await s.Advance("0:05");

        await belas.Stream.Ended();
        await cilis.Stream.Ended();
    }

    [Fact]
    public async Task A_server_that_was_taken_for_dead_ends_its_streams_so_that_they_are_counted_anew()
    {
        await using var s = await Story.Begin("postgres");
        var anna = await s.Agent("Anna");
        var laptop = await anna.ComesOnline();
        var takeOver = s.App.Services.GetRequiredService<Nightbell.Devices.TakeOver>();
        await takeOver.Renew(CancellationToken.None);
        Assert.Equal(1, await s.App.Ask("""SELECT COUNT(*) FROM "OpenStreams" """));
        await s.App.Tamper("""UPDATE "ServerLeases" SET "Until" = "Until" - interval '1 hour'; DELETE FROM "OpenStreams" """);

        await takeOver.Renew(CancellationToken.None);

        await s.App.RequestEnded(laptop.Stream.Mark).WaitAsync(Soon.Patience, TimeProvider.System);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_stop_does_not_wait_for_the_end_of_a_stream_that_is_being_stored(string database)
    {
        await using var s = await Story.Begin(database);
        var laptop = await (await s.Agent("Anna")).ComesOnline();
        var (tab, _) = await EventStream.OpenAndGreet(laptop.Api, $"/api/events?device={laptop.Id}");
        var services = s.App.Services;
        var (streams, lifetime) = (services.GetRequiredService<OpenStreams>(), services.GetRequiredService<IHostApplicationLifetime>());
        var (store, account) = await StoreTests.StoreOf(s);
        var (held, letGo) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holding = store.Write(account, async _ =>
        {
            held.SetResult();
            await letGo.Task;
        });
        await held.Task;
        await tab.DisposeAsync();
        await Soon.Holds("the stream has ended", () => streams.HaveEnded);
        var worker = new WithBeginning(services.GetServices<Worker>().OfType<CloseEndedStreams>().Single());
        using var loop = ActivatorUtilities.CreateInstance<WorkerLoop>(services, worker);
        await loop.StartAsync(CancellationToken.None);
        await worker.Begun;

        await Task.Run(lifetime.StopApplication).WaitAsync(Soon.Patience, TimeProvider.System);
        await loop.ExecuteTask!.WaitAsync(Soon.Patience, TimeProvider.System);

        letGo.SetResult();
        await holding;
    }

    /// <summary>Says when the worker's first round has begun, and waits for something.</summary>
    private sealed class WithBeginning(Worker worker) : Worker
    {
        private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => begun.Task;

        public override Task<bool> RunOnce(CancellationToken cancel)
        {
            var round = worker.RunOnce(cancel);
            begun.TrySetResult();
            return round;
        }

        public override Task<DateTimeOffset?> NextDue(CancellationToken cancel) => worker.NextDue(cancel);
    }
}
