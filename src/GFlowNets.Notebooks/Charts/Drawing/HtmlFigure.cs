using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace GFlowNets.Notebooks;

// The figure for a notebook: a picture that shows anywhere, and a script that improves on it where it may run.
internal static class HtmlFigure
{
    // What a page's figures wait for, by the bundle they need.
    public const string FlatMark = "window.gfnPlotly ", SpaceMark = "window.gfnPlotlyInSpace ";
    private const string Variable = "GFN_CHARTS";

    public static bool InteractiveByEnvironment() => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" or "interactive" => true,
        "static" => false,
        var other => throw new InvalidOperationException($"{Variable} must be static or interactive (got '{other}')."),
    };

    public static string Write(Figure figure, bool interactive)
    {
        var layout = figure.Arrange();
        byte[] svg = Encoding.UTF8.GetBytes(SvgFigure.Draw(layout));
        string image = string.Create(CultureInfo.InvariantCulture,
            $"<img width=\"{layout.Width}\" height=\"{layout.Height}\" alt=\"{WebUtility.HtmlEncode(figure.ToText())}\" src=\"data:image/svg+xml;base64,{Convert.ToBase64String(svg)}\"/>");
        if (!interactive) return $"<div>{image}</div>";

        // The name comes from the content, so the same figure gives the same bytes.
        string name = "gfn-figure-" + Convert.ToHexStringLower(SHA256.HashData(svg))[..16];
        return $"<div class=\"{name}\">{image}</div>\n<script>{Loader(name, figure.ToPlotly(layout).ToJsonString(), figure.Panels.Any(p => p.IsSpace))}</script>";
    }

    // The serialiser escapes <, > and &, so no text of the figure can end the script. Plotly.js up to version 3 gives itself to an AMD loader
    // such as Jupyter's require.js where it sees one, so `define` is hidden while it loads. All figures of a page that need one bundle wait for
    // the same promise, and bundles load one after the other. A plotly.js that is there already is asked whether it knows surfaces, where that matters.
    private static string Loader(string name, string json, bool space)
    {
        var script = space ? PlotlyScript.Full : PlotlyScript.Flat;
        string able = space ? "window.Plotly && window.Plotly.PlotSchema.get().traces.surface" : "window.Plotly";
        return $$"""

            (() => {
              const figure = {{json}};
              {{(space ? SpaceMark : FlatMark)}}??= window.gfnLoading = (window.gfnLoading || Promise.resolve()).catch(() => {}).then(() => new Promise((resolve, reject) => {
                if ({{able}}) { resolve(window.Plotly); return; }
                const define = window.define;
                const script = document.createElement('script');
                const settle = () => { window.define = define; {{able}} ? resolve(window.Plotly) : reject(new Error('plotly.js did not load')); };
                script.src = '{{script.Address}}';
                script.integrity = '{{script.Digest}}';
                script.crossOrigin = 'anonymous';
                script.onload = settle;
                script.onerror = settle;
                window.define = undefined;
                document.head.appendChild(script);
              }));
              {{(space ? SpaceMark : FlatMark).TrimEnd()}}.then(plotly => document.querySelectorAll('.{{name}}').forEach(place => {
                place.classList.remove('{{name}}');
                const target = document.createElement('div');
                place.appendChild(target);
                plotly.newPlot(target, figure).then(() => place.replaceChildren(target), () => target.remove());
              })).catch(() => {});
            })();

            """;
    }
}
