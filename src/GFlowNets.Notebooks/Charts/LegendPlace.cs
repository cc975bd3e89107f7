namespace GFlowNets.Notebooks;

/// <summary>Where a figure's legend stands.</summary>
public enum LegendPlace
{
    /// <summary>In rows above the charts: the default.</summary>
    Top,

    /// <summary>In a column to the right of the charts, for many or long names.</summary>
    Right,

    /// <summary>Nowhere.</summary>
    Hidden,
}
