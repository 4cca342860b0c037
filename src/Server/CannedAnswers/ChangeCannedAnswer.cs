using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.CannedAnswers;

/// <summary>A new canned answer.</summary>
public static class CreateCannedAnswer
{
    /// <summary>Canned answers of an account: all of them are read at once.</summary>
    private const int MaxAnswers = 500;

    public static void Map(IEndpointRouteBuilder full) => full.MapPost("/canned-answers", Handle).Needs(Scopes.SettingsWrite).WithSummary("Create a canned answer");

    private static async Task<Results<Created<CannedAnswerItem>, Ok<CannedAnswerItem>>> Handle(Request request, Me me, Store store)
    {
        var check = new Check();
        var shortcut = check.Shortcut("shortcut", request.Shortcut);
        var text = check.MessageText("text", request.Text);
        check.Done();
        var created = await store.Write(me.AccountId, unit => unit.Once(request.Id, me.PrincipalId, "POST /api/canned-answers", request, async id =>
        {
            if (await unit.Db.CannedAnswers.CountAsync(c => c.AccountId == unit.Account.Id) >= MaxAnswers)
                throw Problem.Conflict("too_many_canned_answers");
            await unit.MustBeFree(shortcut);
            var answer = new CannedAnswer { Id = id, AccountId = unit.Account.Id, Shortcut = shortcut, Text = text, CreatedAt = unit.Now };
            unit.Db.Add(answer);
            unit.NoteCannedAnswer(me, null, (shortcut, text));
            return CannedAnswerItem.Of(answer);
        }));
        return created.ToResult();
    }

    public sealed record Request(string Shortcut, string Text, Guid? Id = null);
}

/// <summary>Another shortcut, another text.</summary>
public static class ChangeCannedAnswer
{
    /// <summary>Characters of a shortcut, which is typed by hand.</summary>
    private const int MaxShortcutLength = 40;

    public static void Map(IEndpointRouteBuilder full) => full.MapPatch("/canned-answers/{id:guid}", Handle).Needs(Scopes.SettingsWrite)
        .WithSummary("Change a canned answer").ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Ok<CannedAnswerItem>> Handle(Guid id, Request request, Me me, Store store)
    {
        var check = new Check();
        var shortcut = request.Shortcut is null ? null : check.Shortcut("shortcut", request.Shortcut);
        var text = request.Text is null ? null : check.MessageText("text", request.Text);
        check.Done();
        return TypedResults.Ok(await store.Write(me.AccountId, async unit =>
        {
            var answer = await unit.FindCannedAnswer(id);
            var before = (answer.Shortcut, answer.Text);
            if (shortcut is not null && shortcut != answer.Shortcut)
            {
                await unit.MustBeFree(shortcut);
                answer.Shortcut = shortcut;
            }

            answer.Text = text ?? answer.Text;
            unit.NoteCannedAnswer(me, before, (answer.Shortcut, answer.Text));
            return CannedAnswerItem.Of(answer);
        }));
    }

    /// <summary>A shortcut in the form in which it is kept and found: letters, digits, hyphens and underscores, in lower case.</summary>
    public static string Shortcut(this Check check, string field, string shortcut)
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(shortcut);
        var name = check.Name(field, shortcut.Trim(), MaxShortcutLength);
        var isPlain = name.EnumerateRunes().All(r => Rune.IsLetterOrDigit(r) || r.Value is '-' or '_' || Rune.GetUnicodeCategory(r) == System.Globalization.UnicodeCategory.NonSpacingMark);
        check.Require(isPlain, field, "shortcut");
        return isPlain ? name.Normalize().ToLowerInvariant() : name;
    }

    /// <exception cref="Problem">409 <c>shortcut_taken</c>.</exception>
    public static async Task MustBeFree(this Unit unit, string shortcut)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (await unit.Db.CannedAnswers.AnyAsync(c => c.AccountId == unit.Account.Id && c.Shortcut == shortcut))
            throw Problem.Conflict("shortcut_taken");
    }

    /// <exception cref="Problem">404.</exception>
    public static async Task<CannedAnswer> FindCannedAnswer(this Unit unit, Guid id)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return await unit.Db.CannedAnswers.AsTracking().SingleOrDefaultAsync(c => c.Id == id && c.AccountId == unit.Account.Id) ?? throw Problem.NotFound();
    }

    /// <summary>The audit tells text by shortcut, so that it says of which one.</summary>
    public static void NoteCannedAnswer(this Unit unit, Me me, (string Shortcut, string Text)? before, (string Shortcut, string Text)? after)
    {
        ArgumentNullException.ThrowIfNull(unit);
        static object? Written((string Shortcut, string Text)? answer) =>
            answer is (var shortcut, var text) ? new Dictionary<string, string>(StringComparer.Ordinal) { ["/" + shortcut] = text } : null;
        if (before == after)
            return;
        unit.NoteChange(me, "cannedAnswer", Written(before), Written(after));
        unit.Emit("settings", new { });
    }

    public sealed record Request(string? Shortcut = null, string? Text = null);
}

/// <summary>A canned answer is no more; what was said with it stays.</summary>
public static class DeleteCannedAnswer
{
    public static void Map(IEndpointRouteBuilder full) => full.MapDelete("/canned-answers/{id:guid}", Handle).Needs(Scopes.SettingsWrite).WithSummary("Delete a canned answer");

    private static async Task<NoContent> Handle(Guid id, Me me, Store store)
    {
        await store.Write(me.AccountId, async unit =>
        {
            var answer = await unit.FindCannedAnswer(id);
            unit.Db.Remove(answer);
            unit.NoteCannedAnswer(me, (answer.Shortcut, answer.Text), null);
        });
        return TypedResults.NoContent();
    }
}
