using GFlowNets.Environments;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Exploration;

/// <summary>Trajectories of the policy being trained, through a sampler where one is given.</summary>
public sealed class OnPolicy : IExplorer
{
    private readonly ForwardRollout _rollout;
    private readonly CountedReward _reward;
    private readonly Sampler? _sampler;
    private readonly CounterRandom _random;
    private readonly TrajectoryBatch _batch;
    private readonly StateBatch _terminating;
    private readonly int _batchSize;
    private readonly int[] _initialStates;
    private readonly TrajectorySource _role;

    /// <summary>The explorer.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="reward">The reward of terminating states.</param>
    /// <param name="batchSize">Trajectories an iteration, at least 1.</param>
    /// <param name="sampler">What changes the policy's action probabilities; null for none.</param>
    /// <param name="seed">Seed of the trajectories.</param>
    /// <param name="initialStates">
    /// The initial states to begin in, by their numbers, each as often as it is listed; null for all alike. In a
    /// <see cref="ConditionalEnvironment"/> these are the conditions to train on.
    /// </param>
    public OnPolicy(Policy policy, Reward reward, int batchSize = 16, Sampler? sampler = null, ulong seed = 0, IReadOnlyList<int>? initialStates = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (batchSize < 1)
            throw new ArgumentOutOfRangeException(nameof(batchSize), $"batchSize must be at least 1 (got {batchSize})");
        ArgumentNullException.ThrowIfNull(reward);
        reward.RequireFits(policy.Environment);
        _initialStates = RequireInitialStates(policy.Environment, initialStates);
        Policy = policy;
        _rollout = new ForwardRollout(policy, sampler);
        _reward = new CountedReward(reward);
        (_sampler, _batchSize) = (sampler, batchSize);
        _random = new CounterRandom(seed, RandomPurpose.ForwardRollout);
        _batch = new TrajectoryBatch(policy.Environment);
        _terminating = new StateBatch(policy.Environment.StateLength);
    }

    /// <summary>The policy whose trajectories it proposes.</summary>
    public Policy Policy { get; }

    /// <inheritdoc/>
    public string Name => (_role, _sampler) switch
    {
        (TrajectorySource.OnPolicy, null) => "on-policy",
        (TrajectorySource.OnPolicy, _) => _sampler.Name,
        (_, null) => RoleName,
        _ => $"{RoleName}, {_sampler.Name}",
    };

    /// <inheritdoc/>
    public long RewardCalls => _reward.Calls;

    /// <summary>Whose policy it is: a teacher's and a sibling's trajectories have random numbers and a source of their own.</summary>
    internal TrajectorySource Role
    {
        init
        {
            _role = value;
            _random = _random with
            {
                Purpose = value switch
                {
                    TrajectorySource.Teacher => RandomPurpose.TeacherRollout,
                    TrajectorySource.Sibling => RandomPurpose.SiblingRollout,
                    _ => RandomPurpose.ForwardRollout,
                },
            };
        }
    }

    private string RoleName => _role == TrajectorySource.Sibling ? "sibling" : "teacher";

    /// <inheritdoc/>
    public TrajectoryBatch Propose(long iteration)
    {
        _batch.Clear();
        _sampler?.Begin(iteration);
        _rollout.Sample(_batchSize, _random.At(iteration), _batch, _initialStates);
        if (_role != TrajectorySource.OnPolicy)
            _batch.Sources.Fill(_role);
        _terminating.Clear();
        _batch.AddTerminatingTo(_terminating);
        _reward.LogRewards(_terminating, _batch.LogRewards);
        return _batch;
    }

    /// <inheritdoc/>
    public void Observe(TrajectoryBatch batch, ObjectiveEvaluation evaluation)
    {
    }

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("seed", (long)_random.Seed);
        writer.Write("batchSize", _batchSize);
        writer.Write("rewardName", _reward.Name);
        writer.Write("reward", _reward);
        if (_initialStates.Length > 0)
            writer.Write("initialStates", _initialStates);
        if (_sampler is not null)
            writer.Write("sampler", _sampler);
    }

    /// <inheritdoc/>
    public void Load(StateReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (seed, batchSize) = ((ulong)reader.ReadLong("seed"), reader.ReadLong("batchSize"));
        if (seed != _random.Seed || batchSize != _batchSize)
        {
            throw new InvalidDataException(
                $"the checkpoint was made with seed {seed} and batches of {batchSize} (this run has seed {_random.Seed} and batches of {_batchSize}): set them alike or begin a new run");
        }

        if (reader.ReadString("rewardName") is var reward && reward != _reward.Name)
            throw new InvalidDataException($"the checkpoint was made with the reward {reward} (this run has {_reward.Name}): set them alike or begin a new run");
        var initialStates = reader.Contains("initialStates") ? reader.ReadInts("initialStates") : [];
        if (!initialStates.AsSpan().SequenceEqual(_initialStates))
        {
            throw new InvalidDataException(
                $"the checkpoint was made with the initial states [{string.Join(", ", initialStates)}] (this run has [{string.Join(", ", _initialStates)}]): set them alike or begin a new run");
        }

        reader.Read("reward", _reward);
        if (_sampler is not null)
            reader.Read("sampler", _sampler);
    }

    private static int[] RequireInitialStates(DiscreteEnvironment environment, IReadOnlyList<int>? initialStates)
    {
        if (initialStates is null)
            return [];
        if (initialStates.Count == 0)
            throw new ArgumentException("there must be an initial state to begin in: list at least one, or give null for all", nameof(initialStates));
        foreach (var which in initialStates)
        {
            if ((uint)which >= (uint)environment.InitialStateCount)
                throw new ArgumentOutOfRangeException(nameof(initialStates), $"{environment.Name} has the initial states 0 to {environment.InitialStateCount - 1} (got {which})");
        }

        return [.. initialStates];
    }
}
