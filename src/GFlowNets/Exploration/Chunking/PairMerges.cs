using System.Runtime.InteropServices;
using GFlowNets.Replay;

namespace GFlowNets.Exploration.Chunking;

/// <summary>
/// Byte pair encoding of a corpus (Sennrich et al. 2016, "Neural machine translation of rare words with subword units"), one merge at a time: the pair
/// of neighbouring tokens that stands side by side most often, overlapping pairs counted, is joined from left to right wherever it does not
/// overlap; of equally frequent pairs, the one with the smallest left token, then the smallest right one. A string that exists already keeps its token.
/// Tokens are numbered: the symbols by themselves, then what is made of them. Each merge costs one pass over the distinct words.
/// </summary>
public sealed class PairMerges
{
    private readonly List<(int[] Tokens, int Length, long Weight)> _words = [];
    private readonly Dictionary<int[], int> _wordOf = new(StateContents.Instance);
    private readonly Dictionary<int[], int> _numbers = new(StateContents.Instance);
    private readonly List<int[]> _tokens = [];
    private readonly List<PairMerge> _merges = [];
    private readonly Dictionary<(int Left, int Right), long> _counts = [];

    /// <summary>A corpus before the first merge.</summary>
    /// <param name="corpus">The words; one that stands there twice counts twice.</param>
    /// <param name="symbols">Number of symbols; words are made of 0 to <paramref name="symbols"/> − 1.</param>
    /// <exception cref="ArgumentException">A word has another symbol.</exception>
    public PairMerges(IReadOnlyList<int[]> corpus, int symbols)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentOutOfRangeException.ThrowIfLessThan(symbols, 1);
        for (var symbol = 0; symbol < symbols; symbol++)
            Token([symbol]);
        foreach (var word in corpus)
        {
            if (word.AsSpan().ContainsAnyExceptInRange(0, symbols - 1))
                throw new ArgumentException($"words must be made of the symbols 0 to {symbols - 1} (got {string.Join(", ", word)})", nameof(corpus));
            if (_wordOf.TryGetValue(word, out var number))
            {
                _words[number] = _words[number] with { Weight = _words[number].Weight + 1 };
                continue;
            }

            _wordOf.Add(word, _words.Count);
            _words.Add((word.ToArray(), word.Length, 1));
        }
    }

    /// <summary>The merges so far.</summary>
    public IReadOnlyList<PairMerge> Merges => _merges;

    /// <summary>The symbols that each token stands for.</summary>
    public IReadOnlyList<int[]> Tokens => _tokens;

    /// <summary>Joins the most frequent pair.</summary>
    /// <returns>The merge; null where no word has two tokens left.</returns>
    public PairMerge? Next()
    {
        Count();
        if (_counts.Count == 0)
            return null;
        var ((left, right), count) = _counts.MaxBy(pair => (pair.Value, -pair.Key.Left, -pair.Key.Right));
        var before = _tokens.Count;
        var token = Token([.. _tokens[left], .. _tokens[right]]);
        for (var i = 0; i < _words.Count; i++)
            Join(i, left, right, token);
        var merge = new PairMerge(left, right, count, token, _tokens.Count > before);
        _merges.Add(merge);
        return merge;
    }

    /// <summary>The tokens that a word of the corpus is made of now.</summary>
    /// <exception cref="ArgumentException">It is no word of the corpus.</exception>
    public IReadOnlyList<int[]> Segments(int[] word)
    {
        if (!_wordOf.TryGetValue(word, out var number))
            throw new ArgumentException($"only words of the corpus have been segmented, and {string.Join(", ", word)} is none", nameof(word));
        var (tokens, length, _) = _words[number];
        return [.. tokens.Take(length).Select(token => _tokens[token])];
    }

    private int Token(int[] symbols)
    {
        if (_numbers.TryGetValue(symbols, out var known))
            return known;
        _numbers.Add(symbols, _tokens.Count);
        _tokens.Add(symbols);
        return _tokens.Count - 1;
    }

    private void Count()
    {
        _counts.Clear();
        foreach (var (tokens, length, weight) in _words)
        {
            for (var i = 1; i < length; i++)
                CollectionsMarshal.GetValueRefOrAddDefault(_counts, (tokens[i - 1], tokens[i]), out _) += weight;
        }
    }

    private void Join(int word, int left, int right, int token)
    {
        var (tokens, length, weight) = _words[word];
        var kept = 0;
        for (var i = 0; i < length; i++, kept++)
        {
            if (tokens[i] == left && i + 1 < length && tokens[i + 1] == right)
            {
                tokens[kept] = token;
                i++;
                continue;
            }

            tokens[kept] = tokens[i];
        }

        _words[word] = (tokens, kept, weight);
    }
}
