using GFlowNets.Environments;
using GFlowNets.Rewards;

namespace GFlowNets.Tests.Rewards;

public class WordParseTests
{
    // exploration §T.3.
    [Fact]
    public void Known_sequences_have_the_known_rewards()
    {
        var bits = BitSequence.AppendOnly(64, 1);
        var reward = new WordParse(bits);
        Assert.Equal(1, R(new string('0', 64)), 1e-12);
        Assert.Equal(1e-4, R(Repeat("01", 32)), 1e-12);
        Assert.Equal(1, R(Repeat("00001111", 8)), 1e-12);
        Assert.Equal(0.75, R("1" + new string('0', 15) + "1" + new string('0', 47)), 1e-12);
        // A mode of the released code's set.
        Assert.True(reward.IsMode(bits.State("1111111100000000000000001111111111110000000011110000000000001111")));
        Assert.False(reward.IsMode(bits.State("1" + new string('0', 63))));
        Assert.Equal(Math.Pow(5, 8), reward.ModeCount);

        double R(string text) => Math.Exp(reward.LogReward(bits.State(text)));

        static string Repeat(string word, int times) => string.Concat(Enumerable.Repeat(word, times));
    }

    // Against a search over all ways to cut, and against the number of strings of words alone.
    [Fact]
    public void Words_are_those_of_the_shortest_of_all_parses_and_modes_are_as_many_as_said()
    {
        var bits = BitSequence.AppendOnly(16, 1);
        var reward = new WordParse(bits);
        var space = StateSpace.Of(bits);
        var (modes, compared) = (0, 0);
        for (var index = 0; index < space.Count; index++)
        {
            var state = space.StateAt(index);
            if (!bits.IsTerminating(state))
                continue;
            modes += reward.IsMode(state) ? 1 : 0;
            if (index % 7 != 0)
                continue;
            var text = bits.Text(state);
            Assert.Equal((16 - Shortest(text)) / 7, reward.Words(state));
            compared++;
        }

        Assert.True(compared > 1000);
        Assert.Equal(reward.ModeCount, modes);

        static int Shortest(string text) => text.Length == 0 ? 0 : ModeSet.Blocks.Where(word => text.StartsWith(word, StringComparison.Ordinal)).Append(text[..1]).Min(token => 1 + Shortest(text[token.Length..]));
    }

    [Fact]
    public void Its_temperature_is_the_released_codes()
    {
        var bits = BitSequence.AppendOnly(64, 1);
        var reward = new TemperedReward(new WordParse(bits), 100);
        Assert.Equal(100 * Math.Log(0.75), reward.LogReward(bits.State("1" + new string('0', 15) + "1" + new string('0', 47))), 1e-9);
        Assert.NotNull(reward.KnownModes);
    }

    [Fact]
    public void Other_sequences_are_refused_in_a_sentence()
    {
        Assert.StartsWith("words of 8 bits need sequences of single bits", Assert.Throws<ArgumentException>(() => new WordParse(BitSequence.AppendOnly(12, 1))).Message, StringComparison.Ordinal);
        Assert.StartsWith("words of 8 bits need sequences of single bits", Assert.Throws<ArgumentException>(() => new WordParse(BitSequence.AppendOnly(16, 4))).Message, StringComparison.Ordinal);
    }
}
