using Nightbell.Bench;
using Nightbell.Bench.Lines;

var lines = new Dictionary<string, (string What, Func<Options, Task<IReadOnlyList<Row>>> Run)>(StringComparer.Ordinal)
{
    ["start"] = ("from process start to ready, and memory at rest", StartLine.Run),
    ["posts"] = ("visitors post at a fixed rate (--rate 200, --seconds 30)", PostsLine.Run),
    ["delivery"] = ("visitors and agents write in turns, until the other side has it (--rate 200, --seconds 30, --visitors 2000, --warm 30)", DeliveryLine.Run),
    ["due"] = ("conversations that are due in one moment (--conversations 10000, --agents 1)", DueLine.Run),
    ["deadline"] = ("how late a mail leaves when few are due (--conversations 90)", DeadlineLine.Run),
    ["decide"] = ("lines a second of `nightbell decide` (--lines 100000)", DecideLine.Run),
    ["reports"] = ("mails a second that are understood, and one of 10 MB", ReportsLine.Run),
    ["streams"] = ("memory of an idle event stream (--streams 1000)", StreamsLine.Run),
    ["desk"] = ("an agent's list of many conversations, in Chromium (--conversations 10000)", DeskLine.Run),
    ["page"] = ("what the widget costs the page of a shop, in Chromium", PageLine.Run),
    ["smtp"] = ("mails a second from the outbox to a mail server (--mails 5000)", SmtpLine.Run),
};

if (args.Length == 0 || !lines.TryGetValue(args[0], out var line))
{
    Console.Error.WriteLine("dotnet run -c Release --project bench -- <line> [--program <published folder>] [--database sqlite|postgres] [--connections 40] …");
    foreach (var (name, (what, _)) in lines)
        Console.Error.WriteLine($"  {name,-9} {what}");
    return 2;
}

using var options = Options.Parse(args[1..]);
Row.PrintHead();
foreach (var row in await line.Run(options))
    row.Print();
return 0;
