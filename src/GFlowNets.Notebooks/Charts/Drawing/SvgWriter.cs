using System.Globalization;
using System.Text;

namespace GFlowNets.Notebooks;

internal enum Anchor { Start, Middle, End }

// Writes the few SVG elements that charts need, with presentation attributes only: that is what survives every sanitiser.
internal sealed class SvgWriter
{
    private readonly StringBuilder _text = new();

    public SvgWriter(int width, int height, string description, ChartTheme theme)
    {
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"{Escape(theme.Font)}\" fill=\"{Escape(theme.Ink)}\">");
        Add($"<title>{Escape(description)}</title>");
        Rectangle(new Box(0, 0, width, height), theme.Background);
    }

    public string Finish() => _text.Append("</svg>").ToString();

    // A nested svg element cuts off what leaves its box, which is what a clip path would do by reference.
    public void BeginWindow(Box box) =>
        Add($"<svg x=\"{N(box.Left)}\" y=\"{N(box.Top)}\" width=\"{N(box.Width)}\" height=\"{N(box.Height)}\" viewBox=\"{N(box.Left)} {N(box.Top)} {N(box.Width)} {N(box.Height)}\" overflow=\"hidden\">");

    public void EndWindow() => Add("</svg>");

    // What the elements up to EndGroup share: polygons of one outline need not say so each.
    public void BeginGroup(string stroke, double width, double opacity = 1) =>
        Add($"<g stroke=\"{Escape(stroke)}\" stroke-width=\"{N(width)}\"{Opacity("stroke", opacity)} stroke-linejoin=\"round\">");

    public void EndGroup() => Add("</g>");

    public void Rectangle(Box box, string fill, string? stroke = null, double opacity = 1, double width = 1) =>
        Add($"<rect x=\"{N(box.Left)}\" y=\"{N(box.Top)}\" width=\"{N(box.Width)}\" height=\"{N(box.Height)}\" fill=\"{Escape(fill)}\"{Opacity("fill", opacity)}{(stroke is null ? "" : $" stroke=\"{Escape(stroke)}\"")}{(width == 1 ? "" : $" stroke-width=\"{N(width)}\"")}/>");

    public void Line(double x0, double y0, double x1, double y1, string stroke, double width = 1, DashKind dash = DashKind.Solid, double opacity = 1) =>
        Polyline([(x0, y0), (x1, y1)], stroke, width, dash, opacity);

    public void Polyline(IEnumerable<(double X, double Y)> points, string stroke, double width, DashKind dash = DashKind.Solid, double opacity = 1) =>
        Add($"<polyline points=\"{Points(points)}\" fill=\"none\" stroke=\"{Escape(stroke)}\" stroke-width=\"{N(width)}\" stroke-linejoin=\"round\"{(dash.ToSvg() is string strokes ? $" stroke-dasharray=\"{strokes}\"" : "")}{Opacity("stroke", opacity)}/>");

    public void Polygon(IEnumerable<(double X, double Y)> points, string fill, double opacity = 1) =>
        Add($"<polygon points=\"{Points(points)}\" fill=\"{Escape(fill)}\"{Opacity("fill", opacity)}/>");

    public void Marker(double x, double y, double radius, string fill, double opacity, MarkerShape shape = MarkerShape.Circle)
    {
        if (shape == MarkerShape.Circle) Add($"<circle cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\" fill=\"{Escape(fill)}\"{Opacity("fill", opacity)}/>");
        else Polygon(shape.Corners(x, y, radius), fill, opacity);
    }

    public void Picture(Box box, byte[] png) =>
        Add($"<image x=\"{N(box.Left)}\" y=\"{N(box.Top)}\" width=\"{N(box.Width)}\" height=\"{N(box.Height)}\" preserveAspectRatio=\"none\" href=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>");

    // The text's middle line lies at y; an exponent is raised behind it. Turned texts turn about (x, y), in degrees clockwise.
    public void Text(double x, double y, string text, double size, Anchor anchor = Anchor.Start, string exponent = "", double turn = 0, bool bold = false, string? fill = null)
    {
        double baseline = turn != 0 ? y : y + 0.35 * size;
        string turned = turn == 0 ? "" : $" transform=\"rotate({N(turn)} {N(x)} {N(y)})\" dy=\"{N(0.35 * size)}\"";
        string raised = exponent == "" ? "" : $"<tspan dy=\"{N(-0.4 * size)}\" font-size=\"{N(0.75 * size)}\">{Escape(exponent)}</tspan>";
        Add($"<text x=\"{N(x)}\" y=\"{N(baseline)}\" font-size=\"{N(size)}\" text-anchor=\"{anchor.ToString().ToLowerInvariant()}\"{(bold ? " font-weight=\"bold\"" : "")}{(fill is null ? "" : $" fill=\"{Escape(fill)}\"")}{turned}>{Escape(text)}{raised}</text>");
    }

    private static string Opacity(string what, double opacity) => opacity < 1 ? $" {what}-opacity=\"{N(opacity)}\"" : "";

    private static string Points(IEnumerable<(double X, double Y)> points) => string.Join(' ', points.Select(p => $"{N(p.X)},{N(p.Y)}"));

    // Far outside the picture any number will do, but renderers overflow on huge ones.
    private static string N(double value) => Math.Clamp(value, -1e5, 1e5).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Escape(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                (< ' ' and not ('\t' or '\n' or '\r')) or 0xfffe or 0xffff => "\ufffd",
                _ => rune.ToString(),
            });
        }
        return clean.ToString();
    }

    private void Add(string element) => _text.Append(element).Append('\n');
}
