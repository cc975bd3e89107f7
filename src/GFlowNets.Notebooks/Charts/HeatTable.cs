using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace GFlowNets.Notebooks;

/// <summary>
/// A table as a picture: named rows and columns, each cell coloured by its number, and beside it, on an axis of their own, dots with intervals for
/// each row. It is a static SVG picture everywhere. A heat table is immutable: every call returns another one.
/// </summary>
/// <example><code>new HeatTable(methods, problems, ranks).Key("best", "worst").Dots("mean rank", means, lower, upper).DotsAxis("rank")</code></example>
[TypeFormatterSource(typeof(RichFormatterSource))]
public sealed record HeatTable : IRichOutput
{
    private readonly ImmutableArray<string> _rows;
    private readonly ImmutableArray<string> _columns;
    private readonly double[,] _values;
    private string? _title;
    private string? _dotsTitle;
    private (string Lowest, string Highest)? _key;
    private string[,]? _texts;
    private (double Min, double Max)? _range;
    private ColorScale _scale = ColorScale.Viridis;
    private ImmutableArray<HeatTableDots> _dots = [];

    /// <summary>A table of numbers.</summary>
    /// <param name="rows">Names of the rows, at least one.</param>
    /// <param name="columns">Names of the columns, at least one.</param>
    /// <param name="values">A number for each row and column; NaN leaves a cell empty.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or there is nothing to show.</exception>
    public HeatTable(IEnumerable<string> rows, IEnumerable<string> columns, double[,] values)
    {
        (_rows, _columns, _values) = ([.. rows], [.. columns], (double[,])values.Clone());
        if (_rows.Length == 0 || _columns.Length == 0)
            throw new ArgumentException($"a heat table needs at least 1 row and 1 column (got {_rows.Length} and {_columns.Length}).", nameof(rows));
        if (_values.GetLength(0) != _rows.Length || _values.GetLength(1) != _columns.Length)
            throw new ArgumentException($"{_rows.Length} rows and {_columns.Length} columns need as many numbers (got {_values.GetLength(0)} by {_values.GetLength(1)}).", nameof(values));
    }

    internal HeatTableLayout Layout => new(_rows, _columns, _title, _dotsTitle, _dots, _key is not null);

    internal ImmutableArray<HeatTableDots> AllDots => _dots;

    internal (string Lowest, string Highest)? Ends => _key;

    internal ColorScale Scale => _scale;

    internal (double Min, double Max) Limits
    {
        get
        {
            if (_range is { } range) return range;
            double[] finite = [.. _values.Cast<double>().Where(double.IsFinite)];
            return finite.Length == 0 ? (0, 1) : (finite.Min(), finite.Max());
        }
    }

    /// <summary>Writes a title above.</summary>
    public HeatTable Title(string title) => this with { _title = title };

    /// <summary>Writes these texts into the cells instead of the numbers.</summary>
    /// <param name="texts">A text for each row and column.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public HeatTable Texts(string[,] texts) => texts.GetLength(0) == _rows.Length && texts.GetLength(1) == _columns.Length
        ? this with { _texts = (string[,])texts.Clone() }
        : throw new ArgumentException($"{_rows.Length} rows and {_columns.Length} columns need as many texts (got {texts.GetLength(0)} by {texts.GetLength(1)}).", nameof(texts));

    /// <summary>Colours by another scale than Viridis.</summary>
    public HeatTable Colors(ColorScale scale) => this with { _scale = scale };

    /// <summary>The numbers at the ends of the colour scale; the smallest and largest where not given.</summary>
    /// <exception cref="ArgumentException">The range is empty.</exception>
    public HeatTable Range(double min, double max) => this with { _range = new Axis().WithRange(min, max, "Range").Range };

    /// <summary>Draws the colour scale below with words for its ends.</summary>
    public HeatTable Key(string lowest, string highest) => this with { _key = (lowest, highest) };

    /// <summary>Adds a series of dots with intervals beside the rows.</summary>
    /// <param name="name">Its name in the legend.</param>
    /// <param name="values">A number a row; NaN for none.</param>
    /// <param name="lower">Lower ends of the intervals.</param>
    /// <param name="upper">Upper ends of the intervals.</param>
    /// <exception cref="ArgumentException">There is not one number a row.</exception>
    public HeatTable Dots(string name, IEnumerable<double> values, IEnumerable<double> lower, IEnumerable<double> upper)
    {
        var dots = new HeatTableDots(name, [.. values], [.. lower], [.. upper]);
        return new[] { dots.Values, dots.Lower, dots.Upper }.All(list => list.Length == _rows.Length)
            ? this with { _dots = _dots.Add(dots) }
            : throw new ArgumentException($"{name} needs {_rows.Length} values and intervals, one a row (got {dots.Values.Length}, {dots.Lower.Length} and {dots.Upper.Length}).", nameof(values));
    }

    /// <summary>Names the axis of the dots.</summary>
    public HeatTable DotsAxis(string title) => this with { _dotsTitle = title };

    /// <summary>The table as a static SVG document with plain attributes, without style sheets, scripts or references.</summary>
    public string ToSvg() => HeatTableDrawing.Draw(this);

    /// <summary>The picture as an HTML fragment, its text in the place of it where pictures are not shown.</summary>
    public string ToHtml()
    {
        var layout = Layout;
        return string.Create(CultureInfo.InvariantCulture,
            $"<div><img width=\"{layout.Width}\" height=\"{layout.Height}\" alt=\"{WebUtility.HtmlEncode(ToText())}\" src=\"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(ToSvg()))}\"/></div>");
    }

    /// <summary>The title, then a line a row.</summary>
    public string ToText()
    {
        var lines = new List<string>();
        if (_title is not null) lines.Add(_title);
        for (int row = 0; row < _rows.Length; row++)
        {
            var cells = Enumerable.Range(0, _columns.Length).Select(column => $"{_columns[column]} {Text(row, column)}");
            var dots = _dots.Select(series => string.Create(CultureInfo.InvariantCulture, $"{series.Name} {series.Values[row]:0.##} [{series.Lower[row]:0.##}, {series.Upper[row]:0.##}]"));
            lines.Add($"{_rows[row]}: {string.Join(", ", cells.Concat(dots))}");
        }

        return string.Join('\n', lines);
    }

    /// <inheritdoc/>
    public override string ToString() => ToText();

    internal string Text(int row, int column) => _texts?[row, column] ?? (double.IsNaN(_values[row, column]) ? "–" : _values[row, column].ToString("0.##", CultureInfo.InvariantCulture));

    internal double? Position(int row, int column)
    {
        var (min, max) = Limits;
        double value = _values[row, column];
        return double.IsNaN(value) ? null : max > min ? (value - min) / (max - min) : 0.5;
    }
}
