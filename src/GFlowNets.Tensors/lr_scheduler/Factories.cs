namespace GFlowNets.Tensors;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>initial · lr_lambda(epoch).</summary>
            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) =>
                new Schedule(optimizer, last_epoch, verbose, (epoch, initial) => initial * lr_lambda(epoch));

            /// <summary>The rate times <paramref name="gamma"/> every <paramref name="step_size"/> epochs.</summary>
            /// <exception cref="ArgumentException">The step size is below 1.</exception>
            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
            {
                RequirePositive(nameof(StepLR), nameof(step_size), step_size);
                return new Schedule(optimizer, last_epoch, verbose, (epoch, initial) => initial * Math.Pow(gamma, epoch / step_size));
            }

            /// <summary>The rate times <paramref name="gamma"/> at each of the milestones; one that is named twice counts twice.</summary>
            public static LRScheduler MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
            {
                int[] passed = [.. milestones];
                return new Schedule(optimizer, last_epoch, verbose, (epoch, initial) => initial * Math.Pow(gamma, passed.Count(milestone => milestone <= epoch)));
            }

            /// <summary>The rate times <paramref name="gamma"/> every epoch.</summary>
            public static LRScheduler ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new Schedule(optimizer, last_epoch, verbose, (epoch, initial) => initial * Math.Pow(gamma, epoch));

            /// <summary>Half a cosine wave from the initial rate down to <paramref name="eta_min"/> in <paramref name="T_max"/> epochs, then up again, and so on.</summary>
            /// <exception cref="ArgumentException">The half period is not above 0.</exception>
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
            {
                RequirePositive(nameof(CosineAnnealingLR), nameof(T_max), T_max);
                return new Schedule(optimizer, last_epoch, verbose, (epoch, initial) => eta_min + (initial - eta_min) * (1 + Math.Cos(Math.PI * epoch / T_max)) / 2);
            }

            /// <summary>The rate times a factor that goes evenly from <paramref name="start_factor"/> to <paramref name="end_factor"/> in <paramref name="total_iters"/> epochs.</summary>
            /// <exception cref="ArgumentException">There is no epoch to do so.</exception>
            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, int total_iters = 5, int last_epoch = -1, bool verbose = false)
            {
                RequirePositive(nameof(LinearLR), nameof(total_iters), total_iters);
                return new Schedule(optimizer, last_epoch, verbose,
                    (epoch, initial) => initial * (start_factor + (end_factor - start_factor) * Math.Min(epoch, total_iters) / total_iters));
            }

            private static void RequirePositive(string schedule, string name, double value)
            {
                if (!(value > 0))
                    throw new ArgumentException($"{schedule} needs a {name} above 0 (got {value}).", name);
            }
        }
    }
}
