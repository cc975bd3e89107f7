namespace GFlowNets.Exploration;

/// <summary>What random network distillation makes of the difference between predictor and target, as bonus and as the predictor's loss.</summary>
public enum DistillationError
{
    /// <summary>Its Euclidean norm, as in the released code of generative augmented flow networks.</summary>
    Norm,

    /// <summary>The mean of its squares, as in the public code that has a sibling baseline.</summary>
    MeanSquare,
}
