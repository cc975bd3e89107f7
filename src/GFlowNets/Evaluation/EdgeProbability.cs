namespace GFlowNets.Evaluation;

/// <summary>How likely a trajectory is to take an edge. Times Z, it is the flow along the edge.</summary>
/// <param name="Parent">The state it leaves.</param>
/// <param name="Child">The state it enters.</param>
/// <param name="Probability">Probability that a trajectory takes it.</param>
public readonly record struct EdgeProbability(int[] Parent, int[] Child, double Probability);
