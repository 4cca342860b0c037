namespace Nightbell.Mail.Mime;

/// <summary>
/// Reads mails as they are (RFC 5322, 2045, 2046, 6532), not as they ought to be: lines end in CR, LF or CRLF, boundaries are missing or
/// wrong, header blocks end without a blank line. Reading never fails; what is not understood is text. One pass over the octets, and nothing
/// is copied: parts are slices of the mail.
/// </summary>
public static class MimeReader
{
    /// <summary>Most levels of multiparts and messages in one another; what is deeper stays undivided.</summary>
    public const int MaxDepth = 20;

    /// <summary>Most parts of a mail; what follows the last stays undivided.</summary>
    public const int MaxParts = 500;

    /// <summary>Most octets that a transfer-encoded message inside a mail is unpacked to.</summary>
    private const int MaxUnpackedOctets = 1 << 20;

    /// <summary>Longest boundary; RFC 2046, 5.1.1 allows 70 characters.</summary>
    private const int MaxBoundaryOctets = 250;

    /// <summary>Reads one mail.</summary>
    /// <param name="mail">The octets, which must stay as they are while the parts are in use. An mbox's "From " line may come first.</param>
    /// <param name="steps">Where work is counted; null for nowhere.</param>
    public static MimePart Read(ReadOnlyMemory<byte> mail, Steps? steps = null)
    {
        var quota = new Quota { Parts = MaxParts, UnpackedOctets = MaxUnpackedOctets };
        return new Reading(mail, steps ?? new Steps(), quota).Part(0, MediaType.PlainText);
    }

    /// <summary>What is left to spend on a whole mail, messages unpacked from it included.</summary>
    private sealed class Quota
    {
        public int Parts { get; set; }

        public int UnpackedOctets { get; set; }
    }

    private sealed class Reading(ReadOnlyMemory<byte> mail, Steps steps, Quota quota)
    {
        /// <summary>Boundaries of the multiparts around the cursor, the innermost last, each with its two leading hyphens.</summary>
        private readonly List<byte[]> boundaries = [];
        private int at;

        /// <summary>Reads one entity; afterwards the cursor is at a boundary line of a multipart around it, or at the end.</summary>
        public MimePart Part(int depth, MediaType otherwise)
        {
            quota.Parts--;
            var headers = HeaderList.Read(mail, ref at, AtBoundary, steps);
            var type = MediaType.Parse(headers.Raw("Content-Type")) ?? otherwise;
            var encoding = TransferDecoding.Parse(headers.Raw("Content-Transfer-Encoding"));
            var begin = at;
            var children = new List<MimePart>();
            if (depth < MaxDepth && quota.Parts > 0)
            {
                if (type.IsMultipart) Multipart(type, depth, children);
                else if (type.IsMessage && encoding == TransferEncoding.None) children.Add(Part(depth + 1, MediaType.PlainText));
                else if (type.IsMessage) Unpack(encoding, depth, children);
            }

            Skip();
            return new MimePart(headers, type, encoding, mail[begin..EndBefore(begin, at)], children);
        }

        private void Multipart(MediaType type, int depth, List<MimePart> children)
        {
            var begin = at;
            if (type["boundary"] is { Length: > 0 and <= MaxBoundaryOctets } named)
                Between([.. "--"u8, .. Charsets.Octets(named)], type, depth, children);
            if (children.Count > 0) return;

            // The boundary is missing or another one: the first line that looks like one has to do.
            at = begin;
            if (FirstDashes() is { } guessed) Between(guessed, type, depth, children);
        }

        private void Between(byte[] boundary, MediaType type, int depth, List<MimePart> children)
        {
            var level = boundaries.Count;
            boundaries.Add(boundary);
            while (quota.Parts > 0 && Skip() is { } found && found.Level == level && !found.Closes)
            {
                at = Lines.Next(mail.Span, at, out _);
                children.Add(Part(depth + 1, type.IsDigest ? MediaType.Message : MediaType.PlainText));
            }

            boundaries.RemoveAt(level);
        }

        /// <summary>A message that is itself base64 or quoted-printable, which RFC 2046 forbids and RFC 6532 allows.</summary>
        private void Unpack(TransferEncoding encoding, int depth, List<MimePart> children)
        {
            var begin = at;
            Skip();
            var octets = TransferDecoding.Decode(mail.Span[begin..at], encoding, quota.UnpackedOctets, steps);
            quota.UnpackedOctets -= octets.Length;
            children.Add(new Reading(octets, steps, quota).Part(depth + 1, MediaType.PlainText));
        }

        /// <summary>Moves to the next line that is a boundary of a multipart around the cursor, or to the end.</summary>
        private (int Level, bool Closes)? Skip()
        {
            if (boundaries.Count == 0)
            {
                at = mail.Length;
                return null;
            }

            var octets = mail.Span;
            while (at < octets.Length)
            {
                if (Boundary(at) is { } found) return found;
                var dashes = NextDashes(octets, at);
                steps.Add(dashes - at);
                at = dashes;
            }

            return null;
        }

        /// <summary>Where the next line begins that opens with two hyphens, after this position; the end if there is none.</summary>
        private static int NextDashes(ReadOnlySpan<byte> octets, int from)
        {
            for (var position = from + 1; position < octets.Length;)
            {
                var found = octets[position..].IndexOf("--"u8);
                if (found < 0) break;
                position += found;
                if (octets[position - 1] is (byte)'\n' or (byte)'\r') return position;
                position++;
            }

            return octets.Length;
        }

        private bool AtBoundary(int position) => boundaries.Count > 0 && Boundary(position) is not null;

        /// <summary>Which boundary the line at a position is: it may be followed by blanks only, or by hyphens when it closes.</summary>
        private (int Level, bool Closes)? Boundary(int position)
        {
            var rest = mail.Span[position..];
            if (!rest.StartsWith("--"u8)) return null;
            for (var level = boundaries.Count - 1; level >= 0; level--)
            {
                var boundary = boundaries[level];
                steps.Add(boundary.Length);
                if (!rest.StartsWith(boundary)) continue;
                var after = rest[boundary.Length..];
                if (after.StartsWith("--"u8)) return (level, true);
                var end = after.IndexOfAnyExcept((byte)' ', (byte)'\t');
                steps.Add(end < 0 ? after.Length : end);
                if (end < 0 || after[end] is (byte)'\r' or (byte)'\n') return (level, false);
            }

            return null;
        }

        /// <summary>The first line up to the next boundary that opens with two hyphens and something, without blanks at its end.</summary>
        private byte[]? FirstDashes()
        {
            var octets = mail.Span;
            for (var position = at; position < octets.Length; position = NextDashes(octets, position))
            {
                steps.Add(1);
                if (AtBoundary(position)) return null;
                Lines.Next(octets, position, out var end);
                var line = octets[position..end].TrimEnd(" \t"u8);
                if (line.StartsWith("--"u8) && line.Length is > 4 and <= MaxBoundaryOctets) return line.ToArray();
            }

            return null;
        }

        /// <summary>The line end before a boundary belongs to the boundary (RFC 2046, 5.1.1).</summary>
        private int EndBefore(int begin, int end)
        {
            if (end == mail.Length) return end;
            var body = mail.Span[begin..end];
            return end - (body.EndsWith("\r\r\n"u8) ? 3 : body.EndsWith("\r\n"u8) ? 2 : body is [.., (byte)'\n' or (byte)'\r'] ? 1 : 0);
        }
    }
}
