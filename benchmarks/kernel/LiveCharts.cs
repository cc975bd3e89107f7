using System.Globalization;

namespace KernelBenchmarks;

// How much longer training takes while a live chart shows it: the same training again and again in one kernel, with a chart and without in
// turn, so that what slows the machine slows both. Each with its first and its last showing.
internal static class LiveCharts
{
    private const int Pairs = 32;

    public static string Measure(string program)
    {
        string folder = Path.GetDirectoryName(program)!;
        using var kernel = new KernelProcess(program);
        kernel.Execute(
            $$"""
            #r "{{Path.Combine(folder, "GFlowNets.dll")}}"
            #r "{{Path.Combine(folder, "GFlowNets.Notebooks.dll")}}"
            using System.Diagnostics;
            using GFlowNets.Environments;
            using GFlowNets.Evaluation;
            using GFlowNets.Exploration;
            using GFlowNets.Notebooks;
            using GFlowNets.Objectives;
            using GFlowNets.Policies;
            using GFlowNets.Rewards;
            using GFlowNets.Training;
            NotebookHost.Connect(value => { var shown = display(value); return next => shown.Update(next); });
            double Train(bool live)
            {
                var grid = new HyperGrid(dimensions: 2, side: 16);
                var reward = new Corners(grid, r0: 0.1, r1: 0.5, r2: 2);
                var policy = new MlpPolicy(grid, hidden: 128, layers: 2);
                var settings = new TrainingSettings { Iterations = 12_000, EvaluateEvery = 100 };
                var trainer = new Trainer(policy, new TrajectoryBalance(), new OnPolicy(policy, reward, batchSize: 16), settings, new ExactEvaluation(StateSpace.Of(grid), reward));
                var clock = Stopwatch.StartNew();
                if (live) trainer.RunLive("tv", "loss");
                else trainer.Run();
                return clock.Elapsed.TotalSeconds;
            }
            """);
        Train(live: true);
        Train(live: false);
        var ratios = new List<double>();
        double without = 0;
        for (int pair = 0; pair < Pairs; pair++)
        {
            // Which comes first alternates too, or a machine that slows down steadily would blame one of them.
            double first = Train(pair % 2 == 0), second = Train(pair % 2 == 1);
            var (live, plain) = pair % 2 == 0 ? (first, second) : (second, first);
            ratios.Add(live / plain);
            without += plain / Pairs;
        }

        double mean = ratios.Average();
        double error = Math.Sqrt(ratios.Sum(ratio => (ratio - mean) * (ratio - mean)) / (Pairs * (Pairs - 1)));
        return $"A live chart makes a training of {without:F1} s take {ratios.Order().ElementAt(Pairs / 2):F3} times as long (median of {Pairs} pairs; mean {mean:F3}, standard error {error:F3}).";

        double Train(bool live) => double.Parse(kernel.Execute($"Train(live: {(live ? "true" : "false")})").Result!, CultureInfo.InvariantCulture);
    }
}
