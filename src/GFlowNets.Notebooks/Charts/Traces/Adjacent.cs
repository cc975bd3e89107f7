namespace GFlowNets.Notebooks;

internal static class Adjacent
{
    // Neighbours with one key, together.
    public static IEnumerable<List<T>> GroupAdjacent<T>(this IEnumerable<T> items, Func<T, double> key)
    {
        List<T> group = [];
        foreach (var item in items)
        {
            if (group.Count > 0 && key(group[^1]) != key(item))
            {
                yield return group;
                group = [];
            }
            group.Add(item);
        }
        if (group.Count > 0) yield return group;
    }
}
