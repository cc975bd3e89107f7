namespace GFlowNets.Notebooks;

// How far a series reaches along one axis, and whether it wants air beyond its ends. Empty when Min > Max.
internal readonly record struct Reach(double Min, double Max, bool Padded)
{
    public static Reach Of(IEnumerable<double> values, bool log, bool padded)
    {
        var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values)
        {
            if (!double.IsFinite(value) || (log && value <= 0)) continue;
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
        }
        return new Reach(min, max, padded);
    }

    // One series that wants to touch the frame is enough to leave the air out.
    public static Reach Union(IEnumerable<Reach> reaches) => reaches.Where(r => r.Min <= r.Max).DefaultIfEmpty(new Reach(1, 0, false))
        .Aggregate((a, b) => new Reach(Math.Min(a.Min, b.Min), Math.Max(a.Max, b.Max), a.Padded && b.Padded));
}
