namespace GFlowNets.Notebooks;

// What is said of the axes.
public sealed partial record Chart
{
    /// <summary>Titles the horizontal axis.</summary>
    /// <param name="title">What is measured.</param>
    /// <param name="unit">In which unit, if it has one; it follows the title in brackets.</param>
    public Chart XAxis(string title, string? unit = null) => this with { Horizontal = Horizontal with { Title = title, Unit = unit } };

    /// <summary>Titles the vertical axis.</summary>
    /// <param name="title">What is measured.</param>
    /// <param name="unit">In which unit, if it has one; it follows the title in brackets.</param>
    public Chart YAxis(string title, string? unit = null) => this with { Vertical = Vertical with { Title = title, Unit = unit } };

    /// <summary>Fixes what the horizontal axis shows.</summary>
    /// <param name="min">Left end.</param>
    /// <param name="max">Right end.</param>
    /// <exception cref="ArgumentException">The ends are not finite or not ascending.</exception>
    public Chart XRange(double min, double max) => this with { Horizontal = Horizontal.WithRange(min, max, "XRange") };

    /// <summary>Fixes what the vertical axis shows.</summary>
    /// <param name="min">Lower end.</param>
    /// <param name="max">Upper end.</param>
    /// <exception cref="ArgumentException">The ends are not finite or not ascending.</exception>
    public Chart YRange(double min, double max) => this with { Vertical = Vertical.WithRange(min, max, "YRange") };

    /// <summary>Makes the horizontal axis logarithmic; points at or below 0 are left out.</summary>
    public Chart LogX() => this with { Horizontal = Horizontal with { Log = true } };

    /// <summary>Makes the vertical axis logarithmic; points at or below 0 are left out.</summary>
    public Chart LogY() => this with { Vertical = Vertical with { Log = true } };
}
