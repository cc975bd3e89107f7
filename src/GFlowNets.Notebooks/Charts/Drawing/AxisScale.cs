namespace GFlowNets.Notebooks;

// One axis as it is drawn: the values at its ends, and the pixels where the ends lie. Where it counts, it has ticks at whole numbers only.
internal sealed record AxisScale(double Min, double Max, bool Log, double Start, double End, int WantedTicks, bool Counts)
{
    private const double Air = 0.04;

    // Beyond this the length of an axis could overflow.
    private const double Farthest = 1e300;

    public IReadOnlyList<Tick> Ticks { get; init; } = Log ? NiceTicks.Logarithmic(Min, Max, WantedTicks) : NiceTicks.Linear(Min, Max, WantedTicks, Counts ? 1 : 0);

    public static AxisScale For(Axis axis, IEnumerable<Reach> reaches, double start, double end, int wantedTicks, bool counts = false)
    {
        var (min, max) = axis.Range ?? Fit(Reach.Union(reaches), axis.Log);
        if (axis.Log && min <= 0)
            throw new ArgumentException($"a logarithmic axis must start above 0 (got {min} to {max}): give it another range or take the logarithm away.");
        return new AxisScale(min, max, axis.Log, start, end, wantedTicks, counts);
    }

    // The pixel of a value; NaN where a logarithmic axis has no place for it.
    public double At(double value) => Log && value <= 0 ? double.NaN : Start + (Along(value, Log) - Along(Min, Log)) / Span * (End - Start);

    // The same, but what a logarithmic axis has no place for is put at its lower end.
    public double AtOrBelow(double value) => At(Log && value <= 0 ? Min : value);

    // Names one unit apart, the first at 0.
    public static AxisScale ForNames(IReadOnlyList<string> names, double start, double end) =>
        new(-0.5, names.Count - 0.5, Log: false, start, end, 1, Counts: true) { Ticks = [.. names.Select((name, i) => new Tick(i, name))] };

    public double ValueAt(double pixel) => Back(Along(Min, Log) + (pixel - Start) / (End - Start) * Span, Log);

    private double Span => Along(Max, Log) - Along(Min, Log);

    private static (double, double) Fit(Reach reach, bool log)
    {
        if (reach.Min > reach.Max) return log ? (0.1, 1) : (0, 1);
        var (low, high) = (Along(Math.Max(reach.Min, -Farthest), log), Along(Math.Min(reach.Max, Farthest), log));
        double air = high > low ? (reach.Padded ? Air * (high - low) : 0) : log ? 0.5 : low == 0 ? 1 : 0.1 * Math.Abs(low);
        return (Back(low - air, log), Back(high + air, log));
    }

    private static double Along(double value, bool log) => log ? Math.Log10(value) : value;

    private static double Back(double along, bool log) => log ? Math.Pow(10, along) : along;
}
