namespace GFlowNets.Notebooks;

/// <summary>How much time a notebook may take.</summary>
public enum BudgetSize
{
    /// <summary>Seconds: every cell runs, no number means anything.</summary>
    Smoke,

    /// <summary>At most ten minutes on two cores: the default.</summary>
    Laptop,

    /// <summary>The paper's own settings.</summary>
    Paper,
}
