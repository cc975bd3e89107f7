using GFlowNets.Environments;
using GFlowNets.Exploration.Chunking;
using GFlowNets.Sampling;

namespace GFlowNets.Tests.Exploration.Chunking;

public class PairMergesTests
{
    private static readonly string[] First = ["AB", "AABB", "ABAB", "AAAB", "ABABAB", "ABABABAB"];
    private static readonly string[] Second = ["GCGCGGGGGCCCCG", "GCGGGGGCCCCGCA", "GGGGGCCCCGCGCU", "AUGGGCCGGACCCC", "GCCCCGCCGGAAUG"];

    // exploration §T.2, C1.
    [Fact]
    public void Merges_and_segments_of_the_first_corpus_are_the_known_ones()
    {
        var merges = Merge(First, "AB", 6);
        Assert.Equal(["A+B 12", "AB+AB 6", "A+AB 2", "A+AAB 1"], Steps(merges, "AB"));
        Assert.Equal(["A", "B", "AB", "ABAB", "AAB", "AAAB"], merges.Tokens.Select(token => Text(token, "AB")));
        Assert.Equal(["AB", "AAB|B", "ABAB", "AAAB", "ABAB|AB", "ABAB|ABAB"], First.Select(word => Segments(merges, word, "AB")));
    }

    // exploration §T.2, C2.
    [Fact]
    public void Merges_and_segments_of_the_second_corpus_are_the_known_ones()
    {
        var merges = Merge(Second, "ACGU", 12);
        Assert.Equal(["C+C 17", "G+G 16", "G+C 6", "G+CC 6", "GG+GCC 4", "GG+GGGCC 3", "GGGGGCC+CC 3", "A+U 2"], Steps(merges, "ACGU"));
        Assert.Equal("GC|GC|GGGGGCCCC|G", Segments(merges, Second[0], "ACGU"));
        Assert.Equal("AU|GGGCC|GG|A|CC|CC", Segments(merges, Second[3], "ACGU"));
        var library = new ActionLibrary(4, DiscreteEnvironment.NoStop, 20);
        var chunks = PairEncoding.Instance.Chunks(Words(Second, "ACGU"), library, default).Take(8).Select(chunk => Text(chunk, "ACGU"));
        Assert.Equal(["CC", "GG", "GC", "GCC", "GGGCC", "GGGGGCC", "GGGGGCCCC", "AU"], chunks);
    }

    // exploration §T.2, note: AAAA has three pairs (A, A), and two of them are joined.
    [Fact]
    public void Overlapping_pairs_are_counted_and_not_joined()
    {
        var merges = new PairMerges(Words(["AAAAA"], "A"), 1);
        Assert.Equal(new PairMerge(0, 0, 4, 1, true), merges.Next());
        Assert.Equal("AA|AA|A", Segments(merges, "AAAAA", "A"));
    }

    [Fact]
    public void A_word_counts_as_often_as_it_stands_in_the_corpus()
    {
        var merges = new PairMerges(Words(["BA", "AB", "BA", "BA"], "AB"), 2);
        Assert.Equal(new PairMerge(1, 0, 3, 2, true), merges.Next());
    }

    // AAA by A + AA and again by AA + A: the second pair makes no new token, and the miner gives the chunk once.
    [Fact]
    public void A_string_that_exists_keeps_its_token()
    {
        string[] corpus = ["AA", "AA", "AA", "AA", "BAAA", "BAAA", "AAAC"];
        var merges = Merge(corpus, "ABC", int.MaxValue);
        Assert.Equal(merges.Tokens.Select(token => Text(token, "ABC")), merges.Tokens.Select(token => Text(token, "ABC")).Distinct());
        Assert.Equal(merges.Tokens.Count - 3, merges.Merges.Count(merge => merge.IsNew));
        Assert.All(corpus, word => Assert.Equal(word, Segments(merges, word, "ABC")));
        Assert.Null(merges.Next());
        var twice = new PairMerges(Words(["AAB", "AAB", "AAB", "CAA", "CAA", "CAA"], "ABC"), 3);
        Assert.Equal("A+A", Steps(twice, "ABC", 1)[0][..3]);
    }

    [Fact]
    public void Of_equally_frequent_pairs_the_smallest_numbers_come_first()
    {
        var merges = new PairMerges(Words(["CB", "BA", "BC", "AC"], "ABC"), 3);
        Assert.Equal(["A+C 1", "B+A 1", "B+C 1", "C+B 1"], Steps(merges, "ABC", 4));
    }

    [Fact]
    public void Random_pairs_are_new_fit_the_longest_word_and_depend_on_the_seed_alone()
    {
        var library = new ActionLibrary(3, 2, 30);
        library.Replace([[0, 1], [0, 0, 0]]);
        var corpus = new[] { new[] { 0, 1, 0, 1 } };
        var drawn = Draw(1);
        // All strings of two to four atoms that are two actions of the library: AA, AB (known), BA, BB; two and one or one and two: AAB, BAB, ABA, ABB (as AB + B), AAA (known); ABAB, AAAA, AAAB, BAAA.
        Assert.Equal(["00", "0000", "0001", "001", "010", "0101", "011", "10", "1000", "101", "11"], drawn.Order(StringComparer.Ordinal));
        Assert.Equal(drawn, Draw(1));
        Assert.NotEqual(drawn, Draw(2));
        Assert.Empty(RandomPairs.Instance.Chunks([], library, default));

        List<string> Draw(ulong seed) => [.. RandomPairs.Instance.Chunks(corpus, library, new CounterRandom(seed, RandomPurpose.ActionChunking)).Select(chunk => string.Concat(chunk))];
    }

    [Fact]
    public void Words_of_other_symbols_are_refused_in_a_sentence() =>
        Assert.StartsWith("words must be made of the symbols 0 to 1 (got 0, 2)", Assert.Throws<ArgumentException>(() => new PairMerges([[0, 2]], 2)).Message, StringComparison.Ordinal);

    private static PairMerges Merge(string[] corpus, string letters, int tokens)
    {
        var merges = new PairMerges(Words(corpus, letters), letters.Length);
        while (merges.Tokens.Count < tokens && merges.Next() is not null)
        {
        }

        return merges;
    }

    private static List<int[]> Words(IEnumerable<string> corpus, string letters) => [.. corpus.Select(word => Word(word, letters))];

    private static int[] Word(string word, string letters) => [.. word.Select(letter => letters.IndexOf(letter, StringComparison.Ordinal))];

    private static string Text(int[] token, string letters) => string.Concat(token.Select(symbol => letters[symbol]));

    private static string Segments(PairMerges merges, string word, string letters) =>
        string.Join('|', merges.Segments(Word(word, letters)).Select(token => Text(token, letters)));

    private static string[] Steps(PairMerges merges, string letters, int more = 0)
    {
        for (var i = 0; i < more; i++)
            merges.Next();
        return [.. merges.Merges.Select(merge => $"{Text(merges.Tokens[merge.Left], letters)}+{Text(merges.Tokens[merge.Right], letters)} {merge.Count}")];
    }
}
