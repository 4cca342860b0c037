using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Nightbell.Mail.Reports;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Inbound;

/// <summary>
/// Takes mails in, by HTTP or from the command line: tells what each is, in this order, and has it done. Our own come first, so that no loop
/// is ever begun; then reports and complaints; then whatever else a program wrote; then people's replies; the rest is held for the operator.
/// </summary>
public sealed class ReceiveMail(KeepMail keep, ReceiveReport reports, ReceiveReply replies, Relay relay, SignEnvelope sign)
{
    /// <summary>Largest mail that is taken, in octets: what the common mail servers take.</summary>
    public const int MaxOctets = 30_000_000;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/inbound/mail", Handle).WithTags("Inbound")
            .WithSummary("A mail that came to us, as it is (RFC 5322); authorized by Nightbell:Mail:Inbound:Token")
            .TakesOctets(MaxOctets, null, "message/rfc822")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status404NotFound);

    /// <summary>Takes one mail in. When this returns, it is kept.</summary>
    /// <returns>Its row; for a mail that was here before, that of the first time.</returns>
    public async Task<InboundMail> Receive(ReadOnlyMemory<byte> raw, CancellationToken cancel)
    {
        var mail = await ArrivedMail.Read(raw, sign, cancel);
        if (await keep.Known(mail, cancel) is { } known)
            return known;
        if (TellPrograms.IsOurOwn(mail.Mail, relay))
            return await Keep(mail, InboundKind.AutoReply, InboundOutcome.Ignored, cancel);
        if (KindOf(mail.Report.Kind) is { } kind)
            return await reports.Receive(mail, kind, cancel);
        if (TellPrograms.IsAutomatic(mail.Mail))
            return await Keep(mail, InboundKind.AutoReply, InboundOutcome.Ignored, cancel);
        return await replies.Receive(mail, cancel) ?? await Keep(mail, InboundKind.Held, InboundOutcome.NoReply, cancel);
    }

    private static InboundKind? KindOf(ReportKind kind) => kind switch
    {
        ReportKind.Failed or ReportKind.Delayed or ReportKind.Delivered => InboundKind.Report,
        ReportKind.Complaint => InboundKind.Complaint,
        ReportKind.AutoReply => InboundKind.AutoReply,
        _ => null,
    };

    private Task<InboundMail> Keep(ArrivedMail mail, InboundKind kind, InboundOutcome outcome, CancellationToken cancel) =>
        keep.Once(
            null,
            mail,
            kind,
            (_, row) =>
            {
                row.Outcome = outcome;
                return Task.CompletedTask;
            },
            cancel);

    private static async Task<Accepted<Answer>> Handle(HttpContext context, ReceiveMail receive, Settings settings)
    {
        MustBeAllowed(context.Request, settings.Mail.Inbound.Token);
        using var raw = new MemoryStream();
        await context.Request.Body.CopyToAsync(raw, context.RequestAborted);
        if (raw.Length == 0)
            throw new Problem(StatusCodes.Status400BadRequest, "malformed");

        // Whoever hangs up now has given the mail away: it shall be kept all the same.
        var row = await receive.Receive(raw.GetBuffer().AsMemory(0, (int)raw.Length), CancellationToken.None);
        return TypedResults.Accepted((string?)null, new Answer(row.Id, row.Kind));
    }

    /// <exception cref="Problem">404 where no token is configured: nobody may bring mails; 401 without the right one.</exception>
    private static void MustBeAllowed(HttpRequest request, string? token)
    {
        if (string.IsNullOrWhiteSpace(token))
            throw Problem.NotFound();
        var given = request.Bearer() ?? "";

        // Hashes are compared, so that the time tells neither where the two differ nor how long the right one is.
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(token.Trim()))))
            throw new Problem(StatusCodes.Status401Unauthorized, "inbound_token_needed");
    }

    /// <param name="Id">What is kept of it.</param>
    /// <param name="Kind">What it is.</param>
    public sealed record Answer(Guid Id, InboundKind Kind);
}
