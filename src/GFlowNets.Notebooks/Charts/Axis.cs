namespace GFlowNets.Notebooks;

// What the author of a chart asked of one axis.
internal sealed record Axis
{
    public string? Title { get; init; }

    public string? Unit { get; init; }

    public bool Log { get; init; }

    public (double Min, double Max)? Range { get; init; }

    // What stands along the axis: its title, with the unit in brackets.
    public string? Label => Unit is null ? Title : $"{Title} ({Unit})";

    // When charts are laid over each other the first one that says something is heard.
    public Axis Or(Axis other) => new()
    {
        Title = Title ?? other.Title,
        Unit = Title is null ? other.Unit : Unit,
        Log = Log || other.Log,
        Range = Range ?? other.Range,
    };

    public Axis WithRange(double min, double max, string name) =>
        min < max && double.IsFinite(max - min)
            ? this with { Range = (min, max) }
            : throw new ArgumentException($"{name} must run from a finite number to a larger one (got {min} to {max}).");
}
