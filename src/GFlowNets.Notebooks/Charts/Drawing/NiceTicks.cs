using System.Globalization;

namespace GFlowNets.Notebooks;

// A place on an axis: labelled, or a bare grid line where the label is empty. The exponent is drawn raised behind the label.
internal readonly record struct Tick(double Value, string Label, string Exponent = "");

internal static class NiceTicks
{
    // Multiples of 1, 2 or 5 times a power of ten, no more than wanted plus one and no closer than said.
    public static IReadOnlyList<Tick> Linear(double min, double max, int wanted, double closest = 0)
    {
        double rough = Math.Max(closest, (max - min) / Math.Max(1, wanted));
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = new[] { 1.0, 2, 5, 10 }.First(m => m * power >= rough * (1 - 1e-9)) * power;
        if (!double.IsNormal(step) || step <= Math.Max(Math.Abs(min), Math.Abs(max)) * 1e-13) return [new Tick(min, Plain(min, "G6"))];

        var (first, last) = (Math.Ceiling(min / step - 1e-9), Math.Floor(max / step + 1e-9));
        double[] values = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
        return [.. values.Select(Label(step, Math.Max(Math.Abs(min), Math.Abs(max))))];
    }

    // Powers of ten; below two of them also 1, 2, 5 in each decade, and below that what a linear axis would have.
    public static IReadOnlyList<Tick> Logarithmic(double min, double max, int wanted)
    {
        var (low, high) = (Math.Log10(min), Math.Log10(max));
        var (first, last) = ((int)Math.Ceiling(low - 1e-9), (int)Math.Floor(high + 1e-9));
        if (last <= first)
        {
            var fine = InDecades(first - 1, last, [1, 2, 5]).Where(Inside).Select(v => new Tick(v, Plain(v, "G6"))).ToArray();
            return fine.Length >= 2 ? fine : [.. Linear(min, max, wanted).Where(t => t.Value > 0)];
        }

        int stride = (last - first + wanted) / Math.Max(1, wanted);
        bool plain = first >= -3 && last <= 4;
        var ticks = Enumerable.Range(first, last - first + 1).Where(e => e % stride == 0)
            .Select(e => plain ? new Tick(Math.Pow(10, e), Plain(Math.Pow(10, e), "0.###")) : new Tick(Math.Pow(10, e), "10", Text(e)));
        var between = last - first <= 3 ? InDecades(first - 1, last, [2, 3, 4, 5, 6, 7, 8, 9]).Where(Inside).Select(v => new Tick(v, "")) : [];
        return [.. ticks, .. between];

        bool Inside(double value) => value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9);
    }

    private static IEnumerable<double> InDecades(int first, int last, int[] multiples) =>
        Enumerable.Range(first, last - first + 1).SelectMany(e => multiples.Select(m => m * Math.Pow(10, e)));

    // All labels of an axis share their decimals and their unit: 10k for thousands, 5e-6 for the very small.
    private static Func<double, Tick> Label(double step, double largest)
    {
        int scale = largest >= 1e15 || largest < 1e-3 ? (int)Math.Floor(Math.Log10(largest)) : largest >= 1e4 ? (int)Math.Floor(Math.Log10(largest)) / 3 * 3 : 0;
        string unit = scale switch { 0 => "", 3 => "k", 6 => "M", 9 => "G", 12 => "T", _ => "e" + Text(scale) };
        double divisor = Math.Pow(10, scale);
        string format = "F" + Math.Clamp((int)Math.Ceiling(-Math.Log10(step / divisor) - 1e-9), 0, 15);
        return value => new Tick(value, Math.Abs(value) < step / 2 ? "0" : Plain(value / divisor, format) + unit);
    }

    private static string Plain(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '\u2212');

    private static string Text(int exponent) => exponent.ToString(CultureInfo.InvariantCulture).Replace('-', '\u2212');
}
