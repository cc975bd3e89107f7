using System.Collections;
using System.Reflection;

namespace GFlowNets.Notebooks;

/// <summary>A small table of columns of double, long, string or bool. A table is immutable: every call returns a new one.</summary>
/// <example><code>Table.From(runs).Where(r => r.Number("iteration") >= 1000).GroupBy("method").Aggregate("tv").Format("tv mean", "0.000")</code></example>
[TypeFormatterSource(typeof(RichFormatterSource))]
public sealed partial class Table : IRichOutput
{
    private readonly Column[] _columns;

    // How many rows there were, where this is the head or the tail of a longer table.
    private readonly int? _whole;

    private Table(IEnumerable<Column> columns, int? whole = null)
    {
        _whole = whole;
        _columns = [.. columns];
        if (_columns.FirstOrDefault(c => c.Length != Count) is { } odd)
            throw new ArgumentException($"all columns must be equally long (column '{_columns[0].Name}' has {Count} rows and '{odd.Name}' has {odd.Length}).");
        if (_columns.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"the columns of a table must have different names (got '{twice.Key}' {twice.Count()} times).");
    }

    /// <summary>How many rows there are.</summary>
    public int Count => _columns.Length == 0 ? 0 : _columns[0].Length;

    /// <summary>The names of the columns, in order.</summary>
    public IReadOnlyList<string> ColumnNames => [.. _columns.Select(c => c.Name)];

    /// <summary>The rows, in order.</summary>
    public IEnumerable<TableRow> Rows => Enumerable.Range(0, Count).Select(i => new TableRow(this, i));

    /// <summary>A table with a row for each record and a column for each of its public properties. Whole numbers become long, other numbers double (null: NaN), and what is neither number nor bool its text.</summary>
    /// <param name="records">The records; their type decides the columns.</param>
    /// <exception cref="ArgumentException">The type has no public properties.</exception>
    public static Table From<T>(IEnumerable<T> records)
    {
        T[] all = [.. records];
        PropertyInfo[] properties = [.. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanRead && p.GetIndexParameters().Length == 0)];
        if (properties.Length == 0) throw new ArgumentException($"the records of a table must have public properties ({typeof(T).Name} has none).", nameof(records));
        return new Table(properties.Select(p => Notebooks.Column.Of(p.Name, p.PropertyType, all.Select(r => p.GetValue(r)))));
    }

    /// <summary>A table of columns given by name.</summary>
    /// <param name="columns">Names and values: arrays or lists, all of one length.</param>
    /// <exception cref="ArgumentException">Lengths differ, or two columns share a name.</exception>
    public static Table FromColumns(params (string Name, IEnumerable Values)[] columns) =>
        new(columns.Select(c => Notebooks.Column.Of(c.Name, ElementType(c.Values), c.Values)));

    /// <summary>The values of a numeric column, as a copy.</summary>
    /// <param name="column">The column's name.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    /// <exception cref="InvalidOperationException">The column does not hold numbers.</exception>
    public double[] Numbers(string column) => Column(column).AsDoubles();

    /// <summary>The values of any column as text.</summary>
    /// <param name="column">The column's name.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    public string[] Texts(string column) => [.. Rows.Select(r => r.Text(column))];

    /// <summary>The rows that satisfy a condition.</summary>
    /// <param name="condition">The condition.</param>
    public Table Where(Func<TableRow, bool> condition) => Take(Enumerable.Range(0, Count).Where(i => condition(new TableRow(this, i))));

    /// <summary>The named columns, in the order named.</summary>
    /// <param name="columns">Their names.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    public Table Select(params string[] columns) => new(columns.Select(Column));

    /// <summary>The table with one more column, or with that column replaced.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="value">Its value in each row.</param>
    public Table With<T>(string column, Func<TableRow, T> value) => With(column, Rows.Select(value));

    /// <summary>The table with one more column, or with that column replaced.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="values">Its values, one for each row.</param>
    /// <exception cref="ArgumentException">There are not as many values as rows.</exception>
    public Table With<T>(string column, IEnumerable<T> values)
    {
        var made = Notebooks.Column.Of(column, typeof(T), values.ToArray());
        return new(ColumnNames.Contains(column) ? _columns.Select(c => c.Name == column ? made : c) : _columns.Append(made));
    }

    /// <summary>The rows sorted by columns, the first named weighing most: numbers by size, texts by code point. Rows that tie keep their order.</summary>
    /// <param name="columns">Names of the columns.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    public Table OrderBy(params string[] columns) => Take(Sorted(columns, descending: false));

    /// <summary>The rows sorted by columns, largest first. Rows that tie keep their order.</summary>
    /// <param name="columns">Names of the columns.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    public Table OrderByDescending(params string[] columns) => Take(Sorted(columns, descending: true));

    /// <summary>The first rows; the line below them says of how many.</summary>
    /// <param name="count">How many.</param>
    public Table Head(int count = 5) => Part(Enumerable.Range(0, Math.Clamp(count, 0, Count)));

    /// <summary>The last rows; the line below them says of how many.</summary>
    /// <param name="count">How many.</param>
    public Table Tail(int count = 5) => Part(Enumerable.Range(0, Count).Skip(Count - Math.Clamp(count, 0, Count)));

    /// <summary>Gathers the rows that agree in the named columns; groups come in the order in which they first appear.</summary>
    /// <param name="keys">Names of the columns.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    public TableGroups GroupBy(params string[] keys)
    {
        var kept = Select(keys);
        int[][] groups = [.. Enumerable.Range(0, Count).GroupBy(i => string.Join('\u001f', kept._columns.Select(c => c.Write(i)))).Select(g => g.ToArray())];
        return new TableGroups(kept.Take(groups.Select(g => g[0])), [.. groups.Select(g => Take(g))]);
    }

    /// <summary>Says how a numeric column is shown; its values and its CSV stay exact.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="format">A .NET numeric format such as "0.000" or "P1".</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    public Table Format(string column, string format)
    {
        var chosen = Column(column);
        return new(_columns.Select(c => c == chosen ? c.WithFormat(format) : c));
    }

    internal Column Column(string name) => _columns.FirstOrDefault(c => c.Name == name)
        ?? throw new ArgumentException($"the table has no column '{name}': it has {string.Join(", ", ColumnNames.Select(n => $"'{n}'"))}.", nameof(name));

    private Table Part(IEnumerable<int> rows) => new(Take(rows)._columns, _whole ?? Count);

    private Table Take(IEnumerable<int> rows)
    {
        int[] all = [.. rows];
        return new Table(_columns.Select(c => c.Take(all)));
    }

    private IEnumerable<int> Sorted(string[] columns, bool descending)
    {
        Column[] keys = [.. columns.Select(Column)];
        var order = Comparer<int>.Create((a, b) => keys.Select(k => Compare(k[a], k[b])).FirstOrDefault(c => c != 0));
        var rows = Enumerable.Range(0, Count);
        return descending ? rows.OrderDescending(order) : rows.Order(order);

        static int Compare(object a, object b) => a is string text ? string.CompareOrdinal(text, (string)b) : Comparer.DefaultInvariant.Compare(a, b);
    }

    private static Type ElementType(IEnumerable values) =>
        values.GetType().GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0] ?? typeof(object);
}
