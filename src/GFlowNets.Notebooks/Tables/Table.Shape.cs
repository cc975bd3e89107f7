namespace GFlowNets.Notebooks;

// Tables of another shape: pivoted, joined, appended, with columns renamed or dropped.
public sealed partial class Table
{
    /// <summary>
    /// A row for each value of one column, a column for each value of another, and in their crossing what a third one holds there. Values and names come in the
    /// order in which they first appear; a crossing without rows is NaN.
    /// </summary>
    /// <param name="rows">The column whose values name the rows, such as "method".</param>
    /// <param name="columns">The column whose values name the columns, such as "iteration".</param>
    /// <param name="values">The numeric column in the crossings, such as "tv".</param>
    /// <param name="aggregate">One number from all values of a crossing; their mean by default.</param>
    /// <exception cref="ArgumentException">The table has no such column, or a value of <paramref name="columns"/> is called as <paramref name="rows"/> is.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="values"/> does not hold numbers.</exception>
    public Table Pivot(string rows, string columns, string values, Func<double[], double>? aggregate = null)
    {
        var summary = aggregate ?? (v => Statistics.Mean(v));
        var groups = GroupBy(rows);
        string[] names = [.. Texts(columns).Distinct()];
        double[] all = Numbers(values);
        var cells = Enumerable.Range(0, Count).ToLookup(i => (Column(rows).Write(i), Column(columns).Write(i)), i => all[i]);
        var keys = groups.Count().Select(rows);
        return new Table(keys._columns.Concat(names.Select(name =>
            Notebooks.Column.Of(name, typeof(double), keys.Texts(rows).Select(key => cells[(key, name)].ToArray() is { Length: > 0 } found ? summary(found) : double.NaN).ToArray()))));
    }

    /// <summary>The reverse of a pivot: each row once for every column that is not a key, with that column's name and value.</summary>
    /// <param name="keys">Columns that stay.</param>
    /// <param name="name">The column that takes the names.</param>
    /// <param name="value">The column that takes the values.</param>
    /// <exception cref="ArgumentException">The table has no such column, or no column but the keys.</exception>
    /// <exception cref="InvalidOperationException">A column that is not a key does not hold numbers.</exception>
    public Table Unpivot(string[] keys, string name = "name", string value = "value")
    {
        var kept = Select(keys);
        Column[] melted = [.. _columns.Where(c => !keys.Contains(c.Name))];
        if (melted.Length == 0) throw new ArgumentException("there is no column left to unpivot: name fewer keys.", nameof(keys));
        return kept.Take(Enumerable.Range(0, Count).SelectMany(i => melted.Select(_ => i)))
            .With(name, Enumerable.Range(0, Count).SelectMany(_ => melted.Select(c => c.Name)))
            .With(value, Enumerable.Range(0, Count).SelectMany(i => melted.Select(c => c.AsDoubles()[i])));
    }

    /// <summary>The rows of both tables that agree in the named columns, side by side; rows without a partner are left out.</summary>
    /// <param name="other">The table to the right. A column of its that is called as one of this table gets " 2" behind its name.</param>
    /// <param name="on">Names of columns that both have, at least one.</param>
    /// <exception cref="ArgumentException">A table has no such column, or none is named.</exception>
    public Table Join(Table other, params string[] on) => Joined(other, on, keepAll: false);

    /// <summary>As <see cref="Join"/>, but a row of this table without a partner stays: NaN and empty texts stand where the other has nothing to say.</summary>
    /// <param name="other">The table to the right. A column of its that is called as one of this table gets " 2" behind its name.</param>
    /// <param name="on">Names of columns that both have, at least one.</param>
    /// <exception cref="ArgumentException">A table has no such column, or none is named.</exception>
    public Table LeftJoin(Table other, params string[] on) => Joined(other, on, keepAll: true);

    /// <summary>The rows of this table and then those of another with the same columns, in whatever order those are.</summary>
    /// <param name="other">The other table. Where a column holds whole numbers here and others there it becomes double, and text where the types differ more.</param>
    /// <exception cref="ArgumentException">The columns differ.</exception>
    public Table Append(Table other)
    {
        if (!ColumnNames.Order().SequenceEqual(other.ColumnNames.Order()))
            throw new ArgumentException($"tables under each other must have the same columns (got {string.Join(", ", ColumnNames)} and {string.Join(", ", other.ColumnNames)}): rename or select first.", nameof(other));
        return new Table(_columns.Select(c => c.Append(other.Column(c.Name))));
    }

    /// <summary>The table with a column under another name.</summary>
    /// <param name="column">Its name now.</param>
    /// <param name="name">Its new name.</param>
    /// <exception cref="ArgumentException">The table has no such column, or another one has that name.</exception>
    public Table Rename(string column, string name)
    {
        var chosen = Column(column);
        return new Table(_columns.Select(c => c == chosen ? c.Renamed(name) : c));
    }

    /// <summary>The table without the named columns.</summary>
    /// <param name="columns">Their names.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    public Table Drop(params string[] columns)
    {
        Column[] dropped = [.. columns.Select(Column)];
        return new Table(_columns.Except(dropped));
    }

    /// <summary>The table without rows that agree with an earlier one in the named columns, or in all where none is named.</summary>
    /// <param name="columns">Their names.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    public Table Distinct(params string[] columns)
    {
        Column[] keys = columns.Length == 0 ? _columns : [.. columns.Select(Column)];
        return Take(Enumerable.Range(0, Count).DistinctBy(i => Key(keys, i)));
    }

    /// <summary>The rows where no named column is missing: NaN among numbers, empty among texts. All columns count where none is named.</summary>
    /// <param name="columns">Their names.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    public Table DropMissing(params string[] columns)
    {
        Column[] checkedOnes = columns.Length == 0 ? _columns : [.. columns.Select(Column)];
        return Take(Enumerable.Range(0, Count).Where(i => !checkedOnes.Any(c => c.IsMissing(i))));
    }

    /// <summary>The table with a number in place of each NaN of a column.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    /// <exception cref="InvalidOperationException">The column does not hold numbers.</exception>
    public Table FillMissing(string column, double value)
    {
        string? format = Column(column).Format;
        var filled = With(column, Numbers(column).Select(v => double.IsNaN(v) ? value : v));
        return format is null ? filled : filled.Format(column, format);
    }

    /// <summary>A row for each numeric column: how many values it has and how many are missing, their mean, standard deviation, least, quartiles and greatest.</summary>
    public Table Describe()
    {
        var numeric = _columns.Where(c => c.IsNumeric).Select(c => (c.Name, Values: c.AsDoubles().Where(v => !double.IsNaN(v)).Order().ToArray())).ToArray();
        return FromColumns(
            ("column", numeric.Select(c => c.Name).ToArray()),
            ("n", numeric.Select(c => c.Values.Length).ToArray()),
            ("missing", numeric.Select(c => Count - c.Values.Length).ToArray()),
            ("mean", Each(v => v.Average())),
            ("sd", Each(v => v.Length < 2 ? double.NaN : Statistics.StandardDeviation(v))),
            ("min", Each(v => v[0])),
            ("q1", Each(v => Quantiles.At(v, 0.25))),
            ("median", Each(v => Quantiles.At(v, 0.5))),
            ("q3", Each(v => Quantiles.At(v, 0.75))),
            ("max", Each(v => v[^1])));

        double[] Each(Func<double[], double> summary) => [.. numeric.Select(c => c.Values.Length == 0 ? double.NaN : summary(c.Values))];
    }

    private static string Key(Column[] columns, int row) => string.Join('\u001f', columns.Select(c => c.Write(row)));

    private Table Joined(Table other, string[] on, bool keepAll)
    {
        if (on.Length == 0) throw new ArgumentException("a join needs at least 1 column that both tables have (got 0).", nameof(on));
        Column[] mine = [.. on.Select(Column)], theirs = [.. on.Select(other.Column)];
        var partners = Enumerable.Range(0, other.Count).ToLookup(i => Key(theirs, i));
        (int Left, int? Right)[] pairs = [.. Enumerable.Range(0, Count).SelectMany(i =>
            partners[Key(mine, i)].Select(j => (i, (int?)j)).ToArray() is { Length: > 0 } found ? found : keepAll ? [(i, (int?)null)] : [])];
        int[] left = [.. pairs.Select(p => p.Left)];
        int?[] right = [.. pairs.Select(p => p.Right)];
        return new Table(_columns.Select(c => c.Take(left))
            .Concat(other._columns.Except(theirs).Select(c => (ColumnNames.Contains(c.Name) ? c.Renamed(c.Name + " 2") : c).TakeOrMiss(right))));
    }
}
