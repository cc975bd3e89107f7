namespace GFlowNets.Experiments;

/// <summary>A rank from 1, the best, ties averaged, with an interval that holds it in 95 % of resamplings of the seeds.</summary>
/// <param name="Value">The rank.</param>
/// <param name="Lower">Lower end.</param>
/// <param name="Upper">Upper end.</param>
public readonly record struct RaceRank(double Value, double Lower, double Upper)
{
    /// <summary>Such as "2.5 [1.8, 3.7]".</summary>
    public override string ToString() => FormattableString.Invariant($"{Value:0.#} [{Lower:0.#}, {Upper:0.#}]");
}
