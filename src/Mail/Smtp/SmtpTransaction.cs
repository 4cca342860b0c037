using System.Globalization;
using System.Text;
using Nightbell.Mail.Compose;

namespace Nightbell.Mail.Smtp;

/// <summary>One mail over an open connection (RFC 5321, 3.3): MAIL, RCPT and DATA in one write where the server allows it, then the message.</summary>
internal static class SmtpTransaction
{
    private static readonly string[] Steps = [SmtpStep.Mail, SmtpStep.Rcpt, SmtpStep.Data];

    /// <summary>Codes that speak of signing in (RFC 4954, 6; RFC 3207, 4), at whatever step they come: our set-up is at fault, not the mail.</summary>
    private static readonly int[] SignInCodes = [530, 534, 535, 538];

    public static async Task<SmtpResult> Send(SmtpConnection connection, Envelope envelope, ReadOnlyMemory<byte> message)
    {
        var block = DataBlock.Build(message.Span);
        var from = EmailAddress.WithAsciiDomain(envelope.From);
        var to = EmailAddress.WithAsciiDomain(envelope.To);
        var utf8 = block.EightBitHeader || !Ascii.IsValid(from) || !Ascii.IsValid(to);
        connection.Step = SmtpStep.Mail;
        connection.MessageBegun = false;
        if (Unfit(connection, block, utf8) is { } refused) return refused;
        if (connection.NeedsReset && (await connection.Ask("RSET")).Code != 250) throw new IOException("it does not end the transaction before");

        connection.NeedsReset = true;
        connection.Messages++;
        var commands = Commands(connection.Extensions, envelope with { From = from, To = to }, block, utf8);
        return await Offer(connection, commands) ?? await Deliver(connection, block);
    }

    /// <summary>Why the server as it described itself cannot take this message; nothing is sent then.</summary>
    private static SmtpResult? Unfit(SmtpConnection connection, DataBlock block, bool utf8)
    {
        var offers = connection.Extensions;
        if (utf8 && !offers.SmtpUtf8)
            return Refused("the address holds letters beyond ASCII before the @, and the mail server offers no SMTPUTF8", "5.6.7");
        if (block.EightBit && !utf8 && !offers.EightBitMime)
            return Refused("the message has 8-bit octets, and the mail server offers no 8BITMIME", "5.6.3");
        if (offers.MaxSize > 0 && block.Size > offers.MaxSize)
            return Refused($"the message has {Digits(block.Size)} octets, and the mail server takes at most {Digits(offers.MaxSize)}", "5.3.4");
        return null;

        SmtpResult Refused(string trouble, string status) =>
            new(SmtpOutcome.Refused, Reply: null, connection.Step, trouble, connection.Wire.Transcript) { LocalStatus = status };
    }

    private static string[] Commands(SmtpExtensions offers, Envelope envelope, DataBlock block, bool utf8)
    {
        var mail = new StringBuilder($"MAIL FROM:<{envelope.From}>");
        if (offers.Size) mail.Append(" SIZE=").Append(Digits(block.Size));
        if (block.EightBit && offers.EightBitMime) mail.Append(" BODY=8BITMIME");
        if (utf8) mail.Append(" SMTPUTF8");
        var rcpt = new StringBuilder($"RCPT TO:<{envelope.To}>");

        // Without a sender there is nobody to report to.
        if (offers.Dsn && envelope.From.Length > 0)
        {
            mail.Append(" RET=HDRS");
            if (envelope.EnvelopeId is { } id) mail.Append(" ENVID=").Append(XText(id));
            rcpt.Append(" NOTIFY=FAILURE,DELAY");
            if (Ascii.IsValid(envelope.To)) rcpt.Append(" ORCPT=rfc822;").Append(XText(envelope.To));
        }

        return [mail.Append("\r\n").ToString(), rcpt.Append("\r\n").ToString(), "DATA\r\n"];
    }

    /// <summary>The three commands before the message; null when the server waits for it.</summary>
    private static async Task<SmtpResult?> Offer(SmtpConnection connection, string[] commands)
    {
        var pipelined = connection.Extensions.Pipelining;
        if (pipelined)
        {
            connection.Wire.Grant(connection.Settings.CommandTimeout);
            await connection.Wire.Say(string.Concat(commands));
        }

        for (var i = 0; i < commands.Length; i++)
        {
            connection.Step = Steps[i];
            connection.Wire.Grant(connection.Settings.CommandTimeout);
            if (!pipelined) await connection.Wire.Say(commands[i]);
            var reply = await connection.Wire.Hear();
            if (i == commands.Length - 1 ? reply.Code == 354 : reply.Code / 100 == 2) continue;
            if (pipelined) await HearOut(connection, commands.Length - 1 - i);
            return Judge(connection, reply);
        }

        return null;
    }

    /// <summary>
    /// Hears the replies to what was sent ahead. The refusal stands whatever they are; a server that hangs up, or that wants a message
    /// after it refused the recipient, gets no further one here.
    /// </summary>
    private static async Task HearOut(SmtpConnection connection, int replies)
    {
        try
        {
            for (; replies > 0; replies--)
            {
                var reply = await connection.Wire.Hear();
                connection.Broken |= reply.Code is 354 or 421;
            }
        }
        catch (Exception e) when (SmtpFailure.IsWorldly(e))
        {
            connection.Broken = true;
        }
    }

    private static async Task<SmtpResult> Deliver(SmtpConnection connection, DataBlock block)
    {
        connection.Step = SmtpStep.Message;
        connection.MessageBegun = true;
        connection.Wire.Grant(connection.Settings.DataTimeout);
        try
        {
            await connection.Wire.Say(block.Octets);
        }
        catch (IOException)
        {
            // A server that has seen enough of a message refuses it and hangs up; its words are worth more than the broken pipe.
            connection.Broken = true;
        }

        connection.Wire.Grant(connection.Settings.DataTimeout);
        var reply = await connection.Wire.Hear();
        if (reply.Code / 100 != 2 || connection.Broken) return Judge(connection, reply);
        connection.NeedsReset = false;
        return new SmtpResult(SmtpOutcome.Accepted, reply, connection.Step, Trouble: null, connection.Wire.Transcript);
    }

    /// <summary>What a reply that is no yes means for the mail.</summary>
    private static SmtpResult Judge(SmtpConnection connection, SmtpReply reply)
    {
        var expected = reply.Code is >= 400 and <= 599;
        connection.Broken |= reply.Code == 421 || !expected;
        var outcome = reply.Code >= 500 && !SignInCodes.Contains(reply.Code) ? SmtpOutcome.Refused : SmtpOutcome.Deferred;
        var trouble = expected ? null : "the server's reply is none to this step";
        return new SmtpResult(outcome, reply, connection.Step, trouble, connection.Wire.Transcript) { LocalStatus = expected ? null : "4.5.0" };
    }

    /// <summary>The xtext of RFC 3461, 4.</summary>
    private static string XText(string text)
    {
        var output = new StringBuilder(text.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (octet is > (byte)' ' and < 127 and not ((byte)'+' or (byte)'=')) output.Append((char)octet);
            else output.Append('+').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
        }

        return output.ToString();
    }

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);
}
