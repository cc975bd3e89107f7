using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>Modules one after another. A linear layer and the activation behind it are computed in one pass.</summary>
public class Sequential : nn.Module<Tensor, Tensor>
{
    private readonly List<nn.Module<Tensor, Tensor>> steps = [];

    /// <summary>The modules in order, named by their numbers.</summary>
    protected internal Sequential(params nn.Module<Tensor, Tensor>[] modules) : base(nameof(Sequential))
    {
        foreach (var module in modules)
            append(module);
    }

    /// <summary>The modules in order, with their names.</summary>
    protected internal Sequential(params (string name, nn.Module<Tensor, Tensor> module)[] modules) : base(nameof(Sequential))
    {
        foreach (var (name, module) in modules)
            append(name, module);
    }

    /// <summary>Number of modules.</summary>
    public int Count => steps.Count;

    /// <summary>The module at a position.</summary>
    public nn.IModule<Tensor, Tensor> this[int index] => steps[index];

    /// <summary>Adds a module at the end, named by its number.</summary>
    public Sequential append(nn.IModule<Tensor, Tensor> module) => append(steps.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), module);

    /// <summary>Adds a named module at the end.</summary>
    public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
    {
        if (module is not nn.Module<Tensor, Tensor> step)
            throw new ArgumentException($"A sequence holds modules of one tensor (got {module.GetType().Name}).", nameof(module));
        register_module(name, step);
        steps.Add(step);
        return this;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor)
    {
        if (steps.Count == 0)
            return tensor.alias();
        var current = tensor;
        for (var i = 0; i < steps.Count; i++)
        {
            var activation = steps[i] is Linear && i + 1 < steps.Count && steps[i + 1] is IFusable fusable ? fusable.Fused : null;
            var next = activation is { } fused ? ((Linear)steps[i++]).forward(current, fused) : steps[i].call(current);
            if (!ReferenceEquals(current, tensor) && !ReferenceEquals(current, next))
                current.Dispose();
            current = next;
        }
        return current;
    }
}
