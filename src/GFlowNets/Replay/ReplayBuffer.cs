using GFlowNets.Environments;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Replay;

/// <summary>
/// Trajectories, or terminating states, that were seen before, with their log-rewards and priorities. How they are drawn is a
/// <see cref="ReplayDraw"/>'s business, and when they are inserted an explorer's. Inserting costs one pass over the buffer where it is full.
/// </summary>
public sealed class ReplayBuffer : ISaveable
{
    private readonly List<ReplayItem> _items = [];
    private readonly Dictionary<int[], int> _slots = new(StateContents.Instance);
    private long _insertions;

    /// <summary>An empty buffer.</summary>
    /// <param name="environment">The environment whose trajectories it keeps.</param>
    /// <param name="settings">What it keeps and how it ages; the defaults where null.</param>
    public ReplayBuffer(DiscreteEnvironment environment, ReplaySettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        Environment = environment;
        Settings = settings ?? new ReplaySettings();
        Settings.Validate();
    }

    /// <summary>The environment whose trajectories it keeps.</summary>
    public DiscreteEnvironment Environment { get; }

    /// <summary>What it keeps and how it ages.</summary>
    public ReplaySettings Settings { get; }

    /// <summary>Number of items.</summary>
    public int Count => _items.Count;

    /// <summary>The terminating state of an item; valid until the next insertion.</summary>
    public ReadOnlySpan<int> State(int item) => _items[item].State;

    /// <summary>log R of an item's state.</summary>
    public double LogReward(int item) => _items[item].LogReward;

    /// <summary>The log-reward by which an item is ranked and drawn: its own, unless <see cref="ReplaySettings.MisalignedAsPublished"/>.</summary>
    public double RankLogReward(int item) => _items[item].RankLogReward;

    /// <summary>Priority of an item.</summary>
    public double Priority(int item) => _items[item].Priority;

    /// <summary>Number of the insertion that brought an item, counted from the first; it tells whether an item is still the same.</summary>
    public long Age(int item) => _items[item].Age;

    /// <summary>Inserts the trajectories of a batch, as far as the settings admit them.</summary>
    /// <param name="batch">Trajectories with their log-rewards.</param>
    /// <param name="residuals">One signed residual a trajectory; where empty, newcomers get the highest priority stored, or 1.</param>
    /// <returns>Number of trajectories that were taken in.</returns>
    /// <exception cref="ArgumentException">A log-reward is not known, or the number of residuals is wrong; nothing was inserted.</exception>
    public int Add(TrajectoryBatch batch, ReadOnlySpan<double> residuals = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!residuals.IsEmpty && residuals.Length != batch.Count)
            throw new ArgumentException($"there must be one residual a trajectory: {batch.Count} (got {residuals.Length})", nameof(residuals));
        var priorities = new double[batch.Count];
        var highest = _items.Count == 0 ? 1 : _items.Max(item => item.Priority);
        for (var trajectory = 0; trajectory < batch.Count; trajectory++)
        {
            if (double.IsNaN(batch.LogRewards[trajectory]))
            {
                throw new ArgumentException(
                    $"the log-reward of trajectory {trajectory}, which ends in {Environment.Describe(batch.Terminating(trajectory))}, is not known: fill in LogRewards first", nameof(batch));
            }

            priorities[trajectory] = residuals.IsEmpty ? highest : Settings.Priority.Of(residuals[trajectory]);
        }

        var valueOf = ValueOrder(batch);
        var admitted = 0;
        for (var trajectory = 0; trajectory < batch.Count; trajectory++)
        {
            var value = valueOf[trajectory];
            if (Insert(Item(batch, trajectory, batch.LogRewards[value], priorities[value]), batch, trajectory))
                admitted++;
        }

        return admitted;
    }

    /// <summary>Sets an item's priority from a new residual.</summary>
    public void SetPriority(int item, double residual) => _items[item].Priority = Settings.Priority.Of(residual);

    /// <summary>Appends an item's stored trajectory to a batch, with its log-reward.</summary>
    /// <exception cref="InvalidOperationException">The buffer keeps terminating states only.</exception>
    public void AppendTrajectory(int item, TrajectoryBatch into)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (Settings.Content != ReplayContent.Trajectories)
            throw new InvalidOperationException("this buffer keeps terminating states only: walk back from them, or ask for ReplayContent.Trajectories");
        var stored = _items[item];
        for (var row = 0; row < stored.Actions.Length; row++)
            into.AddRow(stored.Rows.AsSpan(row * Environment.StateLength, Environment.StateLength), stored.Actions[row], stored.BackwardActions[row]);
        into.EndTrajectory(TrajectorySource.Replay, logReward: stored.LogReward);
    }

    /// <summary>Forgets all items.</summary>
    public void Clear()
    {
        _items.Clear();
        _slots.Clear();
    }

    /// <summary>
    /// Puts other trajectories in the place of the stored ones, as where the actions that these were made of are no more; everything else about
    /// the items stays.
    /// </summary>
    /// <param name="trajectories">One trajectory an item, in the items' order, each to the item's terminating state.</param>
    /// <exception cref="ArgumentException">They are not one an item, or lead elsewhere; nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">The buffer keeps terminating states only.</exception>
    public void ReplaceTrajectories(TrajectoryBatch trajectories)
    {
        ArgumentNullException.ThrowIfNull(trajectories);
        if (Settings.Content != ReplayContent.Trajectories)
            throw new InvalidOperationException("this buffer keeps terminating states only, so it has no trajectories to replace");
        if (trajectories.Count != Count)
            throw new ArgumentException($"there must be one trajectory an item: {Count} (got {trajectories.Count})", nameof(trajectories));
        for (var i = 0; i < Count; i++)
        {
            if (!trajectories.Terminating(i).SequenceEqual(_items[i].State))
                throw new ArgumentException($"trajectory {i} must end in {Environment.Describe(_items[i].State)}, as item {i} does (got {Environment.Describe(trajectories.Terminating(i))})", nameof(trajectories));
        }

        for (var i = 0; i < Count; i++)
            (_items[i].Rows, _items[i].Actions, _items[i].BackwardActions) = Contents(trajectories, i);
    }

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("settings", $"{Settings} of {Environment.Name}");
        writer.Write("insertions", _insertions);
        writer.Write("states", _items.SelectMany(item => item.State).ToArray());
        writer.Write("logRewards", _items.Select(item => item.LogReward).ToArray());
        writer.Write("rankLogRewards", _items.Select(item => item.RankLogReward).ToArray());
        writer.Write("priorities", _items.Select(item => item.Priority).ToArray());
        writer.Write("ages", _items.Select(item => item.Age).ToArray());
        writer.Write("lengths", _items.Select(item => item.Actions.Length).ToArray());
        writer.Write("rows", _items.SelectMany(item => item.Rows).ToArray());
        writer.Write("actions", _items.SelectMany(item => item.Actions).ToArray());
        writer.Write("backwardActions", _items.SelectMany(item => item.BackwardActions).ToArray());
    }

    /// <inheritdoc/>
    public void Load(StateReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.ReadString("settings") is var settings && settings != $"{Settings} of {Environment.Name}")
            throw new InvalidDataException($"the checkpoint's replay buffer holds {settings} (this run's {Settings} of {Environment.Name}): set them alike or begin a new run");
        var (states, rows, actions, backward) = (reader.ReadInts("states"), reader.ReadInts("rows"), reader.ReadInts("actions"), reader.ReadInts("backwardActions"));
        var (logRewards, ranks, priorities) = (reader.ReadDoubles("logRewards"), reader.ReadDoubles("rankLogRewards"), reader.ReadDoubles("priorities"));
        var (ages, lengths, length) = (reader.ReadLongs("ages"), reader.ReadInts("lengths"), Environment.StateLength);
        _items.Clear();
        _slots.Clear();
        var start = 0;
        for (var i = 0; i < ages.Length; i++)
        {
            var end = start + lengths[i];
            Store(new ReplayItem
            {
                State = states.AsSpan(i * length, length).ToArray(),
                LogReward = logRewards[i],
                RankLogReward = ranks[i],
                Priority = priorities[i],
                Age = ages[i],
                Rows = rows[(start * length)..(end * length)],
                Actions = actions[start..end],
                BackwardActions = backward[start..end],
            });
            start = end;
        }

        _insertions = reader.ReadLong("insertions");
    }

    private ReplayItem Item(TrajectoryBatch batch, int trajectory, double rankLogReward, double priority)
    {
        var (rows, actions, backwardActions) = Settings.Content == ReplayContent.Trajectories ? Contents(batch, trajectory) : ([], [], []);
        return new ReplayItem
        {
            State = batch.Terminating(trajectory).ToArray(),
            LogReward = batch.LogRewards[trajectory],
            RankLogReward = rankLogReward,
            Priority = priority,
            Age = _insertions++,
            Rows = rows,
            Actions = actions,
            BackwardActions = backwardActions,
        };
    }

    private (int[] Rows, int[] Actions, int[] BackwardActions) Contents(TrajectoryBatch batch, int trajectory)
    {
        var (rows, length) = (batch.Offsets[trajectory]..batch.Offsets[trajectory + 1], Environment.StateLength);
        return (
            batch.States.Values[(rows.Start.Value * length)..(rows.End.Value * length)].ToArray(),
            batch.Actions[rows].ToArray(),
            batch.BackwardActions[rows].ToArray());
    }

    private bool Insert(ReplayItem item, TrajectoryBatch batch, int trajectory)
    {
        if (Settings.Deduplicate && _slots.TryGetValue(item.State, out var slot))
        {
            _items[slot] = item;
            return true;
        }

        if (Count < Settings.Capacity)
        {
            Store(item);
            return true;
        }

        var worst = Worst();
        if (Key(item) < Key(_items[worst]) || !IsDiverse(item, batch, trajectory))
            return false;
        Replace(worst, item);
        return true;
    }

    private bool IsDiverse(ReplayItem item, TrajectoryBatch batch, int trajectory)
    {
        if (Settings.Diversity is not { } rule)
            return true;
        for (var earlier = 0; earlier < trajectory; earlier++)
        {
            if (rule.Distance.IsWithin(batch.Terminating(earlier), item.State, rule.Cutoff))
                return false;
        }

        var alone = true;
        foreach (var stored in _items)
        {
            if (!rule.Distance.IsWithin(stored.State, item.State, rule.Cutoff))
                continue;
            if (item.RankLogReward > stored.RankLogReward)
                return true;
            alone = false;
        }

        return alone;
    }

    private double Key(ReplayItem item) => Settings.Eviction switch
    {
        ReplayEviction.LowestReward => item.RankLogReward,
        ReplayEviction.LowestPriority => item.Priority,
        _ => item.Age,
    };

    private int Worst()
    {
        var worst = 0;
        for (var i = 1; i < Count; i++)
        {
            if ((Key(_items[i]), _items[i].Age).CompareTo((Key(_items[worst]), _items[worst].Age)) < 0)
                worst = i;
        }

        return worst;
    }

    private void Store(ReplayItem item)
    {
        if (Settings.Deduplicate)
            _slots.Add(item.State, Count);
        _items.Add(item);
    }

    private void Replace(int slot, ReplayItem item)
    {
        if (Settings.Deduplicate)
        {
            _slots.Remove(_items[slot].State);
            _slots.Add(item.State, slot);
        }

        _items[slot] = item;
    }

    /// <summary>Which trajectory's values each trajectory's state gets: its own, or those that the published code gave it.</summary>
    private int[] ValueOrder(TrajectoryBatch batch)
    {
        var order = Enumerable.Range(0, batch.Count).ToArray();
        if (!Settings.MisalignedAsPublished)
            return order;
        var values = new int[batch.Count];
        var ended = order.OrderBy(batch.TransitionCount).ToArray();
        for (var place = 0; place < ended.Length; place++)
            values[ended[place]] = place;
        return values;
    }
}
