using GFlowNets.Training;

namespace GFlowNets.Tests.Training;

public class StateFileTests
{
    [Fact]
    public void Every_kind_of_value_comes_back_bit_for_bit()
    {
        var reader = new StateReader(Example());
        Assert.Equal(long.MinValue, reader.ReadLong("long"));
        Assert.Equal(double.NegativeZero, reader.ReadDouble("double"));
        Assert.True(double.IsNegative(reader.ReadDouble("double")));
        Assert.Equal("σ\n∞", reader.ReadString("text"));
        Assert.Equal([double.NaN, double.Epsilon, double.NegativeInfinity], reader.ReadDoubles("doubles"));
        Assert.Equal([1.1f, float.NaN], reader.ReadFloats("floats"));
        Assert.Equal([1L << 62, -1], reader.ReadLongs("longs"));
        Assert.Equal([int.MaxValue, 0], reader.ReadInts("ints"));
        Assert.Equal([0, 255], reader.ReadBytes("bytes"));
        Assert.Empty(reader.ReadDoubles("nothing"));
    }

    [Fact]
    public void Sections_keep_names_apart()
    {
        var writer = new StateWriter();
        writer.Section("a").Write("x", 1L);
        writer.Section("b").Section("c").Write("x", 2L);
        writer.Write("x", 3L);
        var reader = new StateReader(writer.ToArray());
        Assert.Equal((1, 2, 3), (reader.Section("a").ReadLong("x"), reader.Section("b").Section("c").ReadLong("x"), reader.ReadLong("x")));
        Assert.True(reader.Section("a").Contains("x"));
        Assert.False(reader.Section("b").Contains("x"));
    }

    [Fact]
    public void Equal_states_are_equal_bytes() => Assert.Equal(Example(), Example());

    [Fact]
    public void Damage_anywhere_is_detected()
    {
        var state = Example();
        for (var place = 0; place < state.Length; place++)
        {
            var damaged = state.ToArray();
            damaged[place] ^= 4;
            Assert.Throws<InvalidDataException>(() => new StateReader(damaged));
        }

        for (var length = 0; length < state.Length; length++)
            Assert.Throws<InvalidDataException>(() => new StateReader(state[..length]));
        Assert.Equal("this is not a saved state, or it is damaged (3 bytes, checksum does not match)", Assert.Throws<InvalidDataException>(() => new StateReader([1, 2, 3])).Message);
    }

    [Fact]
    public void What_is_not_there_is_refused_in_a_sentence()
    {
        var reader = new StateReader(Example());
        Assert.Equal("the saved state has no value named a/b: it was written by another configuration", Assert.Throws<InvalidDataException>(() => reader.Section("a").ReadLong("b")).Message);
        Assert.Equal("the saved value floats is of type 'f', not 'd': it was written by another version", Assert.Throws<InvalidDataException>(() => reader.ReadDoubles("floats")).Message);
        var writer = new StateWriter();
        writer.Section("a").Write("x", 1L);
        Assert.StartsWith("the state already has a value named a/x", Assert.Throws<ArgumentException>(() => writer.Section("a").Write("x", 2.0)).Message, StringComparison.Ordinal);
    }

    private static byte[] Example()
    {
        var writer = new StateWriter();
        writer.Write("long", long.MinValue);
        writer.Write("double", double.NegativeZero);
        writer.Write("text", "σ\n∞");
        writer.Write("doubles", [double.NaN, double.Epsilon, double.NegativeInfinity]);
        writer.Write("floats", [1.1f, float.NaN]);
        writer.Write("longs", [1L << 62, -1]);
        writer.Write("ints", [int.MaxValue, 0]);
        writer.Write("bytes", new byte[] { 0, 255 });
        writer.Write("nothing", Array.Empty<double>());
        return writer.ToArray();
    }
}
