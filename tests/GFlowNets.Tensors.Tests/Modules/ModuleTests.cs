using GFlowNets.Tensors.Modules;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Modules;

public class ModuleTests
{
    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly Linear first = nn.Linear(3, 4);
        private readonly Sequential rest = nn.Sequential(("act", nn.ReLU()), ("out", nn.Linear(4, 2)));
        private readonly Parameter scale = new(tensor(2f));
        private readonly Tensor offset = tensor(new[] { 1f, -1f });

        public Net() : base(nameof(Net)) => RegisterComponents();

        public override Tensor forward(Tensor input) => rest.call(first.call(input)) * scale + offset;
    }

    private static float[] Values(Tensor tensor) => tensor.data<float>().ToArray();

    [Fact]
    public void FieldsAreRegisteredUnderTheirNames()
    {
        using var net = new Net();
        Assert.Equal(["scale", "first.weight", "first.bias", "rest.out.weight", "rest.out.bias"], net.named_parameters().Select(p => p.name));
        Assert.Equal(["scale"], net.named_parameters(recurse: false).Select(p => p.name));
        Assert.Equal(["offset"], net.named_buffers().Select(b => b.Item1));
        Assert.Equal(["first", "rest", "rest.act", "rest.out"], net.named_modules().Select(m => m.Item1));
        Assert.Equal(["first", "rest"], net.named_children().Select(m => m.Item1));
        Assert.Equal(6, net.state_dict().Count);
        Assert.True(net.has_parameter("rest.out.bias"));
        Assert.False(net.has_parameter("rest.out"));
        Assert.Same(net.get_buffer("offset"), net.buffers().Single());
    }

    [Fact]
    public void ASharedParameterAppearsOnce()
    {
        using var layer = nn.Linear(2, 2);
        using var both = nn.Sequential(layer, nn.Tanh(), nn.Linear(layer.weight, layer.bias));
        Assert.Equal(["0.weight", "0.bias"], both.named_parameters().Select(p => p.name));
    }

    [Fact]
    public void SavedAndLoadedIsTheSame()
    {
        using Net one = new(), other = new();
        using var input = randn(5, 3);
        Assert.NotEqual(Values(one.call(input)), Values(other.call(input)));
        using var stream = new MemoryStream();
        one.save(stream);
        stream.Position = 0;
        var loaded = new Dictionary<string, bool>();
        other.load(stream, loadedParameters: loaded);
        Assert.Equal(stream.Length, stream.Position);
        Assert.Equal(Values(one.call(input)), Values(other.call(input)));
        Assert.Equal(6, loaded.Count(pair => pair.Value));
    }

    [Fact]
    public void TheSavedBytesAreTheDocumentedOnes()
    {
        using var layer = nn.Linear(nn.Parameter(tensor(new[] { 1f, 2f }, [1, 2])));
        using var stream = new MemoryStream();
        layer.save(stream);
        Assert.Equal([1, 6, .. "weight"u8, (byte)ScalarType.Float32, 2, 1, 2, .. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f)], stream.ToArray());
    }

    [Fact]
    public void ADictionaryThatDoesNotFitIsRefusedAndChangesNothing()
    {
        using var net = new Net();
        var before = net.parameters().SelectMany(Values).ToArray();
        var source = net.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.detach().clone() + 1);
        source.Remove("scale");
        source["extra"] = zeros(1);
        var message = Assert.Throws<InvalidOperationException>(() => net.load_state_dict(source)).Message;
        Assert.Contains("missing [scale], unexpected [extra]", message, StringComparison.Ordinal);
        source["scale"] = zeros(2);
        source.Remove("extra");
        Assert.Contains("shape [2]", Assert.Throws<InvalidOperationException>(() => net.load_state_dict(source)).Message, StringComparison.Ordinal);
        Assert.Equal(before, net.parameters().SelectMany(Values));

        source.Remove("scale");
        var (missing, unexpected) = net.load_state_dict(source, strict: false);
        Assert.Equal(["scale"], missing);
        Assert.Empty(unexpected);
        Assert.Equal(before.Skip(1).Select(x => x + 1), net.parameters().SelectMany(Values).Skip(1));
    }

    [Fact]
    public void TrainingReachesEveryModule()
    {
        using var net = new Net();
        Assert.True(net.training);
        net.eval();
        Assert.All(net.modules(), module => Assert.False(module.training));
        net.train();
        Assert.All(net.modules(), module => Assert.True(module.training));
    }

    [Fact]
    public void GradientsAreCleared()
    {
        using var net = new Net();
        net.call(ones(1, 3)).sum().backward();
        Assert.All(net.parameters(), parameter => Assert.NotNull(parameter.grad));
        net.zero_grad(set_to_none: false);
        Assert.All(net.parameters().SelectMany(parameter => Values(parameter.grad!)), g => Assert.Equal(0, g));
        net.zero_grad();
        Assert.All(net.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Fact]
    public void ParametersOutliveTheScopeThatBuiltThemAndEndWithTheModule()
    {
        Net net;
        using (NewDisposeScope())
            net = new Net();
        var parameters = net.parameters().ToList();
        Assert.All(parameters, parameter => Assert.False(parameter.IsInvalid));
        net.call(ones(1, 3)).Dispose();
        net.Dispose();
        Assert.All(parameters, parameter => Assert.True(parameter.IsInvalid));
    }

    [Fact]
    public void AListRegistersByPosition()
    {
        using var list = nn.ModuleList(nn.Linear(1, 1), nn.Linear(1, 2));
        list.Insert(0, nn.Linear(3, 3, hasBias: false));
        Assert.Equal(["0.weight", "1.weight", "1.bias", "2.weight", "2.bias"], list.named_parameters().Select(p => p.name));
        list.RemoveAt(1);
        Assert.Equal(["0.weight", "1.weight", "1.bias"], list.named_parameters().Select(p => p.name));
        Assert.Equal(2, list[1].out_features);
    }

    [Fact]
    public void ANameIsTakenOnce()
    {
        using var sequence = nn.Sequential(("a", nn.ReLU()));
        Assert.Contains("\"a\"", Assert.Throws<InvalidOperationException>(() => sequence.append("a", nn.ReLU())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConvertedModulesComputeInTheirNewType()
    {
        using var net = new Net().to(ScalarType.Float64);
        Assert.All(net.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.Equal(ScalarType.Float64, net.call(ones([1, 3], ScalarType.Float64)).dtype);
    }
}
