using Nightbell.Accounts;
using Nightbell.Agents;
using Nightbell.ApiTokens;
using Nightbell.CannedAnswers;
using Nightbell.Conversations;
using Nightbell.Devices;
using Nightbell.Exports;
using Nightbell.Figures;
using Nightbell.Files;
using Nightbell.Groups;
using Nightbell.Inbound;
using Nightbell.Live;
using Nightbell.Notices;
using Nightbell.Outbox;
using Nightbell.Retention;
using Nightbell.Visitors;
using Nightbell.Webhooks;
using Nightbell.Widgets;

namespace Nightbell.Platform;

/// <summary>Every route of the server, by who may ask.</summary>
public static class Endpoints
{
    public static void Map(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var widget = app.MapGroup("/widget/v1").WithTags("Widget");
        ReadWidget.Map(widget);
        StartVisitor.Map(widget);

        var visitor = app.MapGroup("/widget/v1").WithTags("Visitor").RequireAuthorization(SignIn.VisitorPolicy)
            .AddEndpointFilter(AllowedSites.Filter);
        ChangeVisitor.Map(visitor);
        ReadOwnConversation.Map(visitor);
        PostVisitorMessage.Map(visitor);
        UploadFile.MapVisitor(visitor);
        SeeConversation.Map(visitor);
        EndConversation.Map(visitor);
        RateConversation.Map(visitor);
        SendTranscript.Map(visitor);
        StreamOwnEvents.Map(visitor);
        Typing.MapVisitor(visitor);
        LeaveSite.Map(visitor);

        var agent = app.MapGroup("/api").WithTags("Agent").RequireAuthorization(SignIn.AgentPolicy);
        SetUp.Map(agent);
        SignInAgent.Map(agent);
        ReadMe.Map(agent);
        SignInDevice.Map(agent);
        StreamEvents.Map(agent);
        ListConversations.Map(agent);
        CountConversations.Map(agent);
        ReadConversation.Map(agent);
        PrintConversation.Map(agent);
        OpenConversation.Map(agent);
        AcceptConversation.Map(agent);
        AnswerConversation.Map(agent);
        UploadFile.MapAgent(agent);
        ResolveConversation.Map(agent);
        HandOverConversation.Map(agent);
        ReadVisitor.Map(agent);
        WriteNote.Map(agent);
        Typing.MapAgent(agent);
        ExplainConversation.Map(agent);
        ExplainToMe.Map(agent);
        PreviewNotices.Map(agent);
        ListAgents.Map(agent);
        AcceptInvitation.Map(agent);
        ResetPassword.Map(agent);
        ChangePassword.Map(agent);
        ChangeSecondFactor.Map(agent);
        ChangePicture.Map(agent);
        ChangeEmail.Map(agent);
        ConfirmAddress.Map(agent);
        ListGroups.Map(agent);
        ChangeOfficeHours.MapRead(agent);
        ChangeNotificationSettings.MapRead(agent);
        ConfirmRecipient.Map(agent);
        ChangeWidget.MapRead(agent);
        ListCannedAnswers.Map(agent);

        var full = app.MapGroup("/api").WithTags("Full access").RequireAuthorization(SignIn.FullAccessPolicy);
        InviteAgent.Map(full);
        ChangeAgent.Map(full);
        DeleteAgent.Map(full);
        ChangeSecondFactor.MapReset(full);
        CreateGroup.Map(full);
        ChangeGroup.Map(full);
        DeleteGroup.Map(full);
        ChangeOfficeHours.Map(full);
        ChangeNotificationSettings.Map(full);
        ChangeWidget.Map(full);
        ChangeIdentitySecret.Map(full);
        CreateCannedAnswer.Map(full);
        ChangeCannedAnswer.Map(full);
        DeleteCannedAnswer.Map(full);
        ListMails.Map(full);
        SendTestMail.Map(full);
        ChangeMailSettings.Map(full);
        CheckDomain.Map(full);
        BlockVisitor.Map(full);
        EraseVisitor.Map(full);
        ChangeRetention.Map(full);
        CreateExport.Map(full);
        ReadExport.Map(full);
        DownloadExport.Map(full);
        ListBlockedVisitors.Map(full);
        ListApiTokens.Map(full);
        CreateApiToken.Map(full);
        RevokeApiToken.Map(full);
        ListWebhooks.Map(full);
        CreateWebhook.Map(full);
        ChangeWebhook.Map(full);
        DeleteWebhook.Map(full);
        RotateWebhookSecret.Map(full);
        TestWebhook.Map(full);
        ListDeliveries.Map(full);
        ReplayDelivery.Map(full);
        ReadAudit.Map(full);
        ReadFigures.Map(full);

        ReadPicture.Map(app);
        ReadFile.Map(app);
        Unsubscribe.Map(app);
        ReceiveMail.Map(app);
        ReadDemo.Map(app.MapGroup("/api").WithTags("Demo"));
        var mailbox = app.MapGroup("/mailbox").WithTags("Mailbox");
        if (!app.Services.GetRequiredService<Settings>().Demo)
            mailbox.RequireAuthorization(SignIn.FullAccessPolicy);
        ReadMailbox.Map(mailbox);

        Health.Map(app);
        app.MapOpenApi();
        Pages.Map(app);
    }
}
