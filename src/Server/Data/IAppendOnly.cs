namespace Nightbell.Data;

/// <summary>
/// A row that does not change once it was added, and by which no worker goes, so that nobody needs to follow it: most of what a message writes
/// is of this kind (ADR 44).
/// </summary>
public interface IAppendOnly;
