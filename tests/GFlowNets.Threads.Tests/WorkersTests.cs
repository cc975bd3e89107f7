namespace GFlowNets.Threads.Tests;

/// <summary>Every part is run once, whoever asks for it at the same time and whatever it throws.</summary>
public class WorkersTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public void EveryPartIsRunOnce(int parts) => EveryPartIsRunOnceBy(3, parts);

    private static void EveryPartIsRunOnceBy(int threads, int parts) => WithThreads(threads, () =>
    {
        for (var round = 0; round < 200; round++)
        {
            var runs = new int[parts];
            Workers.Run(parts, part => Interlocked.Increment(ref runs[part]));
            Assert.All(runs, count => Assert.Equal(1, count));
        }
    });

    [Fact]
    public void CallersSideBySideEachGetTheirParts() => WithThreads(2, () =>
    {
        var sums = new long[4];
        Parallel.For(0, sums.Length, caller =>
        {
            for (var round = 0; round < 500; round++)
            {
                var numbers = new long[5];
                Workers.Run(numbers.Length, part => numbers[part] = caller + part);
                sums[caller] += numbers.Sum();
            }
        });
        Assert.Equal([5000, 7500, 10000, 12500], sums);
    });

    [Fact]
    public void APartMayAskForPartsOfItsOwn() => WithThreads(2, () =>
    {
        var runs = 0;
        Workers.Run(2, _ => Workers.Run(3, _ => Interlocked.Increment(ref runs)));
        Assert.Equal(6, runs);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void WhatTheFirstFailingPartThrewIsThrownWhenAllHaveEnded(int threads) => WithThreads(threads, () =>
    {
        var ended = 0;
        for (var round = 0; round < 50; round++)
        {
            var error = Assert.Throws<InvalidOperationException>(() => Workers.Run(4, part =>
            {
                if (part > 1)
                    throw new InvalidOperationException($"part {part}");
                Thread.Sleep(part);
                Interlocked.Increment(ref ended);
            }));
            Assert.Equal("part 2", error.Message);
        }

        Assert.Equal(100, ended);
        var runs = 0;
        Workers.Run(2, _ => Interlocked.Increment(ref runs));
        Assert.Equal(2, runs);
    });

    [Fact]
    public void FewerThreadsThanBeforeStillDoAllParts()
    {
        foreach (var threads in new[] { 4, 2, 3, 1, 4 })
            EveryPartIsRunOnceBy(threads, parts: 4);
        Assert.Contains("at least 1 (got 0)", Assert.Throws<ArgumentOutOfRangeException>(() => Workers.Count = 0).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AJobOfPlainMemoryIsSharedOut() => WithThreads(2, () =>
    {
        var sums = new long[3];
        unsafe
        {
            fixed (long* pointer = sums)
            {
                var job = new AddUp { Sums = pointer };
                Workers.Run(ref job, sums.Length);
            }
        }

        Assert.Equal([45, 145, 245], sums);
    });

    [Fact]
    public void RangesCoverAllInWholeGroups()
    {
        foreach (var (parts, items, group) in new[] { (2, 100, 8), (3, 7, 1), (4, 3, 2), (2, 0, 8), (1, 9, 4) })
        {
            var next = 0;
            for (var part = 0; part < parts; part++)
            {
                var (from, to) = Workers.Range(part, parts, items, group);
                Assert.Equal(next, from);
                Assert.True(to == items || to % group == 0, $"{to} of {items} in groups of {group}");
                next = to;
            }

            Assert.Equal(items, next);
        }
    }

    private static void WithThreads(int threads, Action action)
    {
        var before = Workers.Count;
        Workers.Count = threads;
        try
        {
            action();
        }
        finally
        {
            Workers.Count = before;
        }
    }

    private unsafe struct AddUp : IJob
    {
        internal long* Sums;

        public readonly void Run(int part, int parts)
        {
            for (var i = 0; i < 10; i++)
                Sums[part] += (10 * part) + i;
        }
    }
}
