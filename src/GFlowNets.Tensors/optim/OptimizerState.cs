using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>What an optimizer remembers of one parameter: a number of steps, and tensors of the parameter's shape, some perhaps not there yet.</summary>
public abstract class OptimizerState
{
    private readonly Parameter parameter;

    private protected OptimizerState(Parameter parameter, int tensors) => (this.parameter, Tensors) = (parameter, new Tensor?[tensors]);

    internal long Step { get; set; }

    internal Tensor?[] Tensors { get; }

    /// <summary>Writes the state.</summary>
    public void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(Step);
        foreach (var tensor in Tensors)
        {
            writer.Write(tensor is not null);
            if (tensor is not null)
                TensorStream.Write(writer, tensor);
        }
    }

    /// <summary>Reads the state.</summary>
    public void LoadStateDict(BinaryReader reader)
    {
        Step = reader.ReadInt64();
        for (var i = 0; i < Tensors.Length; i++)
            if (reader.ReadBoolean())
                using (var saved = TensorStream.Read(reader))
                    Copy(i, saved);
            else
                Forget(i);
    }

    /// <summary>Copies the state of another parameter.</summary>
    public void LoadStateDict(OptimizerState source)
    {
        if (ReferenceEquals(this, source))
            return;
        if (source.GetType() != GetType())
            throw new ArgumentException($"A state can be copied from one of the same optimizer only (this is {GetType().Name}, the source {source.GetType().Name}).", nameof(source));
        Step = source.Step;
        for (var i = 0; i < Tensors.Length; i++)
            if (source.Tensors[i] is { } saved)
                Copy(i, saved);
            else
                Forget(i);
    }

    /// <summary>The tensor of the given number, zeros at first; it lives as long as the state.</summary>
    internal Tensor Get(int index)
    {
        if (Tensors[index] is { } tensor)
            return tensor;
        using (no_grad())
            return Tensors[index] = zeros_like(parameter).DetachFromDisposeScope();
    }

    internal void DisposeTensors()
    {
        for (var i = 0; i < Tensors.Length; i++)
            Forget(i);
    }

    private void Copy(int index, Tensor source)
    {
        TensorStream.CheckFits("An optimizer's state", parameter, source);
        using (no_grad())
            Get(index).copy_(source);
    }

    private void Forget(int index)
    {
        Tensors[index]?.Dispose();
        Tensors[index] = null;
    }
}
