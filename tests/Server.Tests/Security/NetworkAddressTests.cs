using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nightbell.Data;
using Nightbell.Platform;
using Nightbell.Server.Tests.Files;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Security;

/// <summary>Whose network an address is of is nobody's business: none is stored and none is logged, whatever a visitor or an agent does.</summary>
public sealed class NetworkAddressTests
{
    /// <summary>As a proxy says it, which the server is told to believe.</summary>
    private const string Address = "203.0.113.77";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task No_row_and_no_line_of_the_log_has_one(string database)
    {
        await using var s = await Story.Begin(
            database, settings: ["--Nightbell:TrustedProxies=127.0.0.1", "--Nightbell:Limits:MessagesPerMinute=100", "--Logging:LogLevel:Default=Trace"]);
        var log = s.App.KeepLog();
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        (anna.Api.Headers["X-Forwarded-For"], visitor.Api.Headers["X-Forwarded-For"]) = (Address, Address);

        await visitor.Writes("Hello");
        await visitor.IsOnSite();
        (await visitor.Api.SendBytes(HttpMethod.Post, "/widget/v1/files?name=a.txt", Samples.Text("a"))).Is(201);
        (await visitor.Api.SendRaw(HttpMethod.Post, "/widget/v1/messages", "{")).IsProblem(400);
        (await visitor.Api.Put("/widget/v1/rating", new { value = 1 })).IsProblem(409);
        using var guesser = s.App.Caller();
        guesser.Headers["X-Forwarded-For"] = Address;
        (await guesser.Post("/api/session", new { email = anna.Email, password = "not the right password" })).IsProblem(401);
        (await guesser.Post("/api/session", new { email = anna.Email, password = Agent.Password })).Is(204);
        (await guesser.Put($"/api/me/devices/{Guid.NewGuid()}", new { kind = "web", name = "Chrome" })).Is(200);
        await anna.Answers(visitor, "Good day");
        await visitor.LeavesSite();
        await s.Advance("10:00");

        Assert.NotEmpty(log);
        Assert.DoesNotContain(log, line => line.Contains(Address, StringComparison.Ordinal));
        var rows = await Everything(s.App);
        Assert.Contains("Good day", rows, StringComparison.Ordinal);
        Assert.DoesNotContain(Address, rows, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1:", rows.Replace(s.App.Address.Authority, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    /// <summary>Every row of every table, as text.</summary>
    private static async Task<string> Everything(TestApp app)
    {
        await using var db = app.Services.GetRequiredService<Store>().Read();
        var all = new System.Text.StringBuilder();
        await db.Database.OpenConnectionAsync();
        foreach (var table in db.Model.GetEntityTypes().Select(t => t.GetTableName()!).Distinct(StringComparer.Ordinal))
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // Names of our own tables.
            command.CommandText = $"SELECT * FROM \"{table}\"";
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                for (var i = 0; i < reader.FieldCount; i++)
                    all.Append(reader.GetValue(i) is byte[] octets ? System.Text.Encoding.Latin1.GetString(octets) : reader.GetValue(i)).Append('\n');
            }
        }

        return all.ToString();
    }
}
