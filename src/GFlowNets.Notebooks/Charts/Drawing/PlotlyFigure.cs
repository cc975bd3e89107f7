using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// Writes an arranged figure in Plotly's schema. Margins are zero and every axis has the domain of its plot, so the pixels are those of the static picture.
internal static class PlotlyFigure
{
    public static JsonObject Write(FigureLayout figure)
    {
        var layout = new JsonObject
        {
            ["width"] = figure.Width,
            ["height"] = figure.Height,
            ["margin"] = new JsonObject { ["l"] = 0, ["r"] = 0, ["t"] = 0, ["b"] = 0 },
            ["font"] = new JsonObject { ["family"] = SvgWriter.Font, ["size"] = FigureLayout.TickSize, ["color"] = SvgWriter.Ink },
            ["paper_bgcolor"] = "#ffffff",
            ["plot_bgcolor"] = "#ffffff",
            ["hovermode"] = "closest",
            ["showlegend"] = figure.Legend.Count > 0,
        };
        if (figure.Legend.Count > 0)
        {
            layout["legend"] = new JsonObject
            {
                ["orientation"] = "h",
                ["x"] = figure.Legend[0].Left / figure.Width,
                ["y"] = 1 - (figure.Legend[0].Middle - 12) / figure.Height,
                ["xanchor"] = "left",
                ["yanchor"] = "top",
            };
        }

        var annotations = new JsonArray();
        if (figure.Title is not null) annotations.Add(Heading(figure, figure.Title, figure.Left, FigureLayout.TitleMiddle, FigureLayout.TitleSize));
        var data = new JsonArray();
        var named = new HashSet<string>();
        for (int i = 0; i < figure.Panels.Count; i++)
        {
            var panel = figure.Panels[i];
            string number = i == 0 ? "" : $"{i + 1}";
            layout["xaxis" + number] = Axis(panel.Chart.Horizontal, panel.X, panel.Plot.Left / figure.Width, panel.Plot.Right / figure.Width, "y" + number);
            layout["yaxis" + number] = Axis(panel.Chart.Vertical, panel.Y, 1 - panel.Plot.Bottom / figure.Height, 1 - panel.Plot.Top / figure.Height, "x" + number);
            if (figure.IsGrid && panel.Chart.Heading is not null)
                annotations.Add(Heading(figure, panel.Chart.Heading, panel.Plot.Left, panel.TitleMiddle, FigureLayout.PanelTitleSize));

            foreach (var trace in panel.Traces)
            {
                bool shown = trace.InLegend && named.Add(trace.Name!);
                foreach (var json in trace.ToPlotly(panel))
                {
                    (json["xaxis"], json["yaxis"]) = ("x" + number, "y" + number);
                    json["showlegend"] = shown;
                    if (trace.Name is not null) (json["name"], json["legendgroup"]) = (PlotlyJson.Text(trace.Name), trace.Name);
                    if (ReferenceEquals(trace, panel.Bar?.Trace)) (json["showscale"], json["colorbar"]) = (true, ColorBar(figure, panel.Bar));
                    data.Add(json);
                    shown = false;
                }
            }
        }
        layout["annotations"] = annotations;
        return new JsonObject { ["data"] = data, ["layout"] = layout, ["config"] = new JsonObject { ["displaylogo"] = false, ["displayModeBar"] = "hover" } };
    }

    private static JsonObject Axis(Axis axis, AxisScale scale, double from, double to, string anchor)
    {
        var json = new JsonObject
        {
            ["domain"] = new JsonArray(from, to),
            ["anchor"] = anchor,
            ["type"] = scale.Log ? "log" : "linear",
            ["range"] = scale.Log ? new JsonArray(Math.Log10(scale.Min), Math.Log10(scale.Max)) : new JsonArray(scale.Min, scale.Max),
            ["exponentformat"] = ExponentFormat(scale),
            ["gridcolor"] = SvgFigure.GridColor,
            ["zeroline"] = false,
            ["showline"] = true,
            ["mirror"] = true,
            ["linecolor"] = SvgFigure.FrameColor,
            ["ticks"] = "outside",
            ["ticklen"] = 4,
            ["tickcolor"] = "rgba(0,0,0,0)",
            ["automargin"] = false,
        };
        var labels = scale.Ticks.Where(t => t.Label != "").Select(t => t.Value).ToArray();
        // About one label a decade: left alone, Plotly numbers the multiples in between too.
        if (scale.Log) json["nticks"] = labels.Length < 2 ? 2 : (int)Math.Ceiling(Math.Log10(scale.Max / scale.Min) / Math.Log10(labels[1] / labels[0]));
        if (scale.Counts) (json["tick0"], json["dtick"]) = (0, labels.Length < 2 ? 1 : labels[1] - labels[0]);
        if (axis.Title is not null)
            json["title"] = new JsonObject { ["text"] = PlotlyJson.Text(axis.Title), ["standoff"] = 6, ["font"] = new JsonObject { ["size"] = FigureLayout.LabelSize } };
        return json;
    }

    private static string ExponentFormat(AxisScale scale) =>
        scale.Log ? (scale.Ticks.Any(t => t.Exponent != "") ? "power" : "none")
        : Math.Max(Math.Abs(scale.Min), Math.Abs(scale.Max)) >= 1e4 ? "SI" : "e";

    private static JsonObject ColorBar(FigureLayout figure, ColorBarLayout bar)
    {
        var json = new JsonObject
        {
            ["x"] = bar.Box.Left / figure.Width,
            ["xanchor"] = "left",
            ["xpad"] = 0,
            ["y"] = 1 - bar.Box.Bottom / figure.Height,
            ["yanchor"] = "bottom",
            ["ypad"] = 0,
            ["len"] = bar.Box.Height / figure.Height,
            ["thickness"] = bar.Box.Width,
            ["outlinecolor"] = SvgFigure.FrameColor,
            ["exponentformat"] = ExponentFormat(bar.Scale),
        };
        if (bar.Trace.Name is not null) json["title"] = new JsonObject { ["text"] = PlotlyJson.Text(bar.Trace.Name), ["side"] = "right" };
        return json;
    }

    private static JsonObject Heading(FigureLayout figure, string text, double left, double middle, double size) => new()
    {
        ["text"] = $"<b>{PlotlyJson.Text(text)}</b>",
        ["x"] = left / figure.Width,
        ["y"] = 1 - middle / figure.Height,
        ["xref"] = "paper",
        ["yref"] = "paper",
        ["xanchor"] = "left",
        ["yanchor"] = "middle",
        ["showarrow"] = false,
        ["font"] = new JsonObject { ["size"] = size },
    };
}
