namespace GFlowNets.Notebooks;

// Gives every bar, box and violin of a chart its place: names become numbers, series at one place stand side by side or on each other.
internal static class Slots
{
    public static (IReadOnlyList<FlatTrace> Series, IReadOnlyList<string>? Names) Assign(IReadOnlyList<FlatTrace> series, bool stacked)
    {
        SlottedTrace[] slotted = [.. series.OfType<SlottedTrace>()];
        if (slotted.Length == 0) return (series, null);
        string[] names = [.. slotted.SelectMany(t => t.Names ?? []).Distinct()];
        if (names.Length > 0 && slotted.Any(t => t.Names is null && t.Places.Length > 0))
            throw new InvalidOperationException("bars or boxes over names and over numbers cannot share one axis: give all of them names, or all of them numbers.");

        SlottedTrace[] placed = [.. slotted.Select(t => t.Names is null ? t : t with { Places = [.. t.Names.Select(n => (double)Array.IndexOf(names, n))] })];
        double unit = names.Length > 0 ? 1 : Spacing(placed);
        bool[] sharesSlot = [.. placed.Select(t => stacked && t is BarTrace)];
        int standing = (sharesSlot.Any(s => s) ? 1 : 0) + sharesSlot.Count(s => !s);
        bool crowded = placed.SelectMany((t, i) => t.Places.Select(p => (Place: p, Owner: sharesSlot[i] ? -1 : i))).Distinct().GroupBy(p => p.Place).Any(g => g.Count() > 1);

        var bases = new Stack();
        int next = sharesSlot.Any(s => s) ? 1 : 0;
        var arranged = new Dictionary<FlatTrace, FlatTrace>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < placed.Length; i++)
        {
            var trace = placed[i] with { Unit = unit, SlotCount = crowded ? standing : 1, Slot = !crowded || sharesSlot[i] ? 0 : next++ };
            arranged[slotted[i]] = stacked && trace is BarTrace bars ? bars with { Bases = bases.Put(bars) } : trace;
        }
        return ([.. series.Select(t => arranged.GetValueOrDefault(t, t))], names.Length > 0 ? names : null);
    }

    private static double Spacing(SlottedTrace[] traces)
    {
        double[] places = [.. traces.SelectMany(t => t.Places).Distinct().Order()];
        return places.Zip(places.Skip(1), (a, b) => b - a).DefaultIfEmpty(1).Min();
    }

    // How high the bars at each place reach so far, upwards and downwards.
    private sealed class Stack
    {
        private readonly Dictionary<double, (double Up, double Down)> _heights = [];

        public double[] Put(BarTrace bars) => [.. bars.Places.Select((place, i) =>
        {
            var (up, down) = _heights.GetValueOrDefault(place);
            double value = bars.Values[i];
            if (double.IsFinite(value)) _heights[place] = value >= 0 ? (up + value, down) : (up, down + value);
            return value < 0 ? down : up;
        })];
    }
}
