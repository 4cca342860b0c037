using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Outbox;

/// <summary>An orderly stop while the mail server has a mail in its hands. The server's own loops run here.</summary>
public sealed class StopTests
{
    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_stop_waits_for_the_answer_to_a_mail_and_nobody_gets_it_twice(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var (taken, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        s.App.Post.BeforeReply = async () =>
        {
            taken.TrySetResult();
            await answer.Task;
        };
        await s.App.Restart("--Nightbell:Workers=true");
        await s.Visitor().Writes("Hello?");
        s.App.Clock.Advance(TimeSpan.FromMinutes(2));
        await Soon.Within("the mail is on the wire", taken.Task.ContinueWith(_ => true, TaskScheduler.Default));

        var stopping = s.App.Stop();
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        Assert.False(stopping.IsCompleted);
        answer.SetResult();
        await stopping.WaitAsync(Soon.Patience, TimeProvider.System);

        await s.App.Start();
        s.App.Clock.Advance(TimeSpan.FromHours(1));
        await s.Settle();
        Assert.Equal("Accepted", await s.App.Tamper("""SELECT "State" FROM "Mails" WHERE "Purpose" = 'Notification'"""));
        Assert.Equal(1, s.App.Post.AttemptsAt(anna.Email));
    }
}
