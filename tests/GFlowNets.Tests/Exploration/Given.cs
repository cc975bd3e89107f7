using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Tests.Exploration;

/// <summary>Proposes one batch, again and again.</summary>
internal sealed class Given(TrajectoryBatch batch) : IExplorer
{
    public string Name => "given";

    public long RewardCalls => 0;

    public TrajectoryBatch Propose(long iteration) => batch;

    public void Observe(TrajectoryBatch proposed, ObjectiveEvaluation evaluation)
    {
    }

    public void Save(StateWriter writer)
    {
    }

    public void Load(StateReader reader)
    {
    }
}
