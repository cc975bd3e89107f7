namespace GFlowNets.Notebooks;

// Draws an arranged figure as a static picture.
internal static class SvgFigure
{
    public static string Draw(FigureLayout figure)
    {
        var svg = new SvgWriter(figure.Width, figure.Height, figure.Title ?? "chart", figure.Theme);
        if (figure.Title is not null) svg.Text(figure.Left, FigureLayout.TitleMiddle, figure.Title, FigureLayout.TitleSize, bold: true);
        foreach (var (trace, left, middle) in figure.Legend)
        {
            trace.DrawKey(svg, new Box(left, middle - 5, FigureLayout.SwatchWidth, 10));
            svg.Text(left + FigureLayout.SwatchWidth + 8, middle, trace.Name!, FigureLayout.TickSize);
        }
        foreach (var panel in figure.Panels)
        {
            if (figure.IsGrid && panel.Chart.Heading is not null)
                svg.Text(panel.Plot.Left, panel.TitleMiddle, panel.Chart.Heading, FigureLayout.PanelTitleSize, bold: true);
            panel.Draw(svg);
            if (panel.Bar is not null) Draw(svg, panel.Bar, figure.Theme);
        }
        return svg.Finish();
    }

    private static void Draw(SvgWriter svg, ColorBarLayout bar, ChartTheme theme)
    {
        svg.Picture(bar.Box, bar.Map.Bar(bar.Trace.ColorPosition));
        svg.Rectangle(bar.Box, "none", theme.Frame);
        foreach (var tick in bar.Scale.Ticks)
        {
            double y = bar.Scale.At(tick.Value);
            svg.Line(bar.Box.Right, y, bar.Box.Right + 4, y, theme.Frame);
            svg.Text(bar.Box.Right + FigureLayout.TickGap, y, tick.Label, FigureLayout.TickSize);
        }
        if (bar.Trace.ColorBarTitle is string name)
            svg.Text(bar.Box.Right + FigureLayout.TickGap + FigureLayout.LabelWidth(bar.Scale) + 10, bar.Box.Top + bar.Box.Height / 2, name, FigureLayout.LabelSize, Anchor.Middle, turn: -90);
    }
}
