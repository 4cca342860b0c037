using System.Globalization;
using System.Xml.Linq;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Security;

/// <summary>The keys behind sign-ins and tokens are made before anybody needs them, never by whoever needs one.</summary>
public sealed class KeyTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_server_with_a_lasting_key_makes_no_other(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");

        await s.App.Stop();
        await s.App.Start();

        Assert.Equal(1L, await s.App.Tamper(Count));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_key_is_followed_in_time_and_what_it_signed_stays_good(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var soon = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(20).ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);
        var key = (string)(await s.App.Tamper("""SELECT "Xml" FROM "DataProtectionKeys" """))!;
        var ending = XElement.Parse(key);
        ending.Element("expirationDate")!.Value = soon;
        await s.App.Tamper($"""UPDATE "DataProtectionKeys" SET "Xml" = '{ending.ToString(SaveOptions.DisableFormatting)}'""");

        await s.App.Stop();
        await s.App.Start();

        Assert.Equal(2L, await s.App.Tamper(Count));
        (await anna.Api.Get("/api/me")).Is(200);
    }

    private const string Count = """SELECT COUNT(*) FROM "DataProtectionKeys" """;
}
