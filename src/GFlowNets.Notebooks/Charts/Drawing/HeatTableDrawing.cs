using System.Collections.Immutable;
using System.Globalization;

namespace GFlowNets.Notebooks;

internal sealed record HeatTableDots(string Name, double[] Values, double[] Lower, double[] Upper);

// Where the parts of a heat table lie.
internal sealed class HeatTableLayout
{
    public const double CellHeight = 25, Size = 12, TitleSize = 15;
    private const double Gap = 14, DotsWidth = 250;

    public HeatTableLayout(ImmutableArray<string> rows, ImmutableArray<string> columns, string? title, string? dotsTitle, ImmutableArray<HeatTableDots> dots, bool hasKey)
    {
        (Rows, Columns, Title, DotsTitle, HasDots) = (rows, columns, title, dotsTitle, dots.Length > 0);
        double names = rows.Max(row => TextWidth.Of(row, Size)) + Gap;
        CellWidth = Math.Max(62, columns.Max(column => TextWidth.Of(column, Size)) + Gap);
        double top = Gap + (title is null ? 0 : TitleSize + Gap) + Size + Gap;
        Cells = new Box(Gap + names, top, CellWidth * columns.Length, CellHeight * rows.Length);
        Dots = new Box(Cells.Right + (2 * Gap), top, DotsWidth, Cells.Height);
        double right = HasDots ? Dots.Right : Cells.Right;
        double below = Math.Max(HasDots ? (2 * Gap) + (dotsTitle is null ? 0 : Size + 6) + (dots.Length * (Size + 6)) : 0, hasKey ? (2 * Gap) + Size : Gap);
        Width = (int)Math.Ceiling(Math.Max(right + (2 * Gap), Gap + TextWidth.Of(title ?? "", TitleSize) + Gap));
        Height = (int)Math.Ceiling(Cells.Bottom + below + Gap);
    }

    public ImmutableArray<string> Rows { get; }

    public ImmutableArray<string> Columns { get; }

    public string? Title { get; }

    public string? DotsTitle { get; }

    public bool HasDots { get; }

    public double CellWidth { get; }

    public Box Cells { get; }

    public Box Dots { get; }

    public int Width { get; }

    public int Height { get; }

    public double RowMiddle(int row) => Cells.Top + ((row + 0.5) * CellHeight);
}

// Draws a heat table.
internal static class HeatTableDrawing
{
    private const string Grid = "#dddddd", Light = "#ffffff";

    public static string Draw(HeatTable table)
    {
        var layout = table.Layout;
        var svg = new SvgWriter(layout.Width, layout.Height, table.ToText(), ChartTheme.Light);
        if (layout.Title is not null) svg.Text(14, 14 + (HeatTableLayout.TitleSize / 2), layout.Title, HeatTableLayout.TitleSize, bold: true);
        for (int column = 0; column < layout.Columns.Length; column++)
            svg.Text(layout.Cells.Left + ((column + 0.5) * layout.CellWidth), layout.Cells.Top - 14, layout.Columns[column], HeatTableLayout.Size, Anchor.Middle);
        for (int row = 0; row < layout.Rows.Length; row++)
        {
            svg.Text(layout.Cells.Left - 8, layout.RowMiddle(row), layout.Rows[row], HeatTableLayout.Size, Anchor.End);
            for (int column = 0; column < layout.Columns.Length; column++) DrawCell(svg, table, layout, row, column);
        }

        if (layout.HasDots) DrawDots(svg, table, layout);
        if (table.Ends is { } ends) DrawKey(svg, table.Scale, layout, ends);
        return svg.Finish();
    }

    private static void DrawCell(SvgWriter svg, HeatTable table, HeatTableLayout layout, int row, int column)
    {
        var box = new Box(layout.Cells.Left + (column * layout.CellWidth), layout.Cells.Top + (row * HeatTableLayout.CellHeight), layout.CellWidth, HeatTableLayout.CellHeight);
        var color = table.Position(row, column) is { } position ? table.Scale.At(position) : ((byte)240, (byte)240, (byte)240);
        svg.Rectangle(box, Hex(color), Light);
        svg.Text(box.Left + (box.Width / 2), layout.RowMiddle(row), table.Text(row, column), HeatTableLayout.Size, Anchor.Middle, fill: IsDark(color) ? Light : null);
    }

    private static void DrawDots(SvgWriter svg, HeatTable table, HeatTableLayout layout)
    {
        double[] all = [.. table.AllDots.SelectMany(series => series.Values.Concat(series.Lower).Concat(series.Upper)).Where(double.IsFinite)];
        var (min, max) = all.Length == 0 ? (0, 1) : all.Max() > all.Min() ? (all.Min(), all.Max()) : (all[0] - 0.5, all[0] + 0.5);
        var box = layout.Dots;
        double Place(double value) => box.Left + (Math.Clamp((value - min) / (max - min), 0, 1) * box.Width);
        foreach (var tick in NiceTicks.Linear(min, max, 6))
        {
            svg.Line(Place(tick.Value), box.Top, Place(tick.Value), box.Bottom, Grid);
            svg.Text(Place(tick.Value), box.Bottom + 12, tick.Label, HeatTableLayout.Size - 1, Anchor.Middle);
        }

        double below = box.Bottom + 28;
        if (layout.DotsTitle is not null)
        {
            svg.Text(box.Left + (box.Width / 2), below, layout.DotsTitle, HeatTableLayout.Size, Anchor.Middle);
            below += HeatTableLayout.Size + 6;
        }

        foreach (var (number, series) in table.AllDots.Index())
        {
            string color = Palette.At(number);
            double aside = (number - ((table.AllDots.Length - 1) / 2.0)) * 8;
            for (int row = 0; row < layout.Rows.Length; row++)
            {
                if (!double.IsFinite(series.Values[row])) continue;
                double y = layout.RowMiddle(row) + aside;
                svg.Line(Place(Finite(series.Lower[row], min)), y, Place(Finite(series.Upper[row], max)), y, color, 2, opacity: 0.6);
                svg.Marker(Place(series.Values[row]), y, 4, color, 1);
            }

            svg.Marker(box.Left + 6, below, 4, color, 1);
            svg.Text(box.Left + 16, below, series.Name, HeatTableLayout.Size);
            below += HeatTableLayout.Size + 6;
        }
    }

    private static void DrawKey(SvgWriter svg, ColorScale scale, HeatTableLayout layout, (string Lowest, string Highest) ends)
    {
        const int steps = 40;
        const double width = 120;
        double y = layout.Cells.Bottom + 22, left = layout.Cells.Left + TextWidth.Of(ends.Lowest, HeatTableLayout.Size) + 8;
        svg.Text(layout.Cells.Left, y, ends.Lowest, HeatTableLayout.Size);
        for (int step = 0; step < steps; step++)
            svg.Rectangle(new Box(left + (step * width / steps), y - 5, (width / steps) + 0.5, 10), Hex(scale.At((step + 0.5) / steps)));
        svg.Text(left + width + 8, y, ends.Highest, HeatTableLayout.Size);
    }

    private static double Finite(double value, double otherwise) => double.IsFinite(value) ? value : otherwise;

    private static string Hex((byte R, byte G, byte B) color) => string.Create(CultureInfo.InvariantCulture, $"#{color.R:x2}{color.G:x2}{color.B:x2}");

    // By the weights of luma: what is dark gets light letters.
    private static bool IsDark((byte R, byte G, byte B) color) => (0.299 * color.R) + (0.587 * color.G) + (0.114 * color.B) < 140;
}
