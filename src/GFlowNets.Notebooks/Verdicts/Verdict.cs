using System.Collections.Immutable;
using System.Globalization;

namespace GFlowNets.Notebooks;

/// <summary>
/// The end of a notebook: what a paper claims, its number, ours with a 95 % confidence interval, and whether the claim is reproduced,
/// judged from the numbers. A verdict is immutable: every call returns a longer one.
/// </summary>
/// <example><code>new Verdict().Claim("TB reaches an exact TV below 0.02", finalTv, below: 0.02, paper: "0.015", basis: Basis.Live)</code></example>
[TypeFormatterSource(typeof(RichFormatterSource))]
public sealed class Verdict : IRichOutput
{
    private readonly ImmutableArray<VerdictLine> _lines;

    /// <summary>A verdict without claims.</summary>
    public Verdict() => _lines = [];

    private Verdict(ImmutableArray<VerdictLine> lines) => _lines = lines;

    /// <summary>The outcomes, in the order of the claims.</summary>
    public IReadOnlyList<Outcome> Outcomes => [.. _lines.Select(l => l.Outcome)];

    /// <summary>
    /// A claim that a quantity lies below or above a number, or between two. It is reproduced where the whole confidence interval of the mean does,
    /// not reproduced where none of it does, else undecided. A single value is compared as it is.
    /// </summary>
    /// <param name="claim">The claim in words.</param>
    /// <param name="values">Our values, one per run.</param>
    /// <param name="below">The mean must lie below this.</param>
    /// <param name="above">The mean must lie above this.</param>
    /// <param name="paper">The paper's number; unknown by default.</param>
    /// <param name="basis">What our values rest on.</param>
    /// <exception cref="ArgumentException">No values, or neither below nor above, or an empty span between them.</exception>
    public Verdict Claim(string claim, IEnumerable<double> values, double? below = null, double? above = null, string? paper = null, Basis basis = Basis.Live)
    {
        if (below is null && above is null) throw new ArgumentException($"the claim '{claim}' needs below, above or both to be judged by.");
        if (below <= above) throw new ArgumentException($"nothing lies above {above} and below {below}: the claim '{claim}' needs above < below.");
        var ours = Statistics.Interval(values);
        return Add(claim, paper, ours.ToString(), Judge(ours, above ?? double.NegativeInfinity, below ?? double.PositiveInfinity), basis);
    }

    /// <summary>
    /// A claim that one method's mean is smaller than another's, judged by the 95 % confidence interval of the difference (Welch).
    /// It is reproduced where the whole interval lies below 0, not reproduced where none of it does, else undecided.
    /// </summary>
    /// <param name="claim">The claim in words.</param>
    /// <param name="values">Values of the method that should have the smaller mean, at least two.</param>
    /// <param name="smallerThan">Values of the method it is compared with, at least two.</param>
    /// <param name="paper">The paper's numbers; unknown by default.</param>
    /// <param name="basis">What our values rest on.</param>
    /// <exception cref="ArgumentException">Fewer than two values on a side.</exception>
    public Verdict Claim(string claim, IEnumerable<double> values, IEnumerable<double> smallerThan, string? paper = null, Basis basis = Basis.Live)
    {
        double[] ours = [.. values], theirs = [.. smallerThan];
        var difference = Statistics.Difference(ours, theirs);
        string numbers = string.Create(CultureInfo.InvariantCulture,
            $"{ours.Average():G4} against {theirs.Average():G4}, difference {difference.Mean:G4} [{difference.Lower:G4}, {difference.Upper:G4}] ({ours.Length} and {theirs.Length} runs)");
        return Add(claim, paper, numbers, Judge(difference, double.NegativeInfinity, 0), basis);
    }

    /// <summary>A claim that is judged by a computation of the notebook's own.</summary>
    /// <param name="claim">The claim in words.</param>
    /// <param name="holds">Whether it holds, computed; null where the numbers leave it open.</param>
    /// <param name="ours">Our numbers, as text.</param>
    /// <param name="paper">The paper's number; unknown by default.</param>
    /// <param name="basis">What our numbers rest on.</param>
    public Verdict Claim(string claim, bool? holds, string ours, string? paper = null, Basis basis = Basis.Live) =>
        Add(claim, paper, ours, holds switch { true => Outcome.Reproduced, false => Outcome.NotReproduced, null => Outcome.Undecided }, basis);

    /// <summary>A claim of the paper that this notebook leaves alone, said openly.</summary>
    /// <param name="claim">The claim in words.</param>
    /// <param name="why">Why it is not tested.</param>
    /// <param name="paper">The paper's number; unknown by default.</param>
    public Verdict NotTested(string claim, string why, string? paper = null) => Add(claim, paper, why, Outcome.NotTested, null);

    /// <summary>The verdict as a table with the columns claim, paper, ours, verdict and basis.</summary>
    public Table ToTable() => Table.From(_lines.Select(l => new
    {
        claim = l.Claim,
        paper = l.Paper ?? "unknown",
        ours = l.Ours,
        verdict = Words(l.Outcome),
        basis = l.Basis is Basis basis ? basis.ToString().ToLowerInvariant() : "none",
    }));

    /// <inheritdoc/>
    public string ToHtml() => ToTable().Body();

    /// <inheritdoc/>
    public string ToText() => ToTable().Lines();

    /// <inheritdoc/>
    public override string ToString() => ToText();

    private Verdict Add(string claim, string? paper, string ours, Outcome outcome, Basis? basis) =>
        new(_lines.Add(new VerdictLine(claim, paper, ours, outcome, basis)));

    private static Outcome Judge(Estimate ours, double above, double below)
    {
        var (low, high) = ours.Count == 1 ? (ours.Mean, ours.Mean) : (ours.Lower, ours.Upper);
        return !double.IsFinite(low + high) ? Outcome.Undecided
            : low > above && high < below ? Outcome.Reproduced
            : high <= above || low >= below ? Outcome.NotReproduced
            : Outcome.Undecided;
    }

    private static string Words(Outcome outcome) => outcome switch
    {
        Outcome.Reproduced => "✓ reproduced",
        Outcome.NotReproduced => "✗ not reproduced",
        Outcome.Undecided => "? undecided",
        _ => "– not tested",
    };

    private sealed record VerdictLine(string Claim, string? Paper, string Ours, Outcome Outcome, Basis? Basis);
}
