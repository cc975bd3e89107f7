using System.Globalization;

namespace GFlowNets.Notebooks;

/// <summary>A mean with its 95 % confidence interval. The interval is the whole line where there are fewer than two values, and NaN throughout where a value is.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Lower">Lower end of the interval.</param>
/// <param name="Upper">Upper end of the interval.</param>
/// <param name="Count">How many values it rests on.</param>
public readonly record struct Estimate(double Mean, double Lower, double Upper, int Count)
{
    /// <summary>The mean, the interval and the count, such as "0.0123 [0.0101, 0.0145] (5 runs)".</summary>
    public override string ToString() => Count < 2
        ? string.Create(CultureInfo.InvariantCulture, $"{Mean:G4} (1 run)")
        : string.Create(CultureInfo.InvariantCulture, $"{Mean:G4} [{Lower:G4}, {Upper:G4}] ({Count} runs)");
}
