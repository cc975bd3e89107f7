namespace GFlowNets.Notebooks;

/// <summary>What our number in a verdict rests on.</summary>
public enum Basis
{
    /// <summary>Runs made in this notebook, just now.</summary>
    Live,

    /// <summary>A recorded experiment of data/results.</summary>
    Recorded,
}
