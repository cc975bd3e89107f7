namespace GFlowNets.Notebooks;

/// <summary>The judgement of a claim.</summary>
public enum Outcome
{
    /// <summary>The claim holds, with its whole confidence interval.</summary>
    Reproduced,

    /// <summary>The claim fails, with its whole confidence interval.</summary>
    NotReproduced,

    /// <summary>The confidence interval reaches to both sides of what was claimed, or a number is not finite: more runs are needed.</summary>
    Undecided,

    /// <summary>Nothing was measured.</summary>
    NotTested,
}
