namespace GFlowNets.Notebooks;

/// <summary>One row of a <see cref="Table"/>.</summary>
public readonly struct TableRow
{
    private readonly Table _table;
    private readonly int _index;

    internal TableRow(Table table, int index) => (_table, _index) = (table, index);

    /// <summary>The cell of a column: a double, long, string or bool.</summary>
    /// <param name="column">The column's name.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    public object this[string column] => _table.Column(column)[_index];

    /// <summary>The cell of a numeric column.</summary>
    /// <param name="column">The column's name.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    /// <exception cref="InvalidOperationException">The column does not hold numbers.</exception>
    public double Number(string column) => this[column] switch
    {
        double value => value,
        long value => value,
        var other => throw new InvalidOperationException($"column '{column}' does not hold numbers (this row has '{other}')."),
    };

    /// <summary>The cell of any column as text.</summary>
    /// <param name="column">The column's name.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    public string Text(string column) => _table.Column(column).Write(_index);
}
