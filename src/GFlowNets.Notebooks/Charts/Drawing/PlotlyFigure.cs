using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// Writes an arranged figure in Plotly's schema. Margins are zero and every axis has the domain of its plot, so the pixels are those of the static picture.
internal static class PlotlyFigure
{
    public static JsonObject Write(FigureLayout figure)
    {
        var theme = figure.Theme;
        var layout = new JsonObject
        {
            ["width"] = figure.Width,
            ["height"] = figure.Height,
            ["margin"] = new JsonObject { ["l"] = 0, ["r"] = 0, ["t"] = 0, ["b"] = 0 },
            ["font"] = new JsonObject { ["family"] = theme.Font, ["size"] = FigureLayout.TickSize, ["color"] = theme.Ink },
            ["paper_bgcolor"] = theme.Background,
            ["plot_bgcolor"] = theme.Background,
            ["hovermode"] = "closest",
            ["barmode"] = "overlay",
            ["showlegend"] = figure.Legend.Count > 0,
        };
        if (figure.Legend.Count > 0) layout["legend"] = Legend(figure);

        var annotations = new JsonArray();
        if (figure.Title is not null) annotations.Add(Heading(figure, figure.Title, figure.Left, FigureLayout.TitleMiddle, FigureLayout.TitleSize));
        var data = new JsonArray();
        var named = new HashSet<string>();
        for (int i = 0; i < figure.Panels.Count; i++)
        {
            var panel = figure.Panels[i];
            if (figure.IsGrid && panel.Chart.Heading is not null)
                annotations.Add(Heading(figure, panel.Chart.Heading, panel.Plot.Left, panel.TitleMiddle, FigureLayout.PanelTitleSize));
            foreach (var (trace, all) in panel.ToPlotly(layout, figure, i))
            {
                bool shown = trace.InLegend && figure.Legend.Count > 0 && named.Add(trace.Name!);
                foreach (var json in all)
                {
                    json["showlegend"] = shown;
                    shown = false;
                    if (trace.Name is not null) (json["name"], json["legendgroup"]) = (PlotlyJson.Text(trace.Name), trace.Name);
                    if (ReferenceEquals(trace, panel.Bar?.Trace))
                    {
                        var target = trace.ColorTarget(json);
                        (target["showscale"], target["colorbar"]) = (true, PlotlyAxis.ColorBar(figure, panel.Bar));
                    }
                    Describe(json, trace, panel.Chart);
                    data.Add(json);
                }
            }
        }
        layout["annotations"] = annotations;
        return new JsonObject
        {
            ["data"] = data,
            ["layout"] = layout,
            ["config"] = new JsonObject
            {
                ["displaylogo"] = false,
                ["displayModeBar"] = "hover",
                ["toImageButtonOptions"] = new JsonObject { ["format"] = "svg" },
            },
        };
    }

    // What the pointer shows, unless the trace has said it all.
    private static void Describe(JsonObject json, Trace trace, Chart chart)
    {
        if (json.ContainsKey("hoverinfo")) return;
        json["hovertemplate"] = HoverText.Template(trace.Name, trace.HoverLines(chart), trace.Hover is not null);
        if (trace.Hover is not null) json["hovertext"] = new JsonArray([.. trace.Hover.Select(t => JsonValue.Create(PlotlyJson.Text(t)))]);
    }

    private static JsonObject Legend(FigureLayout figure)
    {
        bool column = figure.LegendPlace == LegendPlace.Right;
        return new JsonObject
        {
            ["orientation"] = column ? "v" : "h",
            ["x"] = figure.Legend[0].Left / figure.Width,
            ["y"] = 1 - (figure.Legend[0].Middle - 12) / figure.Height,
            ["xanchor"] = "left",
            ["yanchor"] = "top",
            ["bgcolor"] = "rgba(0,0,0,0)",
        };
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
