namespace Nightbell.Mail.Reports;

/// <summary>Reads reports that are only words: a third of all.</summary>
internal static class PlainReport
{
    private static readonly string[] TitlesOfPeople = ["administrator", "admin", "root", "complaints"];

    /// <summary>The report in a mail; null when it does not look like one.</summary>
    public static Report? Read(Incoming mail)
    {
        if (!IsReport(mail)) return null;
        var kind = KindOf(mail);
        var addresses = mail.Failed;
        var sections = new Sections(mail.Text.Text, addresses, mail.Steps);
        var recipients = addresses.Select(address =>
        {
            // Of a single recipient everything is said, also what stands above the line that names it.
            var (section, whole) = (sections.Of(address), mail.Text.Text);
            if (addresses.Count > 1 && section.Length > 0) whole = "";
            else if (HasNoCode(section) && ServerWords.In(whole, mail.Steps).Code is not null) section = whole;
            return Judgement.Judge(kind, address, null, null, null, section, whole, mail.Steps);
        });
        return ReportReader.Make(mail, [.. recipients], null, kind);

        bool HasNoCode(string section) => ServerWords.In(section, mail.Steps) is { Code: null, Status: null };
    }

    /// <summary>
    /// A program sent it and it says what reports say; or it says so twice over and returns a mail. People who write "could not be delivered"
    /// are no reports.
    /// </summary>
    private static bool IsReport(Incoming mail)
    {
        if (mail.Mail.Headers.Has("X-Failed-Recipients")) return true;
        var signs = mail.SubjectSigns;
        var subject = IsSign(signs) || signs.Has(Sign.DelayedSubject) || signs.Has(Sign.DeliveredSubject) || signs.Has(Sign.Report);
        var text = IsSign(mail.TextSigns);
        if (IsMachine(mail)) return subject || text;
        if (mail.SubjectSigns.Has(Sign.AutoReply) || IsAnswer(mail.Subject)) return false;
        return subject && (mail.Mail.Headers.HasNullSender || (text && mail.Text.Returned is not null));
    }

    private static bool IsSign(Signs signs) => signs.Has(Sign.Failed) || signs.Has(Sign.Delayed) || signs.Has(Sign.Delivered);

    private static ReportKind KindOf(Incoming mail)
    {
        var (subject, text) = (mail.SubjectSigns, mail.TextSigns);
        if (subject.Has(Sign.Delayed) || (subject.Has(Sign.DelayedSubject) && !subject.Has(Sign.Failed) && !IsFinal(mail))) return ReportKind.Delayed;
        if (subject.Has(Sign.Failed)) return ReportKind.Failed;
        if (subject.Has(Sign.Delivered) || (subject.Has(Sign.DeliveredSubject) && !text.Has(Sign.Failed))) return ReportKind.Delivered;
        if (text.Has(Sign.Delayed)) return ReportKind.Delayed;
        return text.Has(Sign.Delivered) && !text.Has(Sign.Failed) ? ReportKind.Delivered : ReportKind.Failed;
    }

    /// <summary>"Warning" and its like stand above final reports, too.</summary>
    private static bool IsFinal(Incoming mail) => mail.TextSigns.Has(Sign.Failed) && !mail.TextSigns.Has(Sign.Delayed);

    private static bool IsMachine(Incoming mail)
    {
        var from = mail.From.AsSpan().Trim();
        if (from.IsEmpty || from is "<>") return true;
        var name = from.ToString().Replace('@', ' ').Replace('_', ' ');

        // People who are called so answer, too, and quote what was said to them.
        if (IsAnswer(mail.Subject))
            foreach (var title in TitlesOfPeople) name = name.Replace(title, "", StringComparison.OrdinalIgnoreCase);
        return Signs.In(name, mail.Steps).Has(Sign.Machine);
    }

    private static bool IsAnswer(string subject)
    {
        foreach (var mark in new[] { "Re:", "Fwd:", "Fw:", "Aw:", "Antw:", "Wg:", "Vá:", "Tr:", "Odp:", "SV:", "VS:", "R:", "RIF:", "RES:", "YNT:" })
            if (subject.StartsWith(mark, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }
}
