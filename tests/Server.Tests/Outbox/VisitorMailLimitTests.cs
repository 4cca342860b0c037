using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Nightbell.Accounts;
using Nightbell.Data;
using Nightbell.Outbox;
using Nightbell.Platform;
using Nightbell.Server.Tests.Harness;
using Nightbell.Visitors;

namespace Nightbell.Server.Tests.Outbox;

/// <summary>At most five mails a day to an address that a visitor merely typed, and to a visitor, until they answer.</summary>
public sealed class VisitorMailLimitTests
{
    private const string Typed = "typed@example.net";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Five_mails_in_any_day_go_to_an_address_and_the_sixth_waits_for_the_first_to_be_a_day_old(string database)
    {
        await using var desk = await Desk.Open(database);
        var visitor = await desk.Visitor();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(desk.Now, await desk.Asks(visitor, Typed));
            await desk.Mails(visitor, Typed);
            desk.Advance("1:00");
        }

        Assert.Equal(Desk.At("24:00"), await desk.Asks(visitor, Typed));
        await desk.Queues(visitor, Typed, Desk.At("24:00"));
        Assert.Equal(Desk.At("25:00"), await desk.Asks(visitor, Typed));

        desk.Advance("19:00");
        await desk.Leaves(Assert.Single(await desk.Unsent()));
        Assert.Equal(Desk.At("25:00"), await desk.Asks(visitor, Typed));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_address_is_counted_over_all_visitors_who_typed_it_in_whatever_case(string database)
    {
        await using var desk = await Desk.Open(database);
        for (var i = 0; i < 5; i++)
            await desk.Mails(await desk.Visitor(), i % 2 == 0 ? Typed : "TYPED@example.net");

        var another = await desk.Visitor();
        Assert.Equal(Desk.At("24:00"), await desk.Asks(another, "Typed@example.net"));
        Assert.Equal(desk.Now, await desk.Asks(another, "somebody.else@example.net"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_visitor_who_types_many_addresses_is_counted_over_all_of_them(string database)
    {
        await using var desk = await Desk.Open(database);
        var visitor = await desk.Visitor();
        for (var i = 0; i < 5; i++)
            await desk.Mails(visitor, $"number-{i}@example.net");

        Assert.Equal(Desk.At("24:00"), await desk.Asks(visitor, "number-6@example.net"));
        Assert.Equal(desk.Now, await desk.Asks(await desk.Visitor(), "number-6@example.net"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_answered_from_the_address_is_not_limited_and_counts_for_nobody_else_who_typed_it(string database)
    {
        await using var desk = await Desk.Open(database);
        var visitor = await desk.Visitor();
        for (var i = 0; i < 9; i++)
            await desk.Mails(visitor, Typed);
        await desk.Answers(visitor, "Typed@Example.net");

        Assert.Equal(desk.Now, await desk.Asks(visitor, Typed));
        var stranger = await desk.Visitor();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(desk.Now, await desk.Asks(stranger, Typed));
            await desk.Mails(stranger, Typed);
        }

        Assert.Equal(Desk.At("24:00"), await desk.Asks(stranger, Typed));
        Assert.Equal(desk.Now, await desk.Asks(visitor, "new@example.net"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_was_withdrawn_or_sent_to_agents_or_by_another_account_does_not_count(string database)
    {
        await using var desk = await Desk.Open(database);
        var visitor = await desk.Visitor();
        await using var neighbour = await desk.Neighbour();
        var theirs = await neighbour.Visitor();
        for (var i = 0; i < 5; i++)
        {
            await desk.Withdraws(await desk.Queues(visitor, Typed, desk.Now));
            await desk.Mails(null, Typed);
            await neighbour.Mails(theirs, Typed);
        }

        Assert.Equal(desk.Now, await desk.Asks(visitor, Typed));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Of_many_mails_that_wait_for_one_address_five_a_day_leave(string database)
    {
        await using var desk = await Desk.Open(database);
        for (var i = 0; i < 17; i++)
        {
            var visitor = await desk.Visitor();
            await desk.Queues(visitor, Typed, await desk.Asks(visitor, Typed));
        }

        var left = new List<DateTimeOffset>();
        while (await desk.Unsent() is [var next, ..])
        {
            desk.AdvanceTo(next.DueAt!.Value);
            if (await desk.AsksAgain(next) is var at && at > desk.Now)
            {
                await desk.Moves(next, at);
                continue;
            }

            await desk.Leaves(next);
            left.Add(desk.Now);
        }

        Assert.Equal(17, left.Count);
        Assert.All(left, start => Assert.InRange(left.Count(t => t >= start && t < start + TimeSpan.FromDays(1)), 1, 5));
        Assert.Equal(Desk.At("72:00"), left[^1]);
    }

    /// <summary>One account, and what its agents and visitors do to its outbox.</summary>
    private sealed class Desk : IAsyncDisposable
    {
        private readonly TestDatabase database;
        private readonly ServiceProvider services;
        private readonly FakeClock clock;
        private readonly bool isGuest;
        private Guid accountId;

        private Desk(TestDatabase database, ServiceProvider services, FakeClock clock, bool isGuest)
        {
            this.database = database;
            this.services = services;
            this.clock = clock;
            this.isGuest = isGuest;
        }

        public DateTimeOffset Now => clock.GetUtcNow();

        private Store Store => services.GetRequiredService<Store>();

        public static async Task<Desk> Open(string kind)
        {
            var (database, clock) = (await TestDatabase.Create(kind), new FakeClock(FakeClock.Morning));
            var core = new ServiceCollection().AddLogging();
            App.AddCore(core, new Nightbell.Platform.Settings(), database.ConnectionString);
            core.AddSingleton<TimeProvider>(clock);
            var desk = new Desk(database, core.BuildServiceProvider(), clock, isGuest: false);
            await desk.Store.Migrate();
            await desk.Found("one@example.com");
            return desk;
        }

        public async Task<Desk> Neighbour()
        {
            var desk = new Desk(database, services, clock, isGuest: true);
            await desk.Found("two@example.com");
            return desk;
        }

        /// <param name="time">"h:mm" after the beginning.</param>
        public static DateTimeOffset At(string time) => FakeClock.Morning + Parse(time);

        public void Advance(string time) => clock.Advance(Parse(time));

        public void AdvanceTo(DateTimeOffset moment) => clock.Advance(moment > Now ? moment - Now : TimeSpan.Zero);

        public Task<Guid> Visitor() => Store.Write(accountId, unit => Task.FromResult(unit.AddVisitor(unit.Now.NewId()).Id));

        public Task<DateTimeOffset> Asks(Guid visitorId, string address) => Store.Write(
            accountId, async unit => await unit.NextMailToVisitor((await unit.FindVisitor(visitorId))!, address));

        public Task<DateTimeOffset> AsksAgain(OutgoingMail mail) => Store.Write(
            accountId, async unit => await unit.NextMailToVisitor((await unit.FindVisitor(mail.VisitorId!.Value))!, mail));

        public Task<OutgoingMail> Queues(Guid? visitorId, string address, DateTimeOffset dueAt) => Store.Write(accountId, unit =>
        {
            var mail = new OutgoingMail
            {
                Id = unit.Now.NewId(),
                AccountId = accountId,
                Purpose = visitorId is null ? MailPurpose.Test : MailPurpose.Answer,
                Address = address,
                Locale = "en",
                VisitorId = visitorId,
                QueuedAt = unit.Now,
                DueAt = dueAt,
            };
            unit.Db.Add(mail);
            return Task.FromResult(mail);
        });

        public async Task Mails(Guid? visitorId, string address) => await Leaves(await Queues(visitorId, address, Now));

        public Task Leaves(OutgoingMail mail) => Change(mail, (unit, m) =>
        {
            (m.State, m.Attempts, m.DueAt, m.SettledAt) = (MailState.Accepted, 1, null, unit.Now);
            unit.Db.Add(new MailAttempt { Id = unit.Now.NewId(), AccountId = accountId, MailId = m.Id, At = unit.Now, Reply = "Ok", Step = "message", Code = 250 });
        });

        public Task Moves(OutgoingMail mail, DateTimeOffset dueAt) => Change(mail, (_, m) => m.DueAt = dueAt);

        public Task Withdraws(OutgoingMail mail) => Change(mail, (unit, m) => (m.State, m.DueAt, m.SettledAt) = (MailState.Withdrawn, null, unit.Now));

        public Task Answers(Guid visitorId, string address) =>
            Store.Write(accountId, async unit => { (await unit.FindVisitor(visitorId))!.AnsweredFrom = address; });

        public async Task<List<OutgoingMail>> Unsent()
        {
            await using var db = Store.Read();
            return await db.Mails.Where(m => m.DueAt != null).OrderBy(m => m.DueAt).ThenBy(m => m.Id).ToListAsync();
        }

        public async ValueTask DisposeAsync()
        {
            if (isGuest)
                return;
            await services.DisposeAsync();
            await database.DisposeAsync();
        }

        private static TimeSpan Parse(string time) => time.Split(':') is [var hours, var minutes]
            ? new TimeSpan(int.Parse(hours, null), int.Parse(minutes, null), 0)
            : throw new FormatException(time);

        private async Task Found(string owner) => accountId =
            (await Store.WriteOutside(unit => CreateAccount.Create(unit, "Moonlight Shop", "pro", owner, "Anna", "none"))).Account.Id;

        private Task Change(OutgoingMail mail, Action<Unit, OutgoingMail> change) => Store.Write(
            accountId, async unit => change(unit, await unit.Db.Mails.AsTracking().SingleAsync(m => m.Id == mail.Id)));
    }
}
