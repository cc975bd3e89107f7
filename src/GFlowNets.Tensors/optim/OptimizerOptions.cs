namespace GFlowNets.Tensors.Modules;

/// <summary>The settings of a group of parameters.</summary>
public class OptimizerOptions
{
    /// <summary>The present rate; null means the optimizer's.</summary>
    public double? LearningRate { get; set; }

    /// <summary>The rate that schedules start from.</summary>
    public double InitialLearningRate { get; set; }

    /// <summary>Writes the settings.</summary>
    public virtual void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(InitialLearningRate);
        writer.Write(LearningRate ?? InitialLearningRate);
    }

    /// <summary>Reads the settings.</summary>
    public virtual void LoadStateDict(BinaryReader reader)
    {
        InitialLearningRate = reader.ReadDouble();
        LearningRate = reader.ReadDouble();
    }

    /// <summary>Copies the settings of another group.</summary>
    /// <exception cref="ArgumentException">They are another optimizer's.</exception>
    public virtual void LoadStateDict(OptimizerOptions source)
    {
        if (source.GetType() != GetType())
            throw new ArgumentException(
                $"Options can be copied from the same optimizer's only (these are {GetType().DeclaringType?.Name}'s, the source is {source.GetType().DeclaringType?.Name}'s).", nameof(source));
        (InitialLearningRate, LearningRate) = (source.InitialLearningRate, source.LearningRate);
    }

    internal void CompleteRate(double rate)
    {
        LearningRate ??= rate;
        InitialLearningRate = LearningRate.Value;
    }
}
