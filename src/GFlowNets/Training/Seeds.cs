namespace GFlowNets.Training;

/// <summary>Runs the same experiment with several seeds side by side, one a core.</summary>
public static class Seeds
{
    /// <summary>Runs a function once a seed, from 0 up, on threads of their own; results are in the order of the seeds.</summary>
    /// <typeparam name="T">What a run gives.</typeparam>
    /// <param name="count">Number of seeds, at least 1.</param>
    /// <param name="run">One run. It must share no mutable object with the others; its bits depend on its seed alone.</param>
    /// <param name="threads">Runs at a time; 0 for one a core.</param>
    /// <exception cref="AggregateException">Runs failed; the others were finished.</exception>
    public static IReadOnlyList<T> Run<T>(int count, Func<ulong, T> run, int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentNullException.ThrowIfNull(run);
        var results = new T[count];
        var failures = new List<Exception>();
        var next = -1;
        // Threads and not tasks: dispose scopes belong to a thread, and a run holds its core for minutes.
        var workers = Enumerable.Range(0, Math.Min(count, threads == 0 ? System.Environment.ProcessorCount : threads))
            .Select(_ => new Thread(Work))
            .ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        return failures.Count == 0 ? results : throw new AggregateException($"{failures.Count} of {count} seeds failed", failures);

        void Work()
        {
            for (var seed = Interlocked.Increment(ref next); seed < count; seed = Interlocked.Increment(ref next))
            {
                try
                {
                    results[seed] = run((ulong)seed);
                }
                catch (Exception error)
                {
                    lock (failures)
                        failures.Add(error);
                }
            }
        }
    }
}
