namespace GFlowNets.Environments;

/// <summary>Collects broken laws: the first counterexample of each, and how many more there are.</summary>
internal sealed class BrokenLaws
{
    private readonly List<string> _laws = [];
    private readonly List<string> _first = [];
    private readonly List<int> _counts = [];

    internal IReadOnlyList<string> Sentences =>
        [.. _first.Select((sentence, i) => _counts[i] == 1 ? sentence : $"{sentence} (the first of {_counts[i]:N0} cases)")];

    internal void Add(string law, string sentence)
    {
        var known = _laws.IndexOf(law);
        if (known >= 0)
        {
            _counts[known]++;
            return;
        }

        _laws.Add(law);
        _first.Add(sentence);
        _counts.Add(1);
    }
}
