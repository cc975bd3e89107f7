using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// A chart over three axes, seen from afar so that parallel lines stay parallel. Axes are scales from -1/2 to 1/2.
internal sealed record SpacePanel(Chart Chart, IReadOnlyList<SpaceTrace> Series, Box Plot, AxisScale X, AxisScale Y, AxisScale Z, View View, ColorBarLayout? Bar, ChartTheme Theme)
    : Panel(Chart, Plot, Bar, Theme)
{
    private const double LabelRoom = 46, TickRoom = 14, TitleRoom = 40;

    // Plotly's own distance; with parallel rays it only sets the size.
    private const double EyeDistance = 2.165;

    public override IReadOnlyList<Trace> Traces => Series;

    public static SpacePanel Arrange(Chart chart, IReadOnlyList<Trace> traces, Box cell, bool grid, ChartTheme theme)
    {
        SpaceTrace[] series = [.. traces.Cast<SpaceTrace>()];
        double top = cell.Top + FigureLayout.Edge + (grid && chart.Heading is not null ? FigureLayout.PanelTitleSize + 8 : 0);
        double bottom = Math.Max(top + 60, cell.Bottom - FigureLayout.Edge);
        var bar = ColorBarLayout.For(series, top + 30, bottom - 30);
        double left = cell.Left + FigureLayout.Edge, right = cell.Right - FigureLayout.Edge - 6 - (bar?.Room ?? 0);
        var plot = new Box(left, top, Math.Max(60, right - left), bottom - top);
        AxisScale Scale(Axis axis, int which) => AxisScale.For(axis, series.Select(t => Reach.Of(t.Coordinates(which), axis.Log, padded: true)), -0.5, 0.5, 5);
        bar = bar?.Beside(plot with { Top = plot.Top + 30, Height = plot.Height - 60 });
        return new SpacePanel(chart, series, plot, Scale(chart.Horizontal, 0), Scale(chart.Vertical, 1), Scale(chart.Upright, 2), View.Of(chart.Azimuth, chart.Elevation), bar, theme);
    }

    // Where a point of the data is drawn, and how near to the viewer it lies; NaN where a logarithmic axis has no place for it.
    public (double X, double Y, double Near) At(double x, double y, double z) => OnScreen(X.At(x), Y.At(y), Z.At(z));

    // How near to the viewer a place on the plane of the first two axes lies.
    public double NearOnPlane(double x, double y) => View.Project(X.At(x), Y.At(y), 0).Near;

    public override void Draw(SvgWriter svg)
    {
        foreach (var (axis, scale) in Axes())
        {
            foreach (var tick in scale.Ticks.Where(t => t.Label != "")) DrawGrid(svg, axis, scale.At(tick.Value));
        }
        foreach (var (from, to) in BackEdges()) Segment(svg, from, to, Theme.Frame);
        svg.BeginWindow(Plot);
        foreach (var trace in Series) trace.Draw(svg, this);
        svg.EndWindow();
        foreach (var (axis, scale) in Axes()) DrawLabels(svg, axis, scale);
    }

    public override IEnumerable<(Trace Trace, IReadOnlyList<JsonObject> Json)> ToPlotly(JsonObject layout, FigureLayout figure, int index)
    {
        string scene = index == 0 ? "scene" : $"scene{index + 1}";
        layout[scene] = new JsonObject
        {
            ["domain"] = new JsonObject
            {
                ["x"] = new JsonArray(Plot.Left / figure.Width, Plot.Right / figure.Width),
                ["y"] = new JsonArray(1 - Plot.Bottom / figure.Height, 1 - Plot.Top / figure.Height),
            },
            ["aspectmode"] = "cube",
            ["camera"] = new JsonObject
            {
                ["projection"] = new JsonObject { ["type"] = "orthographic" },
                ["eye"] = new JsonObject { ["x"] = EyeDistance * View.Eye.X, ["y"] = EyeDistance * View.Eye.Y, ["z"] = EyeDistance * View.Eye.Z },
            },
            ["xaxis"] = PlotlyAxis.Space(Chart.Horizontal, X, Theme),
            ["yaxis"] = PlotlyAxis.Space(Chart.Vertical, Y, Theme),
            ["zaxis"] = PlotlyAxis.Space(Chart.Upright, Z, Theme),
        };
        foreach (var trace in Series)
        {
            var json = trace.ToPlotly(this);
            json["scene"] = scene;
            yield return (trace, [json]);
        }
    }

    private IEnumerable<(int Axis, AxisScale Scale)> Axes() => [(0, X), (1, Y), (2, Z)];

    private (double X, double Y, double Near) OnScreen(double x, double y, double z)
    {
        var (across, up, near) = View.Project(x, y, z);
        double size = Math.Min((Plot.Width - 2 * LabelRoom) / View.Width, (Plot.Height - 2 * LabelRoom) / View.Height);
        return (Plot.Left + Plot.Width / 2 + size * across, Plot.Top + Plot.Height / 2 - size * up, near);
    }

    private (double X, double Y, double Near) OnScreen(double[] place) => OnScreen(place[0], place[1], place[2]);

    // The face across an axis that the viewer sees from inside.
    private double Back(int axis) => -Front(axis);

    private double Front(int axis) => View.Along(axis) >= 0 ? 0.5 : -0.5;

    // Grid lines of a tick run along the two back faces that the axis lies in.
    private void DrawGrid(SvgWriter svg, int axis, double at)
    {
        foreach (int other in new[] { 0, 1, 2 }.Where(a => a != axis))
        {
            double[] from = [Back(0), Back(1), Back(2)], to = [Back(0), Back(1), Back(2)];
            (from[axis], to[axis], from[other], to[other]) = (at, at, -0.5, 0.5);
            Segment(svg, from, to, Theme.Grid);
        }
    }

    private IEnumerable<(double[] From, double[] To)> BackEdges()
    {
        for (int axis = 0; axis < 3; axis++)
        {
            for (int corner = 0; corner < 4; corner++)
            {
                double[] from = new double[3];
                var (a, b) = ((axis + 1) % 3, (axis + 2) % 3);
                (from[a], from[b]) = ((corner & 1) == 0 ? -0.5 : 0.5, (corner & 2) == 0 ? -0.5 : 0.5);
                // The edge between two front faces stands before the data.
                if (from[a] == Front(a) && from[b] == Front(b)) continue;
                double[] to = [.. from];
                (from[axis], to[axis]) = (-0.5, 0.5);
                yield return (from, to);
            }
        }
    }

    // An axis is labelled along the edge of the cube that lies on its outline: below for the lying ones, to the left for the upright one.
    private void DrawLabels(SvgWriter svg, int axis, AxisScale scale)
    {
        double[] edge = [0, 0, 0];
        if (axis == 2)
        {
            var left = new[] { (Front(0), Back(1)), (Back(0), Front(1)) }.MinBy(e => OnScreen(e.Item1, e.Item2, 0).X);
            (edge[0], edge[1]) = left;
        }
        else (edge[1 - axis], edge[2]) = (Front(1 - axis), View.Along(2) >= 0 ? -0.5 : 0.5);

        var middle = OnScreen(edge);
        var (centreX, centreY) = (Plot.Left + Plot.Width / 2, Plot.Top + Plot.Height / 2);
        // Away from the centre, at right angles to the edge.
        double[] start = [.. edge], end = [.. edge];
        (start[axis], end[axis]) = (-0.5, 0.5);
        var (from, to) = (OnScreen(start), OnScreen(end));
        var (dx, dy) = (from.Y - to.Y, to.X - from.X);
        double length = Math.Max(1e-9, Math.Sqrt(dx * dx + dy * dy)), sign = dx * (middle.X - centreX) + dy * (middle.Y - centreY) >= 0 ? 1 : -1;
        (dx, dy) = (sign * dx / length, sign * dy / length);

        foreach (var tick in scale.Ticks.Where(t => t.Label != ""))
        {
            edge[axis] = scale.At(tick.Value);
            var at = OnScreen(edge);
            svg.Line(at.X, at.Y, at.X + 4 * dx, at.Y + 4 * dy, Theme.Frame);
            svg.Text(at.X + TickRoom * dx, at.Y + TickRoom * dy, tick.Label, FigureLayout.TickSize, dx < -0.5 ? Anchor.End : dx > 0.5 ? Anchor.Start : Anchor.Middle, tick.Exponent);
        }
        if ((axis switch { 0 => Chart.Horizontal, 1 => Chart.Vertical, _ => Chart.Upright }).Label is not string title) return;
        // The title runs along its edge, and never upside down.
        double turn = Math.Atan2(to.Y - from.Y, to.X - from.X) * 180 / Math.PI;
        turn = turn > 89.9 ? turn - 180 : turn <= -90 ? turn + 180 : turn;
        double away = TitleRoom + (axis == 2 ? Math.Max(0, FigureLayout.LabelWidth(scale) - 16) : 0);
        svg.Text(middle.X + away * dx, middle.Y + away * dy, title, FigureLayout.LabelSize, Anchor.Middle, turn: Math.Abs(turn) < 0.01 ? 0.01 : turn);
    }

    private void Segment(SvgWriter svg, double[] from, double[] to, string color)
    {
        var (a, b) = (OnScreen(from), OnScreen(to));
        svg.Line(a.X, a.Y, b.X, b.Y, color);
    }
}
