using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace GFlowNets.Threads;

/// <summary>
/// A fork and join on long-lived threads. Each thread begins with the part of its own number, so that what it computed in one job is
/// still in its caches in the next, then takes what nobody has begun; so a caller never waits for a thread that the machine has not let
/// run. One caller at a time has the threads; one that finds them busy (seeds training side by side, a product inside a part) does its
/// parts alone.
/// </summary>
public static unsafe class Workers
{
    private const int SpinsBeforeSleep = 1000;

    private static readonly List<Worker> Threads = [];
    private static int count = Environment.ProcessorCount;

    // The job of the caller that has the threads. Read only between entering (inside) and leaving, while it is open.
    private static int busy, inside, parts, wanted, round;
    private static long token;
    private static bool open;
    private static void* job;
    private static delegate*<void*, int, int, void> invoke;

    // The token of the job in which a part was last begun: claiming is exchanging it for the present one.
    private static long[] claims = new long[Environment.ProcessorCount];

    /// <summary>Threads used, the caller's included.</summary>
    public static int Count
    {
        get => Volatile.Read(ref count);
        set
        {
            if (value < 1)
                throw new ArgumentOutOfRangeException(nameof(value), $"the number of threads must be at least 1 (got {value})");
            Volatile.Write(ref count, value);
        }
    }

    /// <summary>Runs parts 0..<paramref name="number"/>-1 of a job and waits for all.</summary>
    public static void Run<TJob>(ref TJob work, int number) where TJob : unmanaged, IJob
    {
        var threads = Math.Min(number, Count) - 1;
        if (threads < 1 || Interlocked.CompareExchange(ref busy, 1, 0) != 0)
        {
            for (var part = 0; part < number; part++)
                work.Run(part, number);
            return;
        }
        try
        {
            fixed (TJob* pointer = &work)
            {
                job = pointer;
                invoke = &Invoke<TJob>;
                Open(number, threads);
            }
        }
        finally
        {
            Volatile.Write(ref busy, 0);
        }
    }

    /// <summary>Runs parts 0..<paramref name="number"/>-1 of an action and waits for all.</summary>
    /// <param name="number">The number of parts.</param>
    /// <param name="action">Does the part whose number it is given.</param>
    /// <exception cref="Exception">What the first part that failed threw, once all have ended.</exception>
    public static void Run(int number, Action<int> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var call = new Call(action, new ExceptionDispatchInfo?[number]);
        using var handle = new GCHandle<Call>(call);
        var work = new CallJob { Handle = GCHandle<Call>.ToIntPtr(handle) };
        Run(ref work, number);
        foreach (var failure in call.Failures)
            failure?.Throw();
    }

    /// <summary>The half-open range of part number <paramref name="part"/> when <paramref name="items"/> are dealt out in whole groups.</summary>
    /// <param name="part">The part.</param>
    /// <param name="parts">The number of parts.</param>
    /// <param name="items">The number of items.</param>
    /// <param name="group">Items of a group.</param>
    public static (int From, int To) Range(int part, int parts, int items, int group)
    {
        var groups = (items + group - 1) / group;
        var from = (int)((long)groups * part / parts) * group;
        var to = (int)((long)groups * (part + 1) / parts) * group;
        return (Math.Min(from, items), Math.Min(to, items));
    }

    private static void Open(int number, int threads)
    {
        while (Threads.Count < threads)
            Threads.Add(new Worker(Threads.Count + 1));
        if (claims.Length < number)
            claims = new long[number];
        (parts, wanted) = (number, threads);
        token++;
        Volatile.Write(ref open, true);
        // Only now, or a thread that looks at once would find the job still closed and wait for the next.
        Interlocked.Increment(ref round);
        try
        {
            for (var i = 0; i < threads; i++)
                Threads[i].Wake();
            Claim(0);
        }
        finally
        {
            // Whatever ends the caller, a cell's second interrupt for one: the others work on its memory until they are out.
            Volatile.Write(ref open, false);
            // Either a late thread sees that the job is closed, or this sees the thread inside and waits for it.
            Interlocked.MemoryBarrier();
            var spinner = new SpinWait();
            while (Volatile.Read(ref inside) != 0)
                spinner.SpinOnce(sleep1Threshold: -1);
        }
    }

    private static void Invoke<TJob>(void* job, int part, int parts) where TJob : unmanaged, IJob => Unsafe.AsRef<TJob>(job).Run(part, parts);

    private static void Claim(int first)
    {
        var present = token;
        for (var i = 0; i < parts; i++)
        {
            var part = (first + i) % parts;
            var earlier = Volatile.Read(ref claims[part]);
            if (earlier != present && Interlocked.CompareExchange(ref claims[part], present, earlier) == earlier)
                invoke(job, part, parts);
        }
    }

    private sealed record Call(Action<int> Action, ExceptionDispatchInfo?[] Failures);

    // Jobs are plain memory, so it holds a handle of what it calls.
    private struct CallJob : IJob
    {
        internal nint Handle;

        public readonly void Run(int part, int parts)
        {
            var call = GCHandle<Call>.FromIntPtr(Handle).Target;
            try
            {
                call.Action(part);
            }
            catch (Exception e)
            {
                call.Failures[part] = ExceptionDispatchInfo.Capture(e);
            }
        }
    }

    private sealed class Worker
    {
        private readonly SemaphoreSlim bell = new(0);
        private readonly int number;
        private bool asleep;

        internal Worker(int number)
        {
            this.number = number;
            new Thread(Loop) { IsBackground = true, Name = $"worker {number}" }.Start();
        }

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
                if (Volatile.Read(ref open) && number <= wanted)
                    Claim(number);
                Interlocked.Decrement(ref inside);
            }
        }

        // Spins a little for the next round, then sleeps until the bell; a bell rung in vain only makes it look again. Threads that the last job had no
        // use for do not spin.
        private int Await(int seen)
        {
            for (var spins = 0; Volatile.Read(ref round) == seen; spins++)
            {
                if (spins < SpinsBeforeSleep && number <= Volatile.Read(ref wanted))
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
