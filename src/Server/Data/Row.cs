using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Nightbell.Data;

/// <summary>
/// A row that tells of its changes: EF neither copies it when a unit takes it nor compares it when the unit is over, which of the rows that every message
/// takes was a fourth of the one writer's work (ADR 44). Every column that may change is set by <see cref="Set"/>.
/// </summary>
public abstract class Row : INotifyPropertyChanging, INotifyPropertyChanged
{
    public event PropertyChangingEventHandler? PropertyChanging;

    public event PropertyChangedEventHandler? PropertyChanged;

    /// <summary>The column has this value now.</summary>
    protected void Set<T>(ref T column, T value, [CallerMemberName] string name = "")
    {
        if (EqualityComparer<T>.Default.Equals(column, value))
            return;
        PropertyChanging?.Invoke(this, new(name));
        column = value;
        PropertyChanged?.Invoke(this, new(name));
    }
}
