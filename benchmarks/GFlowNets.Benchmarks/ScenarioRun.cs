using System.Diagnostics;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;

namespace GFlowNets.Benchmarks;

/// <summary>Times training iterations of a scenario, phase by phase.</summary>
internal static class ScenarioRun
{
    private const int Hidden = 256;

    internal static Measurement Measure(Scenario scenario, int batch, int threads, bool merge, double peak, int repeats, int warmup, int iterations)
    {
        torch.set_num_threads(threads);
        var (environment, reward) = scenario.Create();
        using var policy = new MlpPolicy(environment, Hidden, layers: 2, BackwardPolicy.Learned);
        var objective = new TrajectoryBalance();
        var explorer = new OnPolicy(policy, reward, batch);
        using var optimizer = torch.optim.Adam(
            new List<Adam.ParamGroup>
            {
                new(policy.Parameters.Select(p => p.Value).ToList(), 1e-3),
                new(objective.Parameters.Select(p => p.Value).ToList(), 0.1),
            });
        var iteration = 0L;
        for (var i = 0; i < warmup; i++)
            Iterate();
        var times = new List<(double Total, double[] Phases)>();
        var (states, distinct) = (0L, 0L);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            var phases = new double[4];
            for (var i = 0; i < iterations; i++)
            {
                var (marks, visited, evaluated) = Iterate();
                for (var phase = 0; phase < phases.Length; phase++)
                    phases[phase] += Stopwatch.GetElapsedTime(marks[phase], marks[phase + 1]).TotalMilliseconds / iterations;
                (states, distinct) = (states + visited, distinct + evaluated);
            }

            times.Add((phases.Sum(), phases));
        }

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        var sorted = times.OrderBy(t => t.Total).ToList();
        var (best, median) = (sorted[0].Total, sorted[sorted.Count / 2]);
        double count = repeats * iterations;
        var multiplyAdds = 3 * (states / count) * MultiplyAdds(environment);
        var limit = 2 * multiplyAdds / (peak * threads) / 1e6;
        return new Measurement(
            scenario.Name, batch, threads, merge, best, median.Total, limit, scenario.Torchgfn[batch],
            median.Phases[0], median.Phases[1], median.Phases[2], median.Phases[3],
            states / count, distinct / count, 2 * multiplyAdds / best / 1e6, peak * threads, allocated / count);

        (long[] Marks, int States, int Distinct) Iterate()
        {
            var marks = new long[5];
            marks[0] = Stopwatch.GetTimestamp();
            using var scope = torch.NewDisposeScope();
            var trajectories = explorer.Propose(iteration++);
            marks[1] = Stopwatch.GetTimestamp();
            optimizer.zero_grad();
            var evaluation = TrajectoryEvaluation.Of(policy, trajectories, merge);
            var judged = objective.Evaluate(trajectories, evaluation);
            marks[2] = Stopwatch.GetTimestamp();
            judged.Loss.backward();
            marks[3] = Stopwatch.GetTimestamp();
            optimizer.step();
            marks[4] = Stopwatch.GetTimestamp();
            return (marks, trajectories.RowCount, evaluation.DistinctStates);
        }
    }

    /// <summary>Multiply-adds of one forward pass of one state: sparse input rows, the hidden layer, the heads.</summary>
    private static double MultiplyAdds(Environments.DiscreteEnvironment environment)
    {
        var outputs = environment.ActionCount + environment.BackwardActionCount;
        // The input layer adds one row a feature that is set: at most one for each integer of the state.
        return Hidden * (environment.StateLength + (double)Hidden + outputs);
    }
}
