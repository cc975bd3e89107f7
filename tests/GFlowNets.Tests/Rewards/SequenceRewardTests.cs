using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Rewards;

namespace GFlowNets.Tests.Rewards;

public class SequenceRewardTests
{
    private static readonly string[] Blocks = ["00000000", "11111111", "11110000", "00001111", "00111100"];
    private static readonly string[] Modes = ["0000000011110000", "1111111100001111", "0011110000000000", "0000111100111100"];

    [Theory]
    [InlineData(8, 1, 1, 5.2570918303)]
    [InlineData(4, 2, 3, 4.7223547463)]
    [InlineData(2, 4, 3, 4.7223547463)]
    [InlineData(4, 2, 8, 3.6265557878)]
    public void Partition_functions_of_eight_bits_are_the_known_ones(int positions, int word, double beta, double logPartition)
    {
        var sequence = new AnyOrderSequence(positions, 1 << word);
        var target = TargetDistribution.Of(StateSpace.Of(sequence), new HammingModes(sequence, Blocks, beta));
        Assert.Equal(logPartition, target.LogPartition, 1e-10);
        Assert.Equal(5 * Math.Exp(-target.LogPartition), target.ModeMass, 1e-10);
    }

    [Fact]
    public void The_partition_function_of_sixteen_bits_is_the_known_one()
    {
        var sequence = new AnyOrderSequence(positions: 4, symbols: 16);
        // The known value is of exp(1 − d/16)^3, which is e^3 times ours.
        Assert.Equal(13.0210039395 - 3, TargetDistribution.Of(StateSpace.Of(sequence), new HammingModes(sequence, Modes)).LogPartition, 1e-10);
    }

    [Theory]
    [InlineData("0000000000000000", 4)]
    [InlineData("0101010101010101", 8)]
    [InlineData("0110011001100110", 8)]
    [InlineData("0000111100001111", 4)]
    [InlineData("0011110000000000", 0)]
    public void Distances_to_the_nearest_mode_are_the_known_ones(string bits, int distance)
    {
        var sequence = new AnyOrderSequence(positions: 4, symbols: 16);
        var reward = new HammingModes(sequence, Modes);
        int[] state = [.. bits.Chunk(4).Select(word => Convert.ToInt32(new string(word), 2) + 1)];
        Assert.Equal(distance, reward.Distance(state));
        Assert.Equal(-3.0 * distance / 16, reward.LogReward(state), 1e-15);
        Assert.Equal(distance == 0, reward.IsMode(state));
    }

    [Fact]
    public void What_is_no_set_of_modes_is_refused_in_a_sentence()
    {
        var sequence = new AnyOrderSequence(positions: 2, symbols: 4);
        Assert.StartsWith("a mode must be 4 characters 0 or 1 (got \"01\")", Assert.Throws<ArgumentException>(() => new HammingModes(sequence, ["01"])).Message, StringComparison.Ordinal);
        Assert.StartsWith("there must be at least one mode", Assert.Throws<ArgumentException>(() => new HammingModes(sequence, [])).Message, StringComparison.Ordinal);
        Assert.StartsWith("words of bits need a power of two of symbols (got 3)", Assert.Throws<ArgumentException>(() => new HammingModes(new AnyOrderSequence(2, 3), ["0"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_energy_of_a_lattice_counts_each_bond_twice()
    {
        var lattice = new AnyOrderSequence(positions: 9, symbols: 2);
        var reward = new IsingEnergy(lattice, side: 3, coupling: 0.5);
        Assert.Equal(2 * 0.5 * 18, reward.LogReward([1, 1, 1, 1, 1, 1, 1, 1, 1]), 1e-12);
        Assert.Equal(2 * 0.5 * (18 - 8), reward.LogReward([2, 1, 1, 1, 1, 1, 1, 1, 1]), 1e-12);
        Assert.Equal(reward.LogReward([2, 1, 1, 1, 1, 1, 1, 1, 1]), reward.LogReward([1, 2, 2, 2, 2, 2, 2, 2, 2]), 1e-12);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void The_partition_function_of_a_lattice_is_the_trace_of_its_transfer_matrix(int side)
    {
        const double coupling = 0.2;
        var lattice = new AnyOrderSequence(side * side, 2);
        var reward = new IsingEnergy(lattice, side, coupling);
        var sum = 0.0;
        var state = new int[side * side];
        for (var spins = 0; spins < 1 << side * side; spins++)
        {
            for (var i = 0; i < state.Length; i++)
                state[i] = 1 + (spins >> i & 1);
            sum += Math.Exp(reward.LogReward(state));
        }

        // Rows of spins interact with themselves and with the next row: Z = tr T^side.
        var rows = 1 << side;
        var transfer = new double[rows, rows];
        for (var a = 0; a < rows; a++)
        {
            for (var b = 0; b < rows; b++)
            {
                var bonds = Enumerable.Range(0, side).Sum(i => Spin(a, i) * (Spin(a, (i + 1) % side) + Spin(b, i)));
                transfer[a, b] = Math.Exp(2 * coupling * bonds);
            }
        }

        var power = transfer;
        for (var i = 1; i < side; i++)
        {
            var product = new double[rows, rows];
            for (var a = 0; a < rows; a++)
            {
                for (var b = 0; b < rows; b++)
                    product[a, b] = Enumerable.Range(0, rows).Sum(c => power[a, c] * transfer[c, b]);
            }

            power = product;
        }

        Assert.Equal(1, sum / Enumerable.Range(0, rows).Sum(a => power[a, a]), 1e-10);

        static int Spin(int row, int i) => 2 * (row >> i & 1) - 1;
    }
}
