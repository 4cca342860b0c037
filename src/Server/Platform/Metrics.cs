using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Outbox;

namespace Nightbell.Platform;

/// <summary>Figures in Prometheus' text format 0.0.4: what the framework counts, and how the queues stand.</summary>
public sealed class Metrics : IDisposable
{
    private static readonly string[] Meters =
        ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, double> sums = new(StringComparer.Ordinal);
    private readonly Store store;
    private readonly TimeProvider clock;

    public Metrics(Store store, TimeProvider clock)
    {
        (this.store, this.clock) = (store, clock);
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (Meters.Contains(instrument.Meter.Name, StringComparer.Ordinal))
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Count(instrument, value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Count(instrument, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Count(instrument, value));
        listener.Start();
    }

    public async Task<IResult> Write(CancellationToken cancel)
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();

        // Its own copy: LINQ would ask how many there are, then copy, and find one more by then.
        foreach (var (name, value) in sums.ToArray().OrderBy(s => s.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
        await using var db = store.Read();
        var now = clock.Now();
        Line(text, "nightbell_conversations_due", await db.Conversations.CountAsync(c => c.LookAt <= now, cancel));
        Line(text, "nightbell_conversations_waiting", await db.Conversations.CountAsync(c => c.WaitingSince != null, cancel));
        Line(text, "nightbell_streams_open", await db.OpenStreams.CountAsync(cancel));
        var heard = now - SenderTrouble.Life;
        Line(text, "nightbell_sender_troubles", await db.Accounts.CountAsync(a => a.SenderTrouble!.LastAt > heard, cancel));
        Line(text, "nightbell_deliveries_waiting", await db.WebhookDeliveries.CountAsync(d => d.DueAt != null, cancel));
        foreach (var state in await db.Mails.GroupBy(m => m.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancel))
            text.Append(CultureInfo.InvariantCulture, $"nightbell_mails{{state=\"{Json.Name(state.Key)}\"}} {state.Count}\n");
        return TypedResults.Text(text.ToString(), "text/plain; version=0.0.4; charset=utf-8");
    }

    public void Dispose() => listener.Dispose();

    private static void Line(StringBuilder text, string name, long value) =>
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} gauge\n{name} {value}\n");

    private void Count(Instrument instrument, double value)
    {
        var name = instrument.Name.Replace('.', '_').Replace('-', '_');
        if (instrument.IsObservable)
            sums[name] = value;
        else if (instrument is Histogram<double>)
            (sums[$"{name}_sum"], sums[$"{name}_count"]) = (sums.GetValueOrDefault($"{name}_sum") + value, sums.GetValueOrDefault($"{name}_count") + 1);
        else
            sums.AddOrUpdate(name, value, (_, sum) => sum + value);
    }
}
