using System.Buffers.Binary;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Security;

/// <summary>How passwords are kept.</summary>
public sealed class PasswordTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_password_that_was_kept_weakly_is_kept_anew_at_the_next_sign_in(string database)
    {
        await using var s = await Story.Begin(database, settings: "--Nightbell:PasswordIterations=1000");
        var anna = await s.Agent("Anna");
        Assert.Equal(1000, await Iterations(s));

        // The default itself is under test: the harness hashes in haste.
        await s.App.Restart($"--Nightbell:PasswordIterations={new Nightbell.Platform.Settings().PasswordIterations}");
        using var browser = s.App.Caller();
        (await browser.Post("/api/session", new { email = anna.Email, password = "not Anna's password" })).IsProblem(401, "sign_in_failed");
        Assert.Equal(1000, await Iterations(s));
        (await browser.Post("/api/session", new { email = anna.Email, password = Agent.Password })).Is(204);
        Assert.Equal(210_000, await Iterations(s));
        (await browser.Post("/api/session", new { email = anna.Email, password = Agent.Password })).Is(204);
    }

    /// <summary>Of Identity's third format: a byte that names it, the function, the rounds and the salt's length in four octets each.</summary>
    private static async Task<int> Iterations(Story s)
    {
        var kept = Convert.FromBase64String((string)(await s.App.Tamper("""SELECT "PasswordHash" FROM "Agents" """))!);
        Assert.Equal(1, kept[0]);
        Assert.Equal(2, BinaryPrimitives.ReadInt32BigEndian(kept.AsSpan(1)));
        return BinaryPrimitives.ReadInt32BigEndian(kept.AsSpan(5));
    }
}
