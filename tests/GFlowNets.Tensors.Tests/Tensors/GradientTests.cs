using System.Reflection;
using GFlowNets.Tensors.Tests.Modules;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Tensors;

/// <summary>Gradients against finite differences, for every operation, shape and memory layout.</summary>
public class GradientTests
{
    /// <summary>How the inputs lie in memory.</summary>
    public enum Layout
    {
        Contiguous,
        Transposed,
        Sliced,
        Expanded,
    }

    public static TheoryData<string, Layout, long, long> Cases()
    {
        var data = new TheoryData<string, Layout, long, long>();
        foreach (var one in GradientCases.All)
        {
            foreach (var layout in Enum.GetValues<Layout>())
                data.Add(one.Name, layout, 3, 4);
            data.Add(one.Name, Layout.Contiguous, 1, 1);
            data.Add(one.Name, Layout.Contiguous, 2, 19);
            if (one.TakesEmpty)
                data.Add(one.Name, Layout.Contiguous, 0, 3);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AgreeWithFiniteDifferences(string name, Layout layout, long n, long m)
    {
        var test = GradientCases.All.Single(one => one.Name == name);
        var random = new Random(7);
        var (leaves, views) = (new List<Tensor>(), new List<Func<Tensor, Tensor>>());
        foreach (var shape in test.Shapes(n, m))
        {
            var (leafShape, view) = Lay(layout, shape);
            leaves.Add(Leaf(leafShape, random, test.Positive));
            views.Add(view);
        }
        FiniteDifferences.Check(() => test.Function([.. leaves.Zip(views, (leaf, view) => view(leaf))]), leaves);
    }

    [Fact]
    public void EveryRuleHasACase()
    {
        var exercised = new HashSet<string>();
        foreach (var test in GradientCases.All)
        {
            var leaves = test.Shapes(3, 4).Select(shape => Leaf(shape, new Random(1), positive: true)).ToArray();
            Collect(test.Function(leaves).GradientNode, exercised);
        }
        var rules = typeof(torch).Assembly.GetTypes().Append(typeof(autograd.SingleTensorFunction<ScaledProduct>))
            .Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(Rule))
            .Select(field => ((Rule)field.GetValue(null)!).Name)
            .ToList();
        Assert.True(rules.Count > 40, $"only {rules.Count} rules were found");
        Assert.Empty(rules.Except(exercised));
    }

    private static void Collect(Node? node, HashSet<string> names)
    {
        if (node is null || node.IsLeaf)
            return;
        names.Add(node.Name);
        foreach (var input in new[] { node.A, node.B, node.C }.Concat(node.More ?? []))
            Collect(input, names);
    }

    private static (long[] Shape, Func<Tensor, Tensor> View) Lay(Layout layout, long[] shape) => layout switch
    {
        Layout.Transposed when shape.Length > 1 =>
            ([.. shape.Reverse()], x => x.permute(Enumerable.Range(0, shape.Length).Reverse().Select(i => (long)i).ToArray())),
        Layout.Sliced when shape.Length > 0 =>
            ([.. shape[..^1], (2 * shape[^1]) + 1], x => x.slice(-1, 1, 1 + (2 * shape[^1]), 2)),
        Layout.Expanded when shape.Length > 0 => ([1, .. shape[1..]], x => x.expand(shape)),
        _ => (shape, x => x),
    };

    // Numbers apart from each other and from the kinks at zero and at the limits that the cases use.
    private static Tensor Leaf(long[] shape, Random random, bool positive)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        var values = Enumerable.Range(0, (int)count).Select(i => 0.15 + (1.6 * (i + (0.5 * random.NextDouble())) / Math.Max(count, 1)))
            .Select(value => positive || random.Next(2) == 0 ? value : -value).ToArray();
        random.Shuffle(values);
        return tensor(values, shape, requires_grad: true);
    }
}
