using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Tests.Evaluation;

/// <summary>Modes among samples: found by themselves, or from within a radius (foundations §1.2: 28 of 120 bits).</summary>
public class SampledModesTests
{
    [Fact]
    public void Modes_are_found_by_themselves_or_from_within_a_radius()
    {
        var sequences = BitSequence.PrependAppend(16, word: 4);
        var reward = ModeDistance.Qgfn(sequences, ["0000000011110000", "1111111100001111", "0011110000000000", "0000111100111100"], beta: 1);
        using var policy = new TabularPolicy(StateSpace.Of(sequences));
        var found = new List<int>();
        for (var radius = 0; radius <= 16; radius++)
            found.Add(SampledEstimate.Of(policy, reward, 30, modesFound: ModesFound.Near(reward, radius)).ModesFound);
        // A uniform policy does not meet 4 of 65,536 strings in 30, and everything is within 16 bits.
        Assert.Equal((0, 4), (found[0], found[^1]));
        Assert.Equal(found.Order(), found);
        Assert.Contains(found, count => count is > 0 and < 4);
        Assert.Equal(found[0], SampledEstimate.Of(policy, reward, 30).ModesFound);
    }

    [Fact]
    public void A_sweep_counts_anew_for_each_sampler()
    {
        var sequences = BitSequence.PrependAppend(16, word: 4);
        var reward = ModeDistance.Qgfn(sequences, ["0000000011110000", "1111111100001111"], beta: 1);
        using var policy = new TabularPolicy(StateSpace.Of(sequences));
        var sweep = new SamplerSweep(reward, [new EpsilonUniform(0), new EpsilonUniform(0.5)], samples: 20) { Modes = () => ModesFound.Near(reward, 16) };
        using var trainer = new Trainer(policy, new TrajectoryBalance(), new OnPolicy(policy, reward));
        Assert.Equal([2.0, 2.0], sweep.Measure(trainer).Where(metric => metric.Name.EndsWith("modesFound", StringComparison.Ordinal)).Select(metric => metric.Value));
    }

    // The bit vectors that find edit distances of small characters agree with the table of distances.
    [Theory]
    [InlineData(2)]
    [InlineData(400)]
    public void Modes_within_an_edit_distance_are_found_whatever_the_characters(int characters)
    {
        var random = new CounterRandom(1, RandomPurpose.User);
        var modes = Enumerable.Range(0, 12).Select(mode => Sequence(mode)).ToList();
        for (var i = 0; i < 40; i++)
        {
            // A mode with some characters changed and its ends moved.
            var near = modes[i % 12].Skip(random.Integer(6, i, 200)).Append(0).ToArray();
            for (var change = 0; change < random.Integer(20, i, 201); change++)
                near[random.Integer(near.Length, i, 300 + change)] = random.Integer(characters, i, 400 + change);
            var found = new ModesFound(new HyperGrid(1, 3), modes, SequenceMetric.Levenshtein, radius: 12, read: _ => near);
            found.Observe([0]);
            Assert.Equal(modes.Count(mode => SequenceDistance.Levenshtein(near, mode) <= 12), found.Count);
        }

        int[] Sequence(int number) => [.. Enumerable.Range(0, 70).Select(place => random.Integer(characters, 1000 + number, place))];
    }
}
