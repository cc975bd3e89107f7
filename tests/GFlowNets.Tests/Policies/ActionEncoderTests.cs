using GFlowNets.Environments;
using GFlowNets.Policies;
using GFlowNets.Tests.Support;
using GFlowNets.Training;

namespace GFlowNets.Tests.Policies;

public class ActionEncoderTests
{
    private static ActionLibrary Library(params int[][] chunks)
    {
        var library = new ActionLibrary(atoms: 3, stop: 2, capacity: 6);
        library.Replace(chunks);
        return library;
    }

    private static double[][] Encode(ActionEncoder encoder)
    {
        using var guard = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        return [.. Values.Read(encoder.Encode()).Chunk(encoder.Size)];
    }

    [Fact]
    public void Free_vectors_are_standard_normal_and_a_function_of_seed_and_identity()
    {
        var library = new ActionLibrary(40, DiscreteEnvironment.NoStop, 40);
        using var encoder = new FreeEmbeddings(library, size: 100, seed: 4);
        using var again = new FreeEmbeddings(library, size: 100, seed: 4);
        using var other = new FreeEmbeddings(library, size: 100, seed: 5);
        var values = Encode(encoder).SelectMany(row => row).ToArray();
        // 4000 draws: five standard errors of mean and variance.
        Assert.Equal(0, values.Average(), 5 / Math.Sqrt(4000));
        Assert.Equal(1, values.Average(v => v * v), 5 * Math.Sqrt(2.0 / 4000));
        Assert.Equal(Encode(encoder), Encode(again));
        Assert.NotEqual(Encode(encoder), Encode(other));
    }

    [Fact]
    public void Rows_of_removed_chunks_are_used_again_only_when_all_have_been_used()
    {
        var library = Library([0, 0]);
        using var encoder = new FreeEmbeddings(library, size: 4);
        Encode(encoder);
        library.Replace([[0, 1]]);
        Encode(encoder);
        Assert.Equal(5, UsedRows());
        library.Replace([[1, 1], [1, 0]]);
        var (three, atoms) = (Encode(encoder), Encode(encoder)[..3]);
        Assert.Equal(6, UsedRows());
        Assert.Equal(5, three.Select(row => row[0]).Distinct().Count());
        library.Replace([[0, 0], [0, 1], [1, 1]]);
        var last = Encode(encoder);
        Assert.Equal(6, UsedRows());
        Assert.Equal(atoms, last[..3]);
        Assert.Equal(three[3], last[5]);
        Assert.Equal(6, last.Select(row => row[0]).Distinct().Count());

        int UsedRows() => Values.Read(encoder.Parameters[0].Value).Chunk(4).Count(row => row.Any(value => value != 0));
    }

    [Fact]
    public void A_chunk_removed_and_added_again_begins_anew()
    {
        var library = Library([0, 0]);
        using var encoder = new FreeEmbeddings(library, size: 4);
        var before = Encode(encoder)[3];
        library.Replace([]);
        library.Replace([[0, 0]]);
        Assert.NotEqual(before, Encode(encoder)[3]);
    }

    [Fact]
    public void A_restored_encoder_has_the_rows_of_the_saved_one()
    {
        var library = Library([0, 0], [1, 1]);
        using var encoder = new FreeEmbeddings(library, size: 4, seed: 2);
        Encode(encoder);
        library.Replace([[1, 1], [0, 1]]);
        var expected = Encode(encoder);
        using var restored = new FreeEmbeddings(library, size: 4, seed: 2);
        restored.Load(new StateReader(Values.Bytes(encoder)));
        Assert.Equal(expected, Encode(restored));
        using var other = new FreeEmbeddings(library, size: 4, seed: 3);
        var error = Assert.Throws<InvalidDataException>(() => other.Load(new StateReader(Values.Bytes(encoder))));
        Assert.StartsWith("the checkpoint's embeddings have seed 2 (these have 3)", error.Message, StringComparison.Ordinal);
    }

    // Exploration specification, a.3: u(a) = Linear(LayerNorm(last output of the recurrent unit)) of the token string.
    [Fact]
    public void A_recurrent_vector_is_that_of_its_string_alone()
    {
        int[][] chunks = [[0, 1], [0, 1, 1, 0], [1, 1, 1]];
        using var all = new RecurrentEmbeddings(Library(chunks), size: 4, units: 7, seed: 2);
        var together = Encode(all);
        foreach (var (i, chunk) in chunks.Index())
        {
            using var alone = new RecurrentEmbeddings(Library(chunk), size: 4, units: 7, seed: 2);
            var expected = Encode(alone);
            Assert.Equal(expected[0], together[0], (a, b) => Math.Abs(a - b) < 1e-5);
            Assert.Equal(expected[2], together[2], (a, b) => Math.Abs(a - b) < 1e-5);
            Assert.Equal(expected[3], together[3 + i], (a, b) => Math.Abs(a - b) < 1e-5);
        }

        Assert.Equal(6, together.Select(row => row[0]).Distinct().Count());
    }

    [Fact]
    public void A_recurrent_vector_is_the_one_that_the_weights_describe()
    {
        using var encoder = new RecurrentEmbeddings(Library([1, 0]), size: 3, units: 2, layers: 1, seed: 9);
        var w = encoder.Parameters.ToDictionary(p => p.Name, p => Values.Read(p.Value));
        var h = new double[2];
        foreach (var atom in new[] { 1, 0 })
        {
            double[] x = w["atoms"][(2 * atom)..((2 * atom) + 2)];
            double In(int row) => w["recurrent.bias_ih_l0"][row] + (w["recurrent.weight_ih_l0"][2 * row] * x[0]) + (w["recurrent.weight_ih_l0"][(2 * row) + 1] * x[1]);
            double Of(int row) => w["recurrent.bias_hh_l0"][row] + (w["recurrent.weight_hh_l0"][2 * row] * h[0]) + (w["recurrent.weight_hh_l0"][(2 * row) + 1] * h[1]);
            h = [.. Enumerable.Range(0, 2).Select(j =>
            {
                var (r, z) = (1 / (1 + Math.Exp(-In(j) - Of(j))), 1 / (1 + Math.Exp(-In(2 + j) - Of(2 + j))));
                return ((1 - z) * Math.Tanh(In(4 + j) + (r * Of(4 + j)))) + (z * h[j]);
            })];
        }

        var (mean, deviation) = ((h[0] + h[1]) / 2, Math.Sqrt((Math.Pow((h[0] - h[1]) / 2, 2)) + 1e-5));
        for (var i = 0; i < 3; i++)
        {
            var expected = w["output.bias"][i] + Enumerable.Range(0, 2).Sum(j => w["output.weight"][(2 * i) + j] * (h[j] - mean) / deviation);
            Assert.Equal(expected, Encode(encoder)[3][i], 1e-4);
        }
    }

    [Fact]
    public void Recurrent_weights_are_a_function_of_the_seed()
    {
        using var encoder = new RecurrentEmbeddings(Library(), size: 3, units: 4, seed: 9);
        using var again = new RecurrentEmbeddings(Library(), size: 3, units: 4, seed: 9);
        using var other = new RecurrentEmbeddings(Library(), size: 3, units: 4, seed: 10);
        Assert.Equal(Values.Bytes(encoder), Values.Bytes(again));
        Assert.NotEqual(Values.Bytes(encoder), Values.Bytes(other));
    }

    [Fact]
    public void Impossible_sizes_are_refused_in_a_sentence()
    {
        Assert.StartsWith("size must be at least 1 (got 0)", Assert.Throws<ArgumentOutOfRangeException>(() => new FreeEmbeddings(Library(), 0)).Message, StringComparison.Ordinal);
        Assert.StartsWith("units must be at least 1 (got 0)", Assert.Throws<ArgumentOutOfRangeException>(() => new RecurrentEmbeddings(Library(), units: 0)).Message, StringComparison.Ordinal);
        Assert.StartsWith("layers must be at least 1 (got 0)", Assert.Throws<ArgumentOutOfRangeException>(() => new RecurrentEmbeddings(Library(), layers: 0)).Message, StringComparison.Ordinal);
    }
}
