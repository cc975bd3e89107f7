using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// A series with one mark for each place along the horizontal axis: bars, boxes, violins. Places are names or numbers.
internal abstract record SlottedTrace : FlatTrace
{
    private const double Filled = 0.8;

    protected SlottedTrace(string what, string[]? names, double[] places, int count)
    {
        if ((names?.Length ?? places.Length) != count)
            throw new ArgumentException($"{what} need a place for each of their {count} entries (got {names?.Length ?? places.Length}).");
        if (names?.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"the names along an axis must differ (got '{twice.Key}' {twice.Count()} times): average what belongs together first.");
        if (names is null && places.Any(p => !double.IsFinite(p)))
            throw new ArgumentException($"{what} need places that are finite (got {places.First(p => !double.IsFinite(p))}).");
        if (names is null && places.Distinct().Count() < places.Length)
            throw new ArgumentException($"the places of {what} must differ (got {places.GroupBy(p => p).First(g => g.Count() > 1).Key} more than once).");
        (Names, Places) = (names, places);
    }

    // The author's names; none where places are numbers.
    public string[]? Names { get; }

    // Where the marks stand: a name's is its number along the axis.
    public double[] Places { get; init; }

    // The space between places, how many series share it, and which share is ours.
    public double Unit { get; init; } = 1;

    public int SlotCount { get; init; } = 1;

    public int Slot { get; init; }

    public override int? HoverPoints => Places.Length;

    protected double SlotWidth => Filled * Unit / SlotCount;

    protected double FillOpacity => Variant switch { 0 => 0.85, 1 => 0.5, 2 => 0.28, _ => 0.12 };

    protected double Middle(int place) => Places[place] + Filled * Unit * ((Slot + 0.5) / SlotCount - 0.5);

    public override Reach XReach(bool log) => Places.Length == 0
        ? new Reach(1, 0, false)
        : Reach.Of([Places.Min() - Unit / 2, Places.Max() + Unit / 2], log, padded: false);

    public override void DrawKey(SvgWriter svg, Box box) =>
        svg.Rectangle(box with { Left = box.Left + 5, Width = box.Width - 10 }, Paint, Paint, FillOpacity);

    protected string Label(int place) => Names?[place] ?? Places[place].ToString("G6", System.Globalization.CultureInfo.InvariantCulture);

    // The name, or the number with what it measures, as the first of the values kept with each point.
    protected string PlaceLine(Chart chart) => Names is null ? HoverText.Line(chart.Horizontal, "x", "customdata[0]") : "%{customdata[0]}";

    protected JsonNode PlaceData(int place) => Names is null ? JsonValue.Create(Places[place]) : JsonValue.Create(PlotlyJson.Text(Names[place]));
}
