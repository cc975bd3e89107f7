namespace GFlowNets.Notebooks;

// Draws an arranged figure as a static picture.
internal static class SvgFigure
{
    public const string GridColor = "#e5e5e5", FrameColor = "#8a8a8a";
    private const double Slack = 3;

    public static string Draw(FigureLayout figure)
    {
        var svg = new SvgWriter(figure.Width, figure.Height, figure.Title ?? "chart");
        if (figure.Title is not null) svg.Text(figure.Left, FigureLayout.TitleMiddle, figure.Title, FigureLayout.TitleSize, bold: true);
        foreach (var (trace, left, middle) in figure.Legend)
        {
            trace.DrawKey(svg, new Box(left, middle - 5, FigureLayout.SwatchWidth, 10));
            svg.Text(left + FigureLayout.SwatchWidth + 8, middle, trace.Name!, FigureLayout.TickSize);
        }
        foreach (var panel in figure.Panels) Draw(svg, panel, figure.IsGrid);
        return svg.Finish();
    }

    private static void Draw(SvgWriter svg, PanelLayout panel, bool titled)
    {
        var (chart, plot) = (panel.Chart, panel.Plot);
        if (titled && chart.Heading is not null) svg.Text(plot.Left, panel.TitleMiddle, chart.Heading, FigureLayout.PanelTitleSize, bold: true);
        foreach (var tick in panel.X.Ticks)
        {
            double x = panel.X.At(tick.Value);
            svg.Line(x, plot.Top, x, plot.Bottom, GridColor, tick.Label == "" ? 0.5 : 1);
            svg.Text(x, plot.Bottom + FigureLayout.TickGap + FigureLayout.TickSize / 2, tick.Label, FigureLayout.TickSize, Anchor.Middle, tick.Exponent);
        }
        foreach (var tick in panel.Y.Ticks)
        {
            double y = panel.Y.At(tick.Value);
            svg.Line(plot.Left, y, plot.Right, y, GridColor, tick.Label == "" ? 0.5 : 1);
            svg.Text(plot.Left - FigureLayout.TickGap, y, tick.Label, FigureLayout.TickSize, Anchor.End, tick.Exponent);
        }

        svg.BeginWindow(new Box(plot.Left - Slack, plot.Top - Slack, plot.Width + 2 * Slack, plot.Height + 2 * Slack));
        foreach (var trace in panel.Traces) trace.Draw(svg, panel);
        svg.EndWindow();
        svg.Rectangle(plot, "none", FrameColor);

        if (chart.Horizontal.Title is string horizontal)
            svg.Text(plot.Left + plot.Width / 2, plot.Bottom + FigureLayout.TickGap + FigureLayout.TickSize + 12, horizontal, FigureLayout.LabelSize, Anchor.Middle);
        if (chart.Vertical.Title is string vertical)
            svg.Text(plot.Left - panel.YLabelRoom - 12, plot.Top + plot.Height / 2, vertical, FigureLayout.LabelSize, Anchor.Middle, upwards: true);
        if (panel.Bar is not null) Draw(svg, panel.Bar);
    }

    private static void Draw(SvgWriter svg, ColorBarLayout bar)
    {
        svg.Picture(bar.Box, bar.Trace.ColorBar());
        svg.Rectangle(bar.Box, "none", FrameColor);
        foreach (var tick in bar.Scale.Ticks)
        {
            double y = bar.Scale.At(tick.Value);
            svg.Line(bar.Box.Right, y, bar.Box.Right + 4, y, FrameColor);
            svg.Text(bar.Box.Right + FigureLayout.TickGap, y, tick.Label, FigureLayout.TickSize);
        }
        if (bar.Trace.Name is string name)
            svg.Text(bar.Box.Right + FigureLayout.TickGap + FigureLayout.LabelWidth(bar.Scale) + 10, bar.Box.Top + bar.Box.Height / 2, name, FigureLayout.LabelSize, Anchor.Middle, upwards: true);
    }
}
