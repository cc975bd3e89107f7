namespace GFlowNets.Notebooks;

// Values at the crossings of a grid: rows run upwards, columns to the right, and each has a centre on its axis.
internal sealed record GridValues
{
    private readonly double[,] _values;

    public GridValues(string what, double[,] values, IEnumerable<double>? x, IEnumerable<double>? y, int least = 1)
    {
        if (values.GetLength(0) < least || values.GetLength(1) < least)
        {
            string needed = least == 1 ? "at least 1 cell" : $"at least {least} rows and {least} columns";
            throw new ArgumentException($"a {what} needs {needed} (got {values.GetLength(0)} rows by {values.GetLength(1)} columns).", nameof(values));
        }
        _values = (double[,])values.Clone();
        HasIndexAxes = x is null && y is null;
        (X, Y) = (Centres(x, Columns, "x", "columns"), Centres(y, Rows, "y", "rows"));
    }

    public double this[int row, int column] => _values[row, column];

    public int Rows => _values.GetLength(0);

    public int Columns => _values.GetLength(1);

    public double[] X { get; }

    public double[] Y { get; }

    // Whether the axes number the cells 0, 1, 2, ...
    public bool HasIndexAxes { get; }

    public bool IsSquare => HasIndexAxes && Math.Max(Columns, Rows) <= 3 * Math.Min(Columns, Rows);

    public double[,] Matrix => _values;

    public IEnumerable<double> All => _values.Cast<double>();

    public static double[,] Rectangle(double[][] rows, string what)
    {
        int columns = rows.FirstOrDefault()?.Length ?? 0;
        if (rows.FirstOrDefault(r => r.Length != columns) is double[] odd)
            throw new ArgumentException($"all rows of a {what} must be equally long (got {columns} and {odd.Length}).", nameof(rows));
        double[,] values = new double[rows.Length, columns];
        for (int row = 0; row < rows.Length; row++)
        {
            for (int column = 0; column < columns; column++) values[row, column] = rows[row][column];
        }
        return values;
    }

    // The boundaries between cells, half-way between their centres, and the outer ones.
    public static double[] Edges(double[] centres)
    {
        if (centres.Length == 1) return [centres[0] - 0.5, centres[0] + 0.5];
        return
        [
            1.5 * centres[0] - 0.5 * centres[1],
            .. centres.Zip(centres.Skip(1), (a, b) => (a + b) / 2),
            1.5 * centres[^1] - 0.5 * centres[^2],
        ];
    }

    private static double[] Centres(IEnumerable<double>? centres, int count, string name, string what)
    {
        double[] values = centres is null ? [.. Enumerable.Range(0, count)] : [.. centres];
        if (values.Length != count) throw new ArgumentException($"{name} must have one centre for each of the {count} {what} (got {values.Length}).", name);
        for (int i = 0; i < count; i++)
        {
            if (!double.IsFinite(values[i]) || (i > 0 && values[i] <= values[i - 1]))
                throw new ArgumentException($"{name} must be finite and ascend (got {values[i]} at position {i}).", name);
        }
        return values;
    }
}
