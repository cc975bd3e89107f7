namespace GFlowNets.Tensors.Modules;

/// <summary>The settings that Adam and AdamW have in common, complete.</summary>
internal readonly record struct AdamSettings(double Beta1, double Beta2, double Epsilon, double WeightDecay, bool KeepMaximum, bool Maximize)
{
    /// <summary>These settings, with each one replaced that options name.</summary>
    public AdamSettings With(IAdamOptions options) => options.Over(this);

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public AdamSettings Checked()
    {
        if (!(Beta1 is >= 0 and < 1 && Beta2 is >= 0 and < 1))
            throw new ArgumentException($"Adam's betas must be at least 0 and below 1 (got {Beta1} and {Beta2}).");
        if (!(Epsilon >= 0 && WeightDecay >= 0))
            throw new ArgumentException($"Adam's eps and weight_decay must be at least 0 (got {Epsilon} and {WeightDecay}).");
        return this;
    }

    public void Write(BinaryWriter writer)
    {
        foreach (var value in new[] { Beta1, Beta2, Epsilon, WeightDecay })
            writer.Write(value);
        writer.Write(KeepMaximum);
        writer.Write(Maximize);
    }

    public static AdamSettings Read(BinaryReader reader) =>
        new(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadBoolean(), reader.ReadBoolean());
}

/// <summary>Options of Adam or AdamW, each perhaps left open.</summary>
internal interface IAdamOptions
{
    /// <summary>The given settings, with each one replaced that is set here.</summary>
    AdamSettings Over(AdamSettings settings);

    /// <summary>Sets every option.</summary>
    void Set(AdamSettings settings);
}

/// <summary>Mean gradient, mean squared gradient, and its maximum where that is kept.</summary>
internal sealed class AdamState(Parameter parameter) : OptimizerState(parameter, tensors: 3);
