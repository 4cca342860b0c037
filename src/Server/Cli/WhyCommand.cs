using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Nightbell.Notices;
using Nightbell.Platform;

namespace Nightbell.Cli;

/// <summary><c>nightbell why</c>: for everybody one verdict about a conversation, in words, and what became of the mails.</summary>
public static class WhyCommand
{
    public static Command Create(Terminal terminal)
    {
        var id = new Argument<Guid>("conversation") { Description = "The conversation's id." };
        var json = Terminal.JsonOption();
        var language = new Option<string>("--language")
        {
            Description = $"Language of the sentences: {string.Join(", ", Texts.Locales)}.",
            DefaultValueFactory = _ => Texts.Default,
        };
        language.AcceptOnlyFromAmong([.. Texts.Locales]);
        var command = new Command("why", "Why somebody got an e-mail about a conversation, or got none.") { id, language, json };
        command.SetAction(async parsed =>
        {
            await using var installation = await Installation.OpenDatabase(terminal);
            await using var db = installation.Store.Read();
            var conversationId = parsed.GetRequiredValue(id);
            var conversation = await db.Conversations.SingleOrDefaultAsync(c => c.Id == conversationId)
                ?? throw new Refusal($"There is no conversation {conversationId}.");
            var timeZone = await db.Accounts.Where(a => a.Id == conversation.AccountId).Select(a => a.TimeZone).SingleAsync();
            var now = installation.Clock.Now();
            var locale = parsed.GetRequiredValue(language);
            var answer = await ExplainConversation.Explain(db, conversation, locale, timeZone, now);
            if (parsed.GetValue(json))
                await terminal.SayJson(answer);
            else
                await new Words(terminal, at => Texts.Moment(locale, timeZone, at, now)).Say(answer);
            return 0;
        });
        return command;
    }

    private sealed class Words(Terminal terminal, Func<DateTimeOffset, string> moment)
    {
        public async Task Say(ExplainConversation.Answer answer)
        {
            await terminal.Say($"State: {Json.Name(answer.State)}{(answer.LookAt is { } at ? $", next look at {moment(at)}" : "")}");
            foreach (var notice in answer.Recipients)
            {
                await terminal.Say($"* {notice.Text}");
                await terminal.Say($"  {Json.Name(notice.Verdict)}, {notice.Reason}; {notice.Address}; decided at {moment(notice.DecidedAt)}");
                foreach (var mail in notice.Mails)
                    await Say(mail);
            }
        }

        private async Task Say(NoticeMailItem mail)
        {
            await terminal.Say($"  mail {mail.Id}: {Json.Name(mail.State)}"
                + $"{(mail.Cause is { } cause ? $" ({Json.Name(cause)})" : "")}{(mail.WithdrawnBecause is { } why ? $" ({why})" : "")}");
            foreach (var attempt in mail.Attempts)
                await terminal.Say(string.Create(CultureInfo.InvariantCulture, $"    {moment(attempt.At)}: {attempt.Code} {attempt.Reply.ReplaceLineEndings(" ")}"));
        }
    }
}
