using GFlowNets.Cli;

namespace CSharpKernel.Tests;

public sealed class RaceCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("race").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Lists_problems_and_methods()
    {
        var (code, output, error) = await Run("race", "--list");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("sparse: next to no reward", output, StringComparison.Ordinal);
        Assert.Contains("  PER: every second batch from a buffer", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("race", "gfn: name a problem or a file; --list names the problems.")]
    [InlineData("race nonsense", "gfn: there is no problem 'nonsense' and no file of that name")]
    [InlineData("race nonsense.csx", "gfn: there is no file nonsense.csx.")]
    [InlineData("race sparse --methods magic", "gfn: there is no method 'magic' in the race")]
    [InlineData("race sparse --seeds 0", "--seeds must be at least 1 (got 0).")]
    public async Task Wrong_arguments_are_told_in_a_sentence(string line, string expected)
    {
        var (code, _, error) = await Run(line.Split(' '));
        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_brings_a_problem_of_its_own()
    {
        string file = Script("""
            using GFlowNets.Environments;
            using GFlowNets.Rewards;
            using GFlowNets.Experiments;

            sealed class Diagonal(HyperGrid grid) : Reward
            {
                public override string Name => "diagonal";
                public override DiscreteEnvironment Environment => grid;
                public override double LogReward(ReadOnlySpan<int> state) => -Math.Abs(state[0] - state[1]);
            }

            var problem = new RaceProblem("mine", () => new Diagonal(new HyperGrid(2, 5))) { RewardCalls = 4000, BatchSize = 8, Hidden = 8 };
            """);
        var (code, output, error) = await Run("race", file, "--seeds", "2", "--calls", "400", "--methods", "TB", "PER");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("mine: diagonal on hypergrid 5^2", output, StringComparison.Ordinal);
        Assert.Contains("2 methods, 2 seeds each, 400 reward calls a run", output, StringComparison.Ordinal);
        Assert.Contains("[4/4]", output, StringComparison.Ordinal);
        Assert.Contains("Recommendation: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_without_a_problem_or_with_an_error_is_told_so()
    {
        var (code, _, error) = await Run("race", Script("var other = 1;"));
        Assert.Equal(2, code);
        Assert.Contains("must declare a variable called problem", error, StringComparison.Ordinal);
        (code, _, error) = await Run("race", Script("var problem = new Nothing();"));
        Assert.Equal(2, code);
        Assert.Contains("Nothing", error, StringComparison.Ordinal);
    }

    private string Script(string code)
    {
        string path = Path.Combine(_folder, "mine.csx");
        File.WriteAllText(path, code);
        return path;
    }

    private static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await GfnCommand.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
