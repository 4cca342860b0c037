using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.CannedAnswers;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Outbox;
using Nightbell.Platform;
using Nightbell.Server.Tests.Harness;
using Nightbell.Visitors;

namespace Nightbell.Server.Tests.Data;

/// <summary>What SQLite's one writer keeps from unit to unit is never seen: a unit finds what PostgreSQL would show it, and writes the same.</summary>
public sealed class WriterTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_unit_finds_the_account_as_the_last_one_left_it_and_not_as_a_refused_one_did(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var (store, id) = await StoreTests.StoreOf(s);

        await Change(account => account.Name = "Moonlight");
        Assert.Equal("Moonlight", await Read(account => account.Name));
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Write(
            id,
            async unit =>
            {
                unit.Account.Name = "Nobody";
                await unit.Db.SaveChangesAsync(Cancel);
                throw new InvalidOperationException("Half-way.");
            },
            Cancel));
        Assert.Equal("Moonlight", await Read(account => account.Name));

        await store.WriteOutside(async unit => (await unit.Db.Accounts.AsTracking().SingleAsync(a => a.Id == id, Cancel)).Name = "Sunlight", Cancel);
        Assert.Equal("Sunlight", await Read(account => account.Name));

        // A unit that deletes a row leaves the writing to EF; the account goes on all the same.
        await store.Write(id, async unit => { unit.Account.Name = "Starlight"; unit.Db.Remove(await unit.Db.Agents.AsTracking().FirstAsync(Cancel)); }, Cancel);
        Assert.Equal("Starlight", await Read(account => account.Name));
        await using (var db = store.Read())
            Assert.Equal("Starlight", (await db.Accounts.SingleAsync(Cancel)).Name);

        await store.Write(id, unit => Task.FromResult(unit.Db.Remove(unit.Account)), Cancel);
        Assert.Equal(404, (await Assert.ThrowsAsync<Problem>(() => Read(account => account.Name))).Status);

        Task Change(Action<Account> change) => store.Write(id, unit => { change(unit.Account); return Task.CompletedTask; }, Cancel);
        Task<T> Read<T>(Func<Account, T> read) => store.Write(id, unit => Task.FromResult(read(unit.Account)), Cancel);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_a_unit_appends_is_written_and_of_a_refused_one_nothing(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var (store, id) = await StoreTests.StoreOf(s);

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Write(
            id,
            unit =>
            {
                unit.Emit("refused", new { });
                throw new InvalidOperationException("Half-way.");
            },
            Cancel));
        await store.Write(id, async unit => { unit.Emit("early", new { }); await unit.Db.SaveChangesAsync(Cancel); unit.Emit("late", new { }); }, Cancel);

        await using var db = store.Read();
        var newest = await db.Events.OrderByDescending(e => e.Number).Take(2).ToListAsync(Cancel);
        Assert.Equal(["late", "early"], newest.Select(e => e.Type));
        Assert.Equal((await db.Accounts.SingleAsync(Cancel)).LastEvent, newest[0].Number);
        Assert.False(await db.Events.AnyAsync(e => e.Type == "refused", Cancel));
    }

    /// <summary>Nobody follows such a row: a change of it would be lost, and a moment in it would wake nobody.</summary>
    [Fact]
    public void What_is_only_added_cannot_change_and_no_worker_goes_by_it()
    {
        var types = typeof(IAppendOnly).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IAppendOnly))).ToList();
        Assert.Contains(typeof(Nightbell.Live.Event), types);
        Assert.DoesNotContain(types.SelectMany(type => type.GetProperties()), MayChange);
        Assert.DoesNotContain(types, DueColumn.ByEntity.Contains);
    }

    /// <summary>Nobody looks for changes of such a row: a column that does not tell would never be saved.</summary>
    [Fact]
    public void Every_column_that_may_change_tells_of_it()
    {
        var types = typeof(Row).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Row))).ToList();
        Assert.Superset(new HashSet<Type> { typeof(Account), typeof(Conversation), typeof(Nightbell.Visitors.Visitor) }, types.ToHashSet());
        foreach (var property in types.SelectMany(type => type.GetProperties()).Where(MayChange))
        {
            var row = (Row)RuntimeHelpers.GetUninitializedObject(property.DeclaringType!);
            var told = new List<string?>();
            row.PropertyChanging += (_, changing) => told.Add($"{changing.PropertyName} changes");
            row.PropertyChanged += (_, changed) => told.Add($"{changed.PropertyName} changed");
            var other = Other(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
            property.SetValue(row, other);
            property.SetValue(row, other);
            Assert.Equal([$"{property.Name} changes", $"{property.Name} changed"], told);
            Assert.Equal(other, property.GetValue(row));
        }

        static object Other(Type type) =>
            type == typeof(string) ? "other"
            : type == typeof(bool) ? true
            : type == typeof(Guid) ? Guid.NewGuid()
            : type == typeof(DateTimeOffset) ? FakeClock.Morning
            : type.IsEnum ? Enum.GetValues(type).GetValue(1)!
            : type.IsPrimitive ? Convert.ChangeType(7, type, CultureInfo.InvariantCulture)
            : RuntimeHelpers.GetUninitializedObject(type);
    }

    [Fact]
    public async Task A_unit_finds_what_another_process_made_of_the_account_and_of_a_conversation()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        await s.Agent("Anna");
        var visitor = s.Visitor("Vera");
        await visitor.Writes("Hello");
        var (store, id) = await StoreTests.StoreOf(s);
        await store.Write(id, unit => Task.FromResult(unit.Account.Name = "Moonlight"), Cancel);
        var conversationId = Guid.Parse(visitor.ConversationId);
        Assert.NotNull(await store.Write(id, async unit => (await unit.FindConversation(conversationId))?.LastText, Cancel));

        await AnotherProcess(s, """UPDATE "Accounts" SET "Name" = 'Sunlight'; UPDATE "Conversations" SET "PageTitle" = 'Lamps'""");
        Assert.Equal(
            ("Sunlight", "Lamps"),
            await store.Write(id, async unit => (unit.Account.Name, (await unit.FindConversation(conversationId))!.PageTitle), Cancel));
    }

    [Fact]
    public async Task A_sign_in_that_another_process_ended_is_over_at_once()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        var anna = await s.Agent("Anna");
        (await anna.Api.Get("/api/me")).Is(200);

        await AnotherProcess(s, """DELETE FROM "Sessions" """);
        (await anna.Api.Get("/api/me")).Is(401);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_unit_finds_a_conversation_however_the_last_one_changed_it_and_not_as_a_refused_one_did(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var visitor = s.Visitor("Vera");
        await visitor.Writes("Hello");
        var (store, id) = await StoreTests.StoreOf(s);
        var (conversationId, visitorId) = await store.Write(
            id,
            async unit =>
            {
                var found = await unit.Db.Conversations.AsTracking().SingleAsync(Cancel);
                return (found.Id, found.VisitorId);
            },
            Cancel);

        // By its id and by its visitor's it is one object, also where a query has found it first.
        await store.Write(
            id,
            async unit =>
            {
                var found = await unit.FindConversation(conversationId);
                Assert.Same(found, await unit.FindConversationOf(visitorId));
                Assert.Same(found, await unit.Db.Conversations.AsTracking().SingleAsync(Cancel));
                found!.PageTitle = "Lamps";
            },
            Cancel);
        Assert.Equal("Lamps", await Title());
        await store.Write(
            id,
            async unit =>
            {
                var found = await unit.Db.Conversations.AsTracking().SingleAsync(Cancel);
                Assert.Same(found, await unit.FindConversation(conversationId));
                found.PageTitle = "Candles";
            },
            Cancel);
        Assert.Equal("Candles", await Title());

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Write(
            id,
            async unit =>
            {
                (await unit.FindConversation(conversationId))!.PageTitle = "Nothing";
                await unit.Db.SaveChangesAsync(Cancel);
                throw new InvalidOperationException("Half-way.");
            },
            Cancel));
        Assert.Equal("Candles", await Title());

        // Past the tracker, while it is in the unit's hand and while it is not.
        await store.Write(id, unit => Rename(unit, "Torches"), Cancel);
        Assert.Equal("Torches", await Title());
        await store.Write(
            id,
            async unit =>
            {
                Assert.NotNull(await unit.FindConversation(conversationId));
                await Rename(unit, "Matches");
            },
            Cancel);
        Assert.Equal("Matches", await Title());
        await store.WriteOutside(unit => Rename(unit, "Lanterns"), Cancel);
        Assert.Equal("Lanterns", await Title());

        // Nobody else's account has it.
        await using var neighbour = s.Neighbour();
        await neighbour.Agent("Nora");
        Assert.Null(await store.Write(await OtherThan(id), unit => unit.FindConversation(conversationId), Cancel));
        Assert.Null(await store.Write(await OtherThan(id), unit => unit.FindConversationOf(visitorId), Cancel));
        Assert.Null(await store.Write(await OtherThan(id), unit => unit.FindVisitor(visitorId), Cancel));

        await store.Write(id, async unit => unit.Db.Remove((await unit.FindConversation(conversationId))!), Cancel);
        Assert.Null(await store.Write(id, unit => unit.FindConversation(conversationId), Cancel));
        Assert.Null(await store.Write(id, unit => unit.FindConversationOf(visitorId), Cancel));

        async Task<string?> Title()
        {
            await using var db = store.Read();
            var stored = (await db.Conversations.SingleAsync(c => c.Id == conversationId, Cancel)).PageTitle;
            Assert.Equal(stored, await store.Write(id, async unit => (await unit.FindConversation(conversationId))!.PageTitle, Cancel));
            return stored;
        }

        Task<int> Rename(Unit unit, string title) => unit.Db.Conversations.ExecuteUpdateAsync(set => set.SetProperty(c => c.PageTitle, title), Cancel);
        async Task<Guid> OtherThan(Guid account)
        {
            await using var db = store.Read();
            return await db.Accounts.Where(a => a.Id != account).Select(a => a.Id).SingleAsync(Cancel);
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_question_whether_there_is_any_row_is_answered_for_what_it_is_asked_each_time(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var (store, id) = await StoreTests.StoreOf(s);
        var created = new CompiledQuery<Guid, DateTimeOffset, Guid>((db, account, since) =>
            db.Accounts.Where(a => a.Id == account && a.CreatedAt >= since).Select(a => a.Id).Take(1));
        var named = new CompiledQuery<string, Guid>((db, name) => db.Accounts.Where(a => a.Name == name).Select(a => a.Id));

        await store.Write(
            id,
            async unit =>
            {
                Assert.True(await created.AnyIn(unit.Db, id, unit.Account.CreatedAt));
                Assert.False(await created.AnyIn(unit.Db, Guid.NewGuid(), unit.Account.CreatedAt));
                Assert.False(await created.AnyIn(unit.Db, id, unit.Account.CreatedAt.AddMilliseconds(1)));
                Assert.True(await created.AnyIn(unit.Db, id, DateTimeOffset.UnixEpoch));
                Assert.True(await named.AnyIn(unit.Db, unit.Account.Name));
                Assert.False(await named.AnyIn(unit.Db, "Nobody"));
            },
            Cancel);
        Assert.True(await store.Write(id, async unit => await named.AnyIn(unit.Db, unit.Account.Name), Cancel));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_accounts_relay_comes_changes_and_goes(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var (store, id) = await StoreTests.StoreOf(s);

        await Change(account => account.OwnRelay = new OwnRelay { Host = "mail.example", Port = 587 });
        Assert.Equal("mail.example", await Host());
        await Change(account => account.OwnRelay = new OwnRelay { Host = "smtp.example", Port = 587 });
        Assert.Equal("smtp.example", await Host());
        await Change(account => account.OwnRelay = null);
        Assert.Null(await Host());

        Task Change(Action<Account> change) => store.Write(id, unit => { change(unit.Account); return Task.CompletedTask; }, Cancel);
        async Task<string?> Host()
        {
            await using var db = store.Read();
            return (await db.Accounts.SingleAsync(a => a.Id == id, Cancel)).OwnRelay?.Host;
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Rows_that_need_an_order_are_written_in_it_and_a_row_that_is_gone_is_noticed(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var (store, id) = await StoreTests.StoreOf(s);
        await store.Write(
            id,
            unit =>
            {
                foreach (var shortcut in (string[])["one", "two"])
                    unit.Db.Add(new CannedAnswer { Id = Guid.NewGuid(), AccountId = id, Shortcut = shortcut, Text = shortcut });
                return Task.CompletedTask;
            },
            Cancel);

        // "two" takes a name that "one" gives up in the same unit, and is found first.
        await store.Write(
            id,
            async unit =>
            {
                var found = await unit.Db.CannedAnswers.AsTracking().OrderByDescending(c => c.Shortcut).ToListAsync(Cancel);
                (found[0].Shortcut, found[1].Shortcut) = ("one", "three");
            },
            Cancel);
        await using (var db = store.Read())
            Assert.Equal(["one was two", "three was one"], await db.CannedAnswers.OrderBy(c => c.Shortcut).Select(c => c.Shortcut + " was " + c.Text).ToListAsync(Cancel));

        // A name that another has is refused, and so is nothing else of the unit's.
        await Assert.ThrowsAsync<DbUpdateException>(() => store.Write(
            id,
            async unit =>
            {
                unit.Account.Name = "Nobody";
                (await unit.Db.CannedAnswers.AsTracking().SingleAsync(c => c.Shortcut == "three", Cancel)).Shortcut = "one";
            },
            Cancel));
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => store.Write(
            id,
            async unit =>
            {
                unit.Account.Name = "Nobody";
                var answer = await unit.Db.CannedAnswers.AsTracking().SingleAsync(c => c.Shortcut == "three", Cancel);
                await unit.Db.CannedAnswers.Where(c => c.Id == answer.Id).ExecuteDeleteAsync(Cancel);
                answer.Text = "Too late";
            },
            Cancel));
        await using (var db = store.Read())
        {
            Assert.NotEqual("Nobody", (await db.Accounts.SingleAsync(a => a.Id == id, Cancel)).Name);
            Assert.Equal(2, await db.CannedAnswers.CountAsync(Cancel));
        }
    }

    private static async Task AnotherProcess(Story s, string sql)
    {
        await using var other = new SqliteConnection(s.App.ConnectionString);
        other.Open();
        await using var command = other.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static bool MayChange(PropertyInfo property) =>
        property.SetMethod is { } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}
