namespace GFlowNets.Notebooks;

/// <summary>The groups of a <see cref="Table"/>; made by <see cref="Table.GroupBy"/>.</summary>
public sealed class TableGroups
{
    private readonly Table _keys;

    internal TableGroups(Table keys, IReadOnlyList<Table> groups) => (_keys, Groups) = (keys, groups);

    /// <summary>The rows of each group, as tables.</summary>
    public IReadOnlyList<Table> Groups { get; }

    /// <summary>One row for each group: its keys and its number of rows n.</summary>
    public Table Count() => _keys.With("n", Groups.Select(g => g.Count));

    /// <summary>
    /// One row for each group: its keys, its number of rows n, and for each named column X the columns "X mean", "X se" (standard error),
    /// "X low" and "X high" (ends of the 95 % confidence interval by Student's t). Where a group has one row the last three are NaN.
    /// </summary>
    /// <param name="columns">Names of numeric columns.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    /// <exception cref="InvalidOperationException">A column does not hold numbers.</exception>
    public Table Aggregate(params string[] columns) => columns.Aggregate(Count(), (table, column) =>
    {
        double[][] values = [.. Groups.Select(g => g.Numbers(column))];
        return table
            .With($"{column} mean", values.Select(Statistics.Mean))
            .With($"{column} se", values.Select(v => v.Length < 2 ? double.NaN : Statistics.StandardError(v)))
            .With($"{column} low", values.Select(v => v.Length < 2 ? double.NaN : Statistics.Interval(v).Lower))
            .With($"{column} high", values.Select(v => v.Length < 2 ? double.NaN : Statistics.Interval(v).Upper));
    });

    /// <summary>One row for each group: its keys and one number for each function.</summary>
    /// <param name="columns">The new column's name, the numeric column it summarises, and how, such as <c>("best tv", "tv", v => v.Min())</c>.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    /// <exception cref="InvalidOperationException">A column does not hold numbers.</exception>
    public Table Aggregate(params (string Name, string Column, Func<double[], double> Summary)[] columns) =>
        columns.Aggregate(_keys, (table, column) => table.With(column.Name, Groups.Select(g => column.Summary(g.Numbers(column.Column)))));

    /// <summary>
    /// One row for each group: its keys, and for each named column its mean and 95 % confidence interval by Student's t in one cell, for reading, such as
    /// "0.0123 [0.0101, 0.0145] (5 runs)". <see cref="Aggregate(string[])"/> gives the numbers.
    /// </summary>
    /// <param name="columns">Names of numeric columns.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    /// <exception cref="InvalidOperationException">A column does not hold numbers.</exception>
    public Table Intervals(params string[] columns) =>
        columns.Aggregate(_keys, (table, column) => table.With(column, Groups.Select(g => Statistics.Interval(g.Numbers(column)).ToString())));
}
