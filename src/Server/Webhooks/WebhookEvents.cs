using Nightbell.ApiTokens;

namespace Nightbell.Webhooks;

/// <summary>What webhooks are told.</summary>
public static class WebhookEvents
{
    public const string MessageCreated = "message.created";
    public const string ConversationStarted = "conversation.started";
    public const string ConversationAccepted = "conversation.accepted";
    public const string ConversationAssigned = "conversation.assigned";
    public const string ConversationResolved = "conversation.resolved";
    public const string ConversationReopened = "conversation.reopened";
    public const string VisitorChanged = "visitor.changed";
    public const string NoticeDecided = "notice.decided";
    public const string MailAccepted = "mail.accepted";
    public const string MailBounced = "mail.bounced";

    /// <summary>Sent by the button and by <c>POST /api/webhooks/{id}/test</c>, whatever a webhook has chosen.</summary>
    public const string Test = "test";

    /// <summary>All that can be chosen, in the order in which pages show them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        MessageCreated, ConversationStarted, ConversationAccepted, ConversationAssigned, ConversationResolved, ConversationReopened,
        VisitorChanged, NoticeDecided, MailAccepted, MailBounced,
    ];

    /// <summary>What an API token needs besides, so that no webhook tells it what it may not read.</summary>
    public static string ScopeFor(string type) => type is MailAccepted or MailBounced ? Scopes.MailsRead : Scopes.ConversationsRead;
}
