using System.Diagnostics;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;

namespace GFlowNets.Benchmarks;

/// <summary>Times training iterations of a scenario, phase by phase.</summary>
internal static class ScenarioRun
{
    private const int Hidden = 256;
    private static bool compiled;

    /// <summary>torchgfn's protocol: a fresh network, iterations that are not timed, then those that are.</summary>
    private const int WarmUp = 50;
    private const int Timed = 100;

    internal static Measurement Measure(Scenario scenario, int batch, int threads, bool merge, double peak, int repeats)
    {
        torch.set_num_threads(threads);
        CompileOnce(scenario, batch, merge);
        var runs = Enumerable.Range(0, repeats).Select(_ => Repeat(scenario, batch, merge)).OrderBy(run => run.Total).ToList();
        var (best, median) = (runs[0], runs[runs.Count / 2]);
        var environment = scenario.Create().Environment;
        var multiplyAdds = 3 * best.States * MultiplyAdds(environment);
        return new Measurement(
            scenario.Name, batch, threads, merge, best.Total, median.Total, 2 * multiplyAdds / (peak * threads) / 1e6, scenario.Torchgfn[batch],
            median.Phases[0], median.Phases[1], median.Phases[2], median.Phases[3],
            best.States, best.Distinct, 2 * multiplyAdds / best.Total / 1e6, peak * threads, median.Allocated);
    }

    /// <summary>Repeats until the just-in-time compiler has had time for its last tier, which it reaches in the background.</summary>
    private static void CompileOnce(Scenario scenario, int batch, bool merge)
    {
        var started = Stopwatch.GetTimestamp();
        var wait = compiled ? TimeSpan.FromSeconds(0.2) : TimeSpan.FromSeconds(4);
        do
            Repeat(scenario, batch, merge);
        while (Stopwatch.GetElapsedTime(started) < wait);
        compiled = true;
    }

    private static Run Repeat(Scenario scenario, int batch, bool merge)
    {
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
        var evaluator = new TrajectoryEvaluator(policy, merge);
        var phases = new double[4];
        var marks = new long[5];
        var (states, distinct, allocated) = (0L, 0L, 0L);
        for (var iteration = 0; iteration < WarmUp + Timed; iteration++)
        {
            if (iteration == WarmUp)
                allocated = GC.GetTotalAllocatedBytes(precise: true);
            using var scope = torch.NewDisposeScope();
            marks[0] = Stopwatch.GetTimestamp();
            using var kept = merge ? policy.KeepActivations() : null;
            var trajectories = explorer.Propose(iteration);
            marks[1] = Stopwatch.GetTimestamp();
            optimizer.zero_grad();
            var evaluation = evaluator.Evaluate(trajectories);
            var judged = objective.Evaluate(trajectories, evaluation);
            marks[2] = Stopwatch.GetTimestamp();
            judged.Loss.backward();
            kept?.Dispose();
            marks[3] = Stopwatch.GetTimestamp();
            optimizer.step();
            marks[4] = Stopwatch.GetTimestamp();
            if (iteration < WarmUp)
                continue;
            for (var phase = 0; phase < phases.Length; phase++)
                phases[phase] += Stopwatch.GetElapsedTime(marks[phase], marks[phase + 1]).TotalMilliseconds / Timed;
            (states, distinct) = (states + trajectories.RowCount, distinct + evaluation.DistinctStates);
        }

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return new Run(phases, states / (double)Timed, distinct / (double)Timed, allocated / (double)Timed);
    }

    private sealed record Run(double[] Phases, double States, double Distinct, double Allocated)
    {
        internal double Total => Phases.Sum();
    }

    /// <summary>Multiply-adds of one forward pass of one state: sparse input rows, the hidden layer, the heads.</summary>
    private static double MultiplyAdds(Environments.DiscreteEnvironment environment)
    {
        var outputs = environment.ActionCount + environment.BackwardActionCount;
        // The input layer adds one row a feature that is set: at most one for each integer of the state.
        return Hidden * (environment.StateLength + (double)Hidden + outputs);
    }
}
