namespace GFlowNets.Notebooks;

/// <summary>The groups of a <see cref="Table"/>; made by <see cref="Table.GroupBy"/>.</summary>
public sealed class TableGroups
{
    private readonly string[] _keys;

    internal TableGroups(string[] keys, IReadOnlyList<Table> groups) => (_keys, Groups) = (keys, groups);

    /// <summary>The rows of each group, as tables.</summary>
    public IReadOnlyList<Table> Groups { get; }

    /// <summary>
    /// One row for each group: its keys, its number of rows n, and for each named column X the columns "X mean", "X se" (standard error),
    /// "X low" and "X high" (ends of the 95 % confidence interval by Student's t). Where a group has one row the last three are NaN.
    /// </summary>
    /// <param name="columns">Names of numeric columns.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    /// <exception cref="InvalidOperationException">A column does not hold numbers.</exception>
    public Table Aggregate(params string[] columns)
    {
        var result = Count();
        foreach (string column in columns)
        {
            Estimate[] estimates = [.. Groups.Select(g => Statistics.Interval(g.Numbers(column)))];
            double[] errors = [.. Groups.Select(g => g.Count < 2 ? double.NaN : Statistics.StandardError(g.Numbers(column)))];
            int row = 0;
            result = result.With($"{column} mean", _ => estimates[row++].Mean);
            row = 0;
            result = result.With($"{column} se", _ => errors[row++]);
            row = 0;
            result = result.With($"{column} low", _ => Finite(estimates[row++].Lower));
            row = 0;
            result = result.With($"{column} high", _ => Finite(estimates[row++].Upper));
        }
        return result;

        static double Finite(double end) => double.IsFinite(end) ? end : double.NaN;
    }

    /// <summary>One row for each group: its keys and its number of rows n.</summary>
    public Table Count() => Table.Concat(Groups.Select(g => g.Head(1).Select(_keys).With("n", _ => g.Count)));
}
