namespace GFlowNets.Tensors;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Schedules of the rate of learning.</summary>
        public static partial class lr_scheduler
        {
            /// <summary>
            /// Sets every group's rate once an epoch. A rate is a function of the epoch and of the group's initial rate alone,
            /// so stepping to an epoch by its number after a restart gives the same bits as having stepped all the way.
            /// </summary>
            public abstract class LRScheduler
            {
                private readonly Optimizer optimizer;
                private readonly bool verbose;
                private int epoch;

                private protected LRScheduler(Optimizer optimizer, int lastEpoch, bool verbose)
                {
                    (this.optimizer, this.verbose) = (optimizer, verbose);
                    if (lastEpoch < 0)
                        foreach (var group in optimizer.ParamGroups)
                            group.InitialLearningRate = group.LearningRate;
                    epoch = Math.Max(lastEpoch, -1);
                }

                /// <summary>Goes on to the next epoch.</summary>
                public virtual void step() => step(null);

                /// <summary>Goes to the given epoch, or to the next.</summary>
                public virtual void step(int? epoch)
                {
                    this.epoch = epoch ?? this.epoch + 1;
                    var number = 0;
                    foreach (var group in optimizer.ParamGroups)
                    {
                        group.LearningRate = Rate(this.epoch, group.InitialLearningRate);
                        if (verbose)
                            Console.WriteLine($"Epoch {this.epoch}: the rate of learning of group {number++} is {group.LearningRate:g5}.");
                    }
                }

                /// <summary>The present rates, one a group.</summary>
                public IEnumerable<double> get_last_lr() => optimizer.ParamGroups.Select(group => group.LearningRate);

                private protected abstract double Rate(int epoch, double initial);
            }

            private sealed class Schedule : LRScheduler
            {
                private readonly Func<int, double, double> rate;

                public Schedule(Optimizer optimizer, int lastEpoch, bool verbose, Func<int, double, double> rate) : base(optimizer, lastEpoch, verbose)
                {
                    this.rate = rate;
                    step();
                }

                private protected override double Rate(int epoch, double initial) => rate(epoch, initial);
            }
        }
    }
}
