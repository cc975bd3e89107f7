using System.Globalization;

namespace GFlowNets.Notebooks;

/// <summary>A map from [0, 1] to colours, linear in RGB between evenly spaced stops.</summary>
public sealed class ColorScale
{
    private readonly (byte R, byte G, byte B)[] _stops;

    /// <summary>A scale through the given colours, evenly spaced from 0 to 1.</summary>
    /// <param name="stops">At least two colours written as #rrggbb.</param>
    /// <exception cref="ArgumentException">Fewer than two stops, or a stop that is not #rrggbb.</exception>
    public ColorScale(params string[] stops)
    {
        if (stops.Length < 2)
            throw new ArgumentException($"a colour scale needs at least 2 stops (got {stops.Length}).", nameof(stops));
        _stops = [.. stops.Select(Parse)];
    }

    /// <summary>Dark violet to yellow, even in lightness: the default. Ten samples of matplotlib's map of that name.</summary>
    public static ColorScale Viridis { get; } = new(
        "#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725");

    /// <summary>Dark blue to yellow, the same to colour-blind eyes as to others. Ten samples of matplotlib's map of that name.</summary>
    public static ColorScale Cividis { get; } = new(
        "#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838");

    /// <summary>White to dark blue, for counts and probabilities under dark overlays.</summary>
    public static ColorScale Blues { get; } = new("#f7fbff", "#deebf7", "#c6dbef", "#9ecae1", "#6baed6", "#4292c6", "#2171b5", "#08519c", "#08306b");

    /// <summary>Blue over white to red, for signed values: give it a range symmetric about 0.</summary>
    public static ColorScale BlueRed { get; } = new(
        "#053061", "#2166ac", "#4393c3", "#92c5de", "#d1e5f0", "#f7f7f7", "#fddbc7", "#f4a582", "#d6604d", "#b2182b", "#67001f");

    /// <summary>The colour at a position; positions outside [0, 1] take the nearer end.</summary>
    /// <param name="position">Where on the scale, 0 the first stop and 1 the last.</param>
    /// <returns>Red, green and blue, 0 to 255.</returns>
    public (byte R, byte G, byte B) At(double position)
    {
        double place = Math.Clamp(position, 0, 1) * (_stops.Length - 1);
        int index = Math.Min((int)place, _stops.Length - 2);
        var (low, high, part) = (_stops[index], _stops[index + 1], place - index);
        return (Mix(low.R, high.R), Mix(low.G, high.G), Mix(low.B, high.B));

        byte Mix(byte a, byte b) => (byte)Math.Round(a + (b - a) * part);
    }

    internal IEnumerable<(double Position, string Color)> Stops =>
        _stops.Select((s, i) => ((double)i / (_stops.Length - 1), $"#{s.R:x2}{s.G:x2}{s.B:x2}"));

    private static (byte, byte, byte) Parse(string color) =>
        color is ['#', .. { Length: 6 } digits] && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int rgb)
            ? ((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb)
            : throw new ArgumentException($"a stop of a colour scale must be written as #rrggbb (got '{color}').", nameof(color));
}
