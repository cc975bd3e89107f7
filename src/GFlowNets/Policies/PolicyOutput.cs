namespace GFlowNets.Policies;

/// <summary>What a network says of a batch of n states, before illegal actions are masked.</summary>
/// <param name="ForwardLogits">Scores of the forward actions, n × actions.</param>
/// <param name="BackwardLogits">Scores of the backward actions, n × backward actions; null where P_B is uniform.</param>
/// <param name="LogFlow">log F(s), length n; null where the network has no flow head.</param>
public sealed record PolicyOutput(Tensor ForwardLogits, Tensor? BackwardLogits, Tensor? LogFlow);
