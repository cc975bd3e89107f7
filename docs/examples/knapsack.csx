// A problem of one's own for ./gfn race: a knapsack. Things may be packed in any order while they fit; the value of what is packed is rewarded.
using GFlowNets.Environments;
using GFlowNets.Experiments;
using GFlowNets.Rewards;

sealed class Knapsack(int[] weights, int capacity) : DiscreteEnvironment
{
    public override string Name => $"knapsack of {weights.Length} things, {capacity} kg";

    // One flag a thing.
    public override int StateLength => weights.Length;

    // Pack a thing, or stop.
    public override int ActionCount => weights.Length + 1;

    public override int BackwardActionCount => weights.Length;

    public override int StopAction => weights.Length;

    public override int FeatureCount => weights.Length;

    public override void Reset(Span<int> state) => state.Clear();

    public override void ForwardActions(ReadOnlySpan<int> state, Span<bool> legal)
    {
        var room = capacity;
        for (var i = 0; i < weights.Length; i++)
            room -= state[i] * weights[i];
        for (var i = 0; i < weights.Length; i++)
            legal[i] = state[i] == 0 && weights[i] <= room;
        legal[StopAction] = true;
    }

    public override void BackwardActions(ReadOnlySpan<int> state, Span<bool> legal)
    {
        for (var i = 0; i < weights.Length; i++)
            legal[i] = state[i] == 1;
    }

    public override void Step(Span<int> state, int action) => state[action] = 1;

    public override void StepBack(Span<int> state, int backwardAction) => state[backwardAction] = 0;

    public override void WriteFeatures(ReadOnlySpan<int> state, FeatureWriter features)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            if (state[i] == 1)
                features.OneHot(i);
        }
    }
}

sealed class PackedValue(Knapsack knapsack, double[] values) : Reward
{
    public override string Name => "e to the value packed";

    public override DiscreteEnvironment Environment => knapsack;

    public override double LogReward(ReadOnlySpan<int> state)
    {
        var value = 0.0;
        for (var i = 0; i < values.Length; i++)
            value += state[i] * values[i];
        return value;
    }
}

int[] weights = [4, 7, 1, 9, 3, 6, 2, 8, 5, 7, 3, 4];
double[] values = [1.1, 2.3, 0.2, 2.9, 0.8, 1.5, 0.7, 2.2, 1.6, 1.9, 1.0, 0.9];

// Called once a run: runs go side by side and share nothing that changes.
var problem = new RaceProblem("knapsack", () => new PackedValue(new Knapsack(weights, 25), values)) { RewardCalls = 8000 };
