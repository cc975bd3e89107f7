using System.Collections.Immutable;

namespace GFlowNets.Notebooks;

/// <summary>Charts side by side under one title and one legend; made by <see cref="Chart.Grid"/>.</summary>
public sealed record ChartGrid : Figure
{
    internal ChartGrid(int columns, ImmutableArray<Chart> charts)
    {
        if (columns < 1) throw new ArgumentOutOfRangeException(nameof(columns), $"columns must be at least 1 (got {columns}).");
        (Columns, Panels) = (Math.Min(columns, charts.Length), charts);
    }

    internal override int Columns { get; }

    internal override ImmutableArray<Chart> Panels { get; }

    /// <summary>Titles the whole figure; the charts keep their own titles.</summary>
    /// <param name="title">The title.</param>
    public ChartGrid Title(string title) => this with { Heading = title };

    /// <summary>Sets the size of the whole picture, which the charts share equally.</summary>
    /// <param name="width">Pixels, 120 to 4000.</param>
    /// <param name="height">Pixels, 120 to 4000.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side lies outside that range.</exception>
    public ChartGrid Size(int width, int height) => this with { Pixels = CheckSize(width, height) };

    /// <summary>Dresses the whole figure in a theme.</summary>
    /// <param name="theme">The theme, such as <see cref="ChartTheme.Dark"/>.</param>
    public ChartGrid Theme(ChartTheme theme) => this with { Dress = theme };

    /// <summary>Says where the legend of the whole figure stands.</summary>
    /// <param name="place">Above, to the right, or nowhere.</param>
    public ChartGrid Legend(LegendPlace place) => this with { LegendAt = place };

    /// <inheritdoc/>
    public override string ToString() => ToText();
}
