using Nightbell.Accounts;
using Nightbell.Conversations;
using Nightbell.Exports;
using Nightbell.Outbox;
using Nightbell.Webhooks;

namespace Nightbell.Data;

/// <summary>
/// A column that says when a worker has something to do. A commit that sets one to a near moment wakes the worker that goes by it, and no other:
/// ten workers that ask after every message would cost more than the message.
/// </summary>
/// <param name="Entity">Whose.</param>
/// <param name="Property">A moment; null for nothing to do.</param>
public sealed record DueColumn(Type Entity, string Property)
{
    public static readonly DueColumn Accounts = new(typeof(Account), nameof(Account.LookAt));
    public static readonly DueColumn Conversations = new(typeof(Conversation), nameof(Conversation.LookAt));
    public static readonly DueColumn Visitors = new(typeof(Conversation), nameof(Conversation.TellVisitorAt));
    public static readonly DueColumn Mails = new(typeof(OutgoingMail), nameof(OutgoingMail.DueAt));
    public static readonly DueColumn Deliveries = new(typeof(WebhookDelivery), nameof(WebhookDelivery.DueAt));
    public static readonly DueColumn Exports = new(typeof(ExportJob), nameof(ExportJob.DueAt));

    public static IReadOnlyList<DueColumn> All { get; } = [Accounts, Conversations, Visitors, Mails, Deliveries, Exports];

    /// <summary>The columns of each entity that has any.</summary>
    public static ILookup<Type, DueColumn> ByEntity { get; } = All.ToLookup(c => c.Entity);
}
