namespace GFlowNets.Tensors.Modules;

/// <summary>Parameters that share settings of one optimizer's kind.</summary>
public class ParamGroup<TOptions> : ParamGroup where TOptions : OptimizerOptions, new()
{
    /// <summary>A group of the given parameters; without options all settings are the optimizer's.</summary>
    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null) : base(parameters, options ?? new TOptions()) { }

    /// <summary>The settings.</summary>
    public new TOptions Options
    {
        get => (TOptions)base.Options;
        set => base.Options = value;
    }
}
