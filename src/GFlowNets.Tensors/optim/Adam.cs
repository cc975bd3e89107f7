using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>Adaptive moments, after Kingma and Ba 2015: each element steps by the mean of its gradients over the root of their mean square.</summary>
public sealed class Adam : OptimizerHelper, optim.IBetas
{
    private readonly double rate;
    private AdamSettings defaults;

    /// <summary>One group of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range, or a parameter occurs twice.</exception>
    public Adam(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup(parameters, new Options())], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize) { }

    /// <summary>Several groups of parameters; the settings hold where a group leaves one open.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range, or a parameter occurs twice.</exception>
    public Adam(IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
    {
        rate = lr;
        defaults = new AdamSettings(beta1, beta2, eps, weight_decay, amsgrad, maximize).Checked();
        foreach (var group in parameters)
            add_param_group(group);
    }

    /// <summary>Decay rates of the mean gradient and of the mean squared gradient; setting them sets every group's.</summary>
    public (double, double) Betas
    {
        get => (defaults.Beta1, defaults.Beta2);
        set
        {
            defaults = (defaults with { Beta1 = value.Item1, Beta2 = value.Item2 }).Checked();
            foreach (var group in Groups)
                ((ParamGroup)group).Betas = value;
        }
    }

    private protected override void Complete(OptimizerOptions options)
    {
        if (options is not Options own)
            throw new ArgumentException($"A group of Adam needs options of Adam (got {options.GetType().FullName}).", nameof(options));
        own.CompleteRate(rate);
        own.Set(defaults.With(own).Checked());
    }

    private protected override OptimizerState CreateState(Parameter parameter) => new AdamState(parameter);

    private protected override void Update(Parameter parameter, Tensor gradient, OptimizerOptions options, OptimizerState state) =>
        AdamUpdate.Apply(parameter, gradient, (AdamState)state, options.LearningRate!.Value, defaults.With((Options)options), decoupled: false);

    /// <summary>The settings of one group; what is null is as for the optimizer.</summary>
    public sealed class Options : OptimizerOptions, IAdamOptions
    {
        /// <summary>Decay rate of the mean gradient.</summary>
        public double? beta1;

        /// <summary>Decay rate of the mean squared gradient.</summary>
        public double? beta2;

        /// <summary>What is added to the root of the mean squared gradient.</summary>
        public double? eps;

        /// <summary>What of the parameter is added to its gradient.</summary>
        public double? weight_decay;

        /// <summary>Whether the greatest mean squared gradient so far divides, instead of the present one.</summary>
        public bool? amsgrad;

        /// <summary>Whether to climb instead of to descend.</summary>
        public bool? maximize;

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            Over(default).Write(writer);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            Set(AdamSettings.Read(reader));
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            Set(((Options)source).Over(default));
        }

        AdamSettings IAdamOptions.Over(AdamSettings settings) => Over(settings);

        void IAdamOptions.Set(AdamSettings settings) => Set(settings);

        internal AdamSettings Over(AdamSettings settings) =>
            new(beta1 ?? settings.Beta1, beta2 ?? settings.Beta2, eps ?? settings.Epsilon, weight_decay ?? settings.WeightDecay, amsgrad ?? settings.KeepMaximum, maximize ?? settings.Maximize);

        internal void Set(AdamSettings settings) =>
            (beta1, beta2, eps, weight_decay, amsgrad, maximize) =
            (settings.Beta1, settings.Beta2, settings.Epsilon, settings.WeightDecay, settings.KeepMaximum, settings.Maximize);
    }

    /// <summary>Parameters with settings of their own.</summary>
    public sealed class ParamGroup : ParamGroup<Options>, optim.IBetas
    {
        /// <summary>A group with the given options.</summary>
        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

        /// <summary>A group with all settings given.</summary>
        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : base(parameters, new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize }) { }

        /// <summary>Decay rates of the mean gradient and of the mean squared gradient.</summary>
        public (double, double) Betas
        {
            get => (Options.beta1 ?? 0.9, Options.beta2 ?? 0.999);
            set => (Options.beta1, Options.beta2) = value;
        }
    }
}
