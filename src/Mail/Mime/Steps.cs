namespace Nightbell.Mail.Mime;

/// <summary>Work done so far, counted in octets and characters looked at: what a test can hold against the size of a mail, unlike time.</summary>
public sealed class Steps
{
    /// <summary>Octets and characters looked at.</summary>
    public long Count { get; private set; }

    internal void Add(int looks) => Count += looks;
}
