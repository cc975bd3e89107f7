using System.Runtime.CompilerServices;

namespace GFlowNets.Tensors;

/// <summary>
/// A fork and join on long-lived threads. Parts are claimed one by one, by the caller too, so a caller never waits for a
/// thread that the machine has not let run. One caller at a time has the threads; one that finds them busy (seeds training
/// side by side) does its parts alone. Parts must not depend on which thread runs them.
/// </summary>
internal static unsafe class Workers
{
    private const int SpinsBeforeSleep = 1000;

    private static readonly List<Worker> Threads = [];
    private static int count = Environment.ProcessorCount;

    // The job of the caller that has the threads. Read only between entering (inside) and leaving, while it is open.
    private static int busy, inside, next, parts, round;
    private static bool open;
    private static void* job;
    private static delegate*<void*, int, int, void> invoke;

    /// <summary>Threads used, the caller's included.</summary>
    internal static int Count
    {
        get => Volatile.Read(ref count);
        set => Volatile.Write(ref count, value);
    }

    /// <summary>Runs parts 0..count-1 of a job and waits for all.</summary>
    internal static void Run<TJob>(ref TJob work, int count) where TJob : unmanaged, IJob
    {
        var threads = Math.Min(count, Count) - 1;
        if (threads < 1 || Interlocked.CompareExchange(ref busy, 1, 0) != 0)
        {
            for (var part = 0; part < count; part++)
                work.Run(part, count);
            return;
        }
        fixed (TJob* pointer = &work)
        {
            while (Threads.Count < threads)
                Threads.Add(new Worker(Threads.Count));
            (parts, next) = (count, 0);
            job = pointer;
            invoke = &Invoke<TJob>;
            Volatile.Write(ref open, true);
            Interlocked.Increment(ref round);
            for (var i = 0; i < threads; i++)
            {
                Threads[i].Wake();
            }
            Claim();
            Volatile.Write(ref open, false);
            // Either a late thread sees that the job is closed, or this sees the thread inside and waits for it.
            Interlocked.MemoryBarrier();
            var spinner = new SpinWait();
            while (Volatile.Read(ref inside) != 0)
                spinner.SpinOnce(sleep1Threshold: -1);
        }
        Volatile.Write(ref busy, 0);
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

    private static void Claim()
    {
        for (var part = Interlocked.Increment(ref next) - 1; part < parts; part = Interlocked.Increment(ref next) - 1)
            invoke(job, part, parts);
    }

    private sealed class Worker
    {
        private readonly SemaphoreSlim bell = new(0);
        private bool asleep;

        internal Worker(int number) =>
            new Thread(Loop) { IsBackground = true, Name = $"tensor worker {number + 1}" }.Start();

        internal void Wake()
        {
            if (Volatile.Read(ref asleep))
                bell.Release();
        }

        private void Loop()
        {
            for (var seen = 0; ; seen = Await(seen))
            {
                Interlocked.Increment(ref inside);
                if (Volatile.Read(ref open))
                    Claim();
                Interlocked.Decrement(ref inside);
            }
        }

        // Spins a little for the next round, then sleeps until the bell; a bell rung in vain only makes it look again.
        private int Await(int seen)
        {
            for (var spins = 0; Volatile.Read(ref round) == seen; spins++)
            {
                if (spins < SpinsBeforeSleep)
                {
                    Thread.SpinWait(8);
                    continue;
                }
                Volatile.Write(ref asleep, true);
                Interlocked.MemoryBarrier();
                if (Volatile.Read(ref round) == seen)
                    bell.Wait();
                Volatile.Write(ref asleep, false);
                spins = 0;
            }
            return Volatile.Read(ref round);
        }
    }
}
