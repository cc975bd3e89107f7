using GFlowNets.Environments;
using GFlowNets.Sampling;

namespace GFlowNets.Tests.Environments;

public class StateTableTests
{
    [Fact]
    public void States_are_numbered_in_the_order_in_which_they_are_first_seen()
    {
        var table = new StateTable(2);
        Assert.Equal(-1, table.Find([1, 2]));
        Assert.Equal(0, table.FindOrAdd([1, 2]));
        Assert.Equal(1, table.FindOrAdd([2, 1]));
        Assert.Equal(0, table.FindOrAdd([1, 2]));
        Assert.Equal(1, table.Find([2, 1]));
        Assert.Equal(2, table.Count);
        table.Clear();
        Assert.Equal((0, -1), (table.Count, table.Find([1, 2])));
    }

    [Fact]
    public void A_table_agrees_with_a_dictionary_on_many_states()
    {
        var table = new StateTable(3);
        var expected = new Dictionary<(int, int, int), int>();
        var random = new CounterRandom(1, RandomPurpose.User);
        for (var i = 0; i < 20_000; i++)
        {
            var (a, b, c) = (random.Integer(40, i, 0) - 20, random.Integer(20, i, 1), int.MinValue + random.Integer(20, i, 2));
            expected.TryAdd((a, b, c), expected.Count);
            Assert.Equal(expected[(a, b, c)], table.FindOrAdd([a, b, c]));
        }

        Assert.Equal(expected.Count, table.Count);
        Assert.All(expected, entry => Assert.Equal(entry.Value, table.Find([entry.Key.Item1, entry.Key.Item2, entry.Key.Item3])));
    }

    [Fact]
    public void A_table_forgets_however_often_it_was_cleared()
    {
        var table = new StateTable(1);
        for (var i = 0; i < 2 * ushort.MaxValue; i++)
        {
            Assert.Equal(-1, table.Find([i % 7]));
            Assert.Equal(0, table.FindOrAdd([i % 7]));
            table.Clear();
        }
    }

    [Fact]
    public void A_batch_grows_and_keeps_its_states()
    {
        var batch = new StateBatch(2, capacity: 1);
        for (var i = 0; i < 100; i++)
            batch.Add([i, -i]);
        Assert.Equal(100, batch.Count);
        Assert.Equal([57, -57], batch[57].ToArray());
        batch.Clear();
        Assert.Equal([0, 0], batch.Add().ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => batch[1].Length);
        Assert.StartsWith("a state of this batch has 2 integers (got 3)", Assert.Throws<ArgumentException>(() => batch.Add([1, 2, 3])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_writer_keeps_only_what_is_written()
    {
        var writer = new FeatureWriter(12);
        var states = new StateBatch(3);
        states.Add([0, 2, 1]);
        states.Add([3, 0, 0]);
        writer.Fill(new HyperGrid(3, 4), states);
        Assert.Equal([0L, 6, 9, 3, 4, 8], writer.Indices.ToArray());
        Assert.Equal([0L, 3], writer.Offsets.ToArray());
        Assert.True(writer.OnlyOnes);
        writer.Value(0, 0.5);
        Assert.False(writer.OnlyOnes);
        Assert.Equal(0.5f, writer.Values.Span[^1]);
    }
}
