using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// Axes and colour bars in Plotly's schema.
internal static class PlotlyAxis
{
    public static JsonObject Flat(Axis axis, AxisScale scale, double from, double to, string anchor, ChartTheme theme)
    {
        var json = Common(scale, theme);
        json["domain"] = new JsonArray(from, to);
        json["anchor"] = anchor;
        json["mirror"] = true;
        json["ticklen"] = 4;
        json["tickcolor"] = "rgba(0,0,0,0)";
        json["automargin"] = false;
        var labels = scale.Ticks.Where(t => t.Label != "").Select(t => t.Value).ToArray();
        // About one label a decade: left alone, Plotly numbers the multiples in between too.
        if (scale.Log) json["nticks"] = labels.Length < 2 ? 2 : (int)Math.Ceiling(Math.Log10(scale.Max / scale.Min) / Math.Log10(labels[1] / labels[0]));
        // No more labels than there is room for beside the axis.
        else json["nticks"] = labels.Length + 1;
        if (scale.Counts) (json["tick0"], json["dtick"]) = (0, labels.Length < 2 ? 1 : labels[1] - labels[0]);
        if (axis.Label is not null)
            json["title"] = new JsonObject { ["text"] = PlotlyJson.Text(axis.Label), ["standoff"] = 6, ["font"] = new JsonObject { ["size"] = FigureLayout.LabelSize } };
        return json;
    }

    public static JsonObject Space(Axis axis, AxisScale scale, ChartTheme theme)
    {
        var json = Common(scale, theme);
        json["ticklen"] = 3;
        json["tickcolor"] = theme.Frame;
        json["showbackground"] = false;
        json["nticks"] = scale.WantedTicks + 1;
        json["title"] = new JsonObject { ["text"] = PlotlyJson.Text(axis.Label ?? "") };
        return json;
    }

    public static JsonObject ColorBar(FigureLayout figure, ColorBarLayout bar)
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
            ["outlinecolor"] = figure.Theme.Frame,
            ["exponentformat"] = ExponentFormat(bar.Scale),
        };
        if (bar.Trace.ColorBarTitle is string title) json["title"] = new JsonObject { ["text"] = PlotlyJson.Text(title), ["side"] = "right" };
        return json;
    }

    private static JsonObject Common(AxisScale scale, ChartTheme theme) => new()
    {
        ["type"] = scale.Log ? "log" : "linear",
        ["range"] = scale.Log ? new JsonArray(Math.Log10(scale.Min), Math.Log10(scale.Max)) : new JsonArray(scale.Min, scale.Max),
        ["exponentformat"] = ExponentFormat(scale),
        ["gridcolor"] = theme.Grid,
        ["zeroline"] = false,
        ["showline"] = true,
        ["linecolor"] = theme.Frame,
        ["ticks"] = "outside",
    };

    private static string ExponentFormat(AxisScale scale) =>
        scale.Log ? (scale.Ticks.Any(t => t.Exponent != "") ? "power" : "none")
        : Math.Max(Math.Abs(scale.Min), Math.Abs(scale.Max)) >= 1e4 ? "SI" : "e";
}
