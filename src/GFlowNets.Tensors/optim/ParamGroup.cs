using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>Parameters that share settings.</summary>
public class ParamGroup : optim.ILearningRateController
{
    private protected ParamGroup(IEnumerable<Parameter> parameters, OptimizerOptions options) => (Parameters, Options) = (parameters, options);

    /// <summary>The parameters.</summary>
    public IEnumerable<Parameter> Parameters { get; set; }

    /// <summary>The settings.</summary>
    public OptimizerOptions Options { get; set; }

    /// <inheritdoc/>
    public double LearningRate
    {
        get => Options.LearningRate ?? Options.InitialLearningRate;
        set => Options.LearningRate = value;
    }

    /// <inheritdoc/>
    public double InitialLearningRate
    {
        get => Options.InitialLearningRate;
        set => Options.InitialLearningRate = value;
    }
}
