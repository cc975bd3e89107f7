using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// A chart over a horizontal and a vertical axis.
internal sealed record FlatPanel(Chart Chart, IReadOnlyList<FlatTrace> Series, Box Plot, AxisScale X, AxisScale Y, ColorBarLayout? Bar, ChartTheme Theme, IReadOnlyList<string>? Names)
    : Panel(Chart, Plot, Bar, Theme)
{
    // Names that do not fit side by side stand on a slope; beyond this length they are cut.
    private const double Slope = 35, LongestName = 150, Slack = 3;
    private const int Sharpness = 2;

    public override IReadOnlyList<Trace> Traces => Series;

    public bool IsSloped => Names is not null && LongestLabel(Names) + 10 > Plot.Width / Names.Count;

    private double LabelRoom => IsSloped ? SlopedRoom(Names!) : FigureLayout.TickSize;

    public static FlatPanel Arrange(Chart chart, IReadOnlyList<Trace> traces, Box cell, bool grid, ChartTheme theme)
    {
        var (series, names) = Slots.Assign([.. traces.Cast<FlatTrace>()], chart.IsStacked);
        var (xAxis, yAxis) = (chart.Horizontal, chart.Vertical);
        if (xAxis.Log && series.OfType<SlottedTrace>().Any())
            throw new InvalidOperationException("bars, boxes and violins stand on names or on a linear horizontal axis: take LogX away.");
        bool counts = series.Any(t => t.Counts);
        double top = cell.Top + FigureLayout.Edge + (grid && chart.Heading is not null ? FigureLayout.PanelTitleSize + 8 : 0);
        double below = FigureLayout.Edge + FigureLayout.TickGap + (xAxis.Label is null ? 0 : FigureLayout.LabelHeight);
        var panel = Fit(FigureLayout.TickSize);
        return panel.IsSloped ? Fit(SlopedRoom(names!)) : panel;

        FlatPanel Fit(double labels)
        {
            double bottom = Math.Max(top + 20, cell.Bottom - below - labels);
            var y = AxisScale.For(yAxis, series.Select(t => t.YReach(yAxis.Log)), bottom, top, Math.Max(2, (int)((bottom - top) / 40)), counts);
            double left = cell.Left + FigureLayout.Edge + (yAxis.Label is null ? 0 : FigureLayout.LabelHeight) + FigureLayout.LabelWidth(y) + FigureLayout.TickGap;
            var bar = ColorBarLayout.For(series, top, bottom);
            double right = cell.Right - FigureLayout.Edge - 6 - (bar?.Room ?? 0);
            if (labels > FigureLayout.TickSize)
            {
                // The first name on a slope reaches out to the left from the middle of its share of the plot.
                double reach = cell.Left + 4 + Math.Cos(Slope * Math.PI / 180) * LongestLabel(names!), half = 0.5 / names!.Count;
                left = Math.Max(left, (reach - half * right) / (1 - half));
            }
            var plot = new Box(left, top, Math.Max(20, right - left), Math.Max(20, bottom - top));
            var x = XScale(plot);
            if (series.Any(t => t.IsSquare) && !xAxis.Log && !yAxis.Log)
            {
                double unit = Math.Min(plot.Width / (x.Max - x.Min), plot.Height / (y.Max - y.Min));
                plot = plot with { Width = unit * (x.Max - x.Min), Height = unit * (y.Max - y.Min) };
                (x, y) = (XScale(plot), y with { Start = plot.Bottom, End = plot.Top });
            }
            return new FlatPanel(chart, series, plot, x, y, bar?.Beside(plot), theme, names);
        }

        // Labels must not run into each other, so ask for fewer until they fit.
        AxisScale XScale(Box plot)
        {
            if (names is not null) return AxisScale.ForNames(names, plot.Left, plot.Right);
            for (int wanted = Math.Max(2, (int)(plot.Width / 50)); ; wanted--)
            {
                var scale = AxisScale.For(xAxis, series.Select(t => t.XReach(xAxis.Log)), plot.Left, plot.Right, wanted, counts);
                int labels = scale.Ticks.Count(t => t.Label != "");
                if (wanted <= 1 || labels * (FigureLayout.LabelWidth(scale) + 14) <= plot.Width + FigureLayout.LabelWidth(scale)) return scale;
            }
        }
    }

    // A picture that covers the plot, from positions on a colour scale by row and column of its pixels; what is not a number stays clear.
    public byte[] Paint(ColorScale scale, Func<double[], double[], Func<int, int, double>> positions)
    {
        var (width, height) = ((int)Math.Ceiling(Plot.Width * Sharpness), (int)Math.Ceiling(Plot.Height * Sharpness));
        var position = positions(
            [.. Enumerable.Range(0, width).Select(i => X.ValueAt(Plot.Left + (i + 0.5) * Plot.Width / width))],
            [.. Enumerable.Range(0, height).Select(i => Y.ValueAt(Plot.Top + (i + 0.5) * Plot.Height / height))]);
        byte[] levels = new byte[width * height];
        for (int i = 0; i < levels.Length; i++) levels[i] = position(i / width, i % width) is var p && double.IsFinite(p) ? IndexedPng.Level(p) : IndexedPng.Transparent;
        return IndexedPng.Encode(width, height, levels, scale);
    }

    public override void Draw(SvgWriter svg)
    {
        foreach (var tick in X.Ticks)
        {
            double x = X.At(tick.Value);
            if (Names is null) svg.Line(x, Plot.Top, x, Plot.Bottom, Theme.Grid, tick.Label == "" ? 0.5 : 1);
            else svg.Line(x, Plot.Bottom, x, Plot.Bottom + 4, Theme.Frame);
            if (IsSloped) svg.Text(x, Plot.Bottom + FigureLayout.TickGap + 2, Short(tick.Label), FigureLayout.TickSize, Anchor.End, turn: -Slope);
            else svg.Text(x, Plot.Bottom + FigureLayout.TickGap + FigureLayout.TickSize / 2, tick.Label, FigureLayout.TickSize, Anchor.Middle, tick.Exponent);
        }
        foreach (var tick in Y.Ticks)
        {
            double y = Y.At(tick.Value);
            svg.Line(Plot.Left, y, Plot.Right, y, Theme.Grid, tick.Label == "" ? 0.5 : 1);
            svg.Text(Plot.Left - FigureLayout.TickGap, y, tick.Label, FigureLayout.TickSize, Anchor.End, tick.Exponent);
        }

        svg.BeginWindow(new Box(Plot.Left - Slack, Plot.Top - Slack, Plot.Width + 2 * Slack, Plot.Height + 2 * Slack));
        foreach (var trace in Series) trace.Draw(svg, this);
        svg.EndWindow();
        svg.Rectangle(Plot, "none", Theme.Frame);

        if (Chart.Horizontal.Label is string horizontal)
            svg.Text(Plot.Left + Plot.Width / 2, Plot.Bottom + FigureLayout.TickGap + LabelRoom + 12, horizontal, FigureLayout.LabelSize, Anchor.Middle);
        if (Chart.Vertical.Label is string vertical)
            svg.Text(Plot.Left - FigureLayout.TickGap - FigureLayout.LabelWidth(Y) - 12, Plot.Top + Plot.Height / 2, vertical, FigureLayout.LabelSize, Anchor.Middle, turn: -90);
    }

    public override IEnumerable<(Trace Trace, IReadOnlyList<JsonObject> Json)> ToPlotly(JsonObject layout, FigureLayout figure, int index)
    {
        string number = index == 0 ? "" : $"{index + 1}";
        var xAxis = PlotlyAxis.Flat(Chart.Horizontal, X, Plot.Left / figure.Width, Plot.Right / figure.Width, "y" + number, Theme);
        if (Names is not null)
        {
            xAxis["tickmode"] = "array";
            xAxis["tickvals"] = PlotlyJson.Numbers(Names.Select((_, i) => (double)i));
            xAxis["ticktext"] = new JsonArray([.. Names.Select(n => JsonValue.Create(PlotlyJson.Text(IsSloped ? Short(n) : n)))]);
            xAxis["tickangle"] = IsSloped ? -Slope : 0;
            xAxis["showgrid"] = false;
            if (IsSloped) xAxis["title"]?.AsObject()["standoff"] = 14;
        }
        layout["xaxis" + number] = xAxis;
        layout["yaxis" + number] = PlotlyAxis.Flat(Chart.Vertical, Y, 1 - Plot.Bottom / figure.Height, 1 - Plot.Top / figure.Height, "x" + number, Theme);
        foreach (var trace in Series)
        {
            JsonObject[] all = [.. trace.ToPlotly(this)];
            foreach (var json in all) (json["xaxis"], json["yaxis"]) = ("x" + number, "y" + number);
            yield return (trace, all);
        }
    }

    private static double SlopedRoom(IReadOnlyList<string> names) => Math.Sin(Slope * Math.PI / 180) * LongestLabel(names) + FigureLayout.TickSize;

    private static double LongestLabel(IReadOnlyList<string> names) => names.Max(n => TextWidth.Of(Short(n), FigureLayout.TickSize));

    private static string Short(string name)
    {
        for (int length = name.Length; length > 1; length--)
        {
            string cut = length == name.Length ? name : name[..length].TrimEnd() + "\u2026";
            if (TextWidth.Of(cut, FigureLayout.TickSize) <= LongestName) return cut;
        }
        return name;
    }
}
