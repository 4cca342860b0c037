using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Accounts;

/// <summary>First run: the first account of an installation and its owner, made on the page by whoever reads the server's log.</summary>
public static class SetUp
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/setup", Read).AllowAnonymous().WithSummary("Whether the first account is still to be made");
        api.MapPost("/setup", Create).AllowAnonymous()
            .WithSummary("Make the first account and its owner, who is signed in; needs the set-up code from the server's log")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<Answer>> Read(Store store)
    {
        await using var db = store.Read();
        return TypedResults.Ok(new Answer(await db.SetupCodes.AnyAsync() && !await db.Accounts.AnyAsync()));
    }

    private static async Task<NoContent> Create(
        Request request, HttpContext context, Store store, Tokens tokens, Passwords passwords, Limits limits)
    {
        limits.SignIn(context, request.Email);
        var check = new Check();
        var accountName = check.Name("accountName", request.AccountName);
        var name = check.Name("name", request.Name);
        var email = check.Email("email", request.Email);
        check.Password("password", request.Password);
        if (request.Locale is not null)
            check.Locale("locale", request.Locale);
        if (request.TimeZone is not null)
            check.TimeZone("timeZone", request.TimeZone);
        await MustKnowCode(store, tokens, request.Code, check);
        check.Done();
        var hash = passwords.Hash(request.Password);
        var session = await store.WriteOutside(async unit =>
        {
            // Two at once: the row goes once, and the other one finds that it is gone.
            if (await unit.Db.SetupCodes.ExecuteDeleteAsync() == 0 || await unit.Db.Accounts.AnyAsync())
                throw Problem.Conflict("set_up_already");
            var (account, owner) = await CreateAccount.Create(
                unit, accountName, PackageSettings.OfFirstAccount, email, name, hash, request.Locale ?? Texts.Default);
            account.TimeZone = owner.TimeZone = request.TimeZone ?? owner.TimeZone;
            return unit.StartSession(owner);
        });
        await context.SignInAsync(SignIn.Principal(session.Id), new AuthenticationProperties { IsPersistent = true });
        return TypedResults.NoContent();
    }

    private static async Task MustKnowCode(Store store, Tokens tokens, string code, Check check)
    {
        await using var db = store.Read();
        var row = await db.SetupCodes.SingleOrDefaultAsync();
        if (row is null || await db.Accounts.AnyAsync())
            throw Problem.Conflict("set_up_already");
        check.Require(tokens.OpenSetupCode(row.Sealed) is { } known && SetupCode.IsSame(known, code), "code", "wrong");
    }

    /// <param name="Needed">There is no account, and the server's log says by which code the first one is made.</param>
    public sealed record Answer(bool Needed);

    /// <param name="Code">The set-up code from the server's log.</param>
    /// <param name="AccountName">The account's name, as visitors see it.</param>
    /// <param name="Name">The owner's name.</param>
    /// <param name="Email">The owner's sign-in name and address of notifications.</param>
    /// <param name="Password">12 to 128 characters.</param>
    /// <param name="Locale">The language of the account and its owner.</param>
    /// <param name="TimeZone">The time zone of both, by its IANA name.</param>
    public sealed record Request(
        string Code, string AccountName, string Name, string Email, string Password, string? Locale = null, string? TimeZone = null);
}
