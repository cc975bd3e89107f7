using GFlowNets.Environments;
using GFlowNets.Rewards;

namespace GFlowNets.Evaluation;

/// <summary>The target p(x) = R(x)/Z over all reachable terminating states, with exact log Z. Costs one reward a terminating state.</summary>
public sealed class TargetDistribution : TerminatingDistribution
{
    private TargetDistribution(StateSpace space, double[] probabilities, double logPartition, double modeMass)
        : base(space, probabilities) => (LogPartition, ModeMass) = (logPartition, modeMass);

    /// <summary>log Z = log Σ R(x).</summary>
    public double LogPartition { get; }

    /// <summary>Probability of the modes under the target; NaN where the reward does not name its modes.</summary>
    public double ModeMass { get; }

    /// <summary>The target of a reward.</summary>
    /// <exception cref="InvalidOperationException">Every reward is zero, or one is not a number.</exception>
    public static TargetDistribution Of(StateSpace space, Reward reward)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(reward);
        var logRewards = LogRewards(space, reward);
        var largest = logRewards.Max();
        if (!double.IsFinite(largest))
            throw new InvalidOperationException($"{reward.Name} on {space.Environment.Name}: the largest log-reward must be finite (got {largest})");
        var sum = 0.0;
        foreach (var logReward in logRewards)
            sum += Math.Exp(logReward - largest);
        var logPartition = largest + Math.Log(sum);
        for (var i = 0; i < logRewards.Length; i++)
            logRewards[i] = Math.Exp(logRewards[i] - logPartition);
        return new TargetDistribution(space, logRewards, logPartition, MassOfModes(space, reward, logRewards));
    }

    /// <summary>log R by state number; −∞ where trajectories cannot end.</summary>
    internal static double[] LogRewards(StateSpace space, Reward reward)
    {
        reward.RequireFits(space.Environment);
        const int chunk = 4096;
        var logRewards = new double[space.Count];
        Array.Fill(logRewards, double.NegativeInfinity);
        var states = new StateBatch(space.Environment.StateLength, chunk);
        var (numbers, values) = (new int[chunk], new double[chunk]);
        var state = new int[space.Environment.StateLength];
        for (var index = 0; index < space.Count; index++)
        {
            space.StateAt(index, state);
            if (space.IsReachable(index) && space.Environment.IsTerminating(state))
            {
                numbers[states.Count] = index;
                states.Add(state);
            }

            if (states.Count < chunk && index < space.Count - 1)
                continue;
            reward.LogRewards(states, values.AsSpan(0, states.Count));
            for (var row = 0; row < states.Count; row++)
            {
                logRewards[numbers[row]] = double.IsNaN(values[row]) || values[row] == double.PositiveInfinity
                    ? throw new InvalidOperationException($"{reward.Name}: the log-reward of {space.Environment.Describe(states[row])} must be a finite number or −∞ (got {values[row]})")
                    : values[row];
            }

            states.Clear();
        }

        return logRewards;
    }

    private static double MassOfModes(StateSpace space, Reward reward, double[] probabilities)
    {
        if (reward.KnownModes is not { } modes)
            return double.NaN;
        var (mass, state) = (0.0, new int[space.Environment.StateLength]);
        for (var index = 0; index < probabilities.Length; index++)
        {
            if (probabilities[index] == 0)
                continue;
            space.StateAt(index, state);
            if (modes.IsMode(state))
                mass += probabilities[index];
        }

        return mass;
    }
}
