using System.Runtime.CompilerServices;

namespace GFlowNets.Tensors;

/// <summary>
/// A fork and join on long-lived threads. One caller at a time has them; a caller that finds them busy (seeds training
/// side by side) does its parts alone, in order. Parts must not depend on which thread runs them.
/// </summary>
internal static unsafe class Workers
{
    private const int SpinsBeforeSleep = 2000;

    private static readonly Lock Starting = new();
    private static readonly List<Worker> Threads = [];
    private static int busy;
    private static int count = Environment.ProcessorCount;

    /// <summary>Threads used, the caller's included.</summary>
    internal static int Count
    {
        get => Volatile.Read(ref count);
        set => Volatile.Write(ref count, value);
    }

    /// <summary>Runs parts 0..parts-1 of a job, part 0 on this thread, and waits for all.</summary>
    internal static void Run<TJob>(ref TJob job, int parts) where TJob : unmanaged, IJob
    {
        if (parts <= 1 || Interlocked.CompareExchange(ref busy, 1, 0) != 0)
        {
            for (var part = 0; part < parts; part++)
                job.Run(part, parts);
            return;
        }
        try
        {
            Start(parts - 1);
            fixed (TJob* pointer = &job)
            {
                for (var i = 0; i < parts - 1; i++)
                    Threads[i].Begin(pointer, &Invoke<TJob>, i + 1, parts);
                job.Run(0, parts);
                for (var i = 0; i < parts - 1; i++)
                    Threads[i].Join();
            }
        }
        finally
        {
            Volatile.Write(ref busy, 0);
        }
    }

    /// <summary>The half-open range of part number <paramref name="part"/> when <paramref name="count"/> items are dealt out in whole groups.</summary>
    internal static (int From, int To) Range(int part, int parts, int count, int group)
    {
        var groups = (count + group - 1) / group;
        var from = (int)((long)groups * part / parts) * group;
        var to = (int)((long)groups * (part + 1) / parts) * group;
        return (Math.Min(from, count), Math.Min(to, count));
    }

    private static void Invoke<TJob>(void* job, int part, int parts) where TJob : unmanaged, IJob => Unsafe.AsRef<TJob>(job).Run(part, parts);

    private static void Start(int wanted)
    {
        lock (Starting)
        {
            while (Threads.Count < wanted)
                Threads.Add(new Worker(Threads.Count));
        }
    }

    private sealed class Worker
    {
        private readonly SemaphoreSlim wake = new(0);
        private void* job;
        private delegate*<void*, int, int, void> invoke;
        private int part, parts;

        // 0 idle and spinning, 1 has work, 2 asleep.
        private int state;

        internal Worker(int number)
        {
            new Thread(Loop) { IsBackground = true, Name = $"tensor worker {number + 1}" }.Start();
        }

        internal void Begin(void* job, delegate*<void*, int, int, void> invoke, int part, int parts)
        {
            this.job = job;
            this.invoke = invoke;
            this.part = part;
            this.parts = parts;
            if (Interlocked.Exchange(ref state, 1) == 2)
                wake.Release();
        }

        internal void Join()
        {
            var spinner = new SpinWait();
            while (Volatile.Read(ref state) == 1)
                spinner.SpinOnce(sleep1Threshold: -1);
        }

        private void Loop()
        {
            while (true)
            {
                var spins = 0;
                while (Volatile.Read(ref state) != 1)
                {
                    if (++spins < SpinsBeforeSleep)
                    {
                        Thread.SpinWait(8);
                        continue;
                    }
                    if (Interlocked.CompareExchange(ref state, 2, 0) == 0)
                        wake.Wait();
                }
                invoke(job, part, parts);
                Volatile.Write(ref state, 0);
            }
        }
    }
}
