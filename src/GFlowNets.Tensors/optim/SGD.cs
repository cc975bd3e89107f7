using System.Numerics;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>Steps along the gradient, with momentum if asked for (Nesterov's as in Sutskever et al. 2013).</summary>
public sealed class SGD : OptimizerHelper, optim.IMomentum
{
    private readonly double rate;
    private Settings defaults;

    /// <summary>One group of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range, or a parameter occurs twice.</exception>
    public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
        : this([new ParamGroup(parameters, new Options())], lr, momentum, dampening, weight_decay, nesterov, maximize) { }

    /// <summary>Several groups of parameters; the settings hold where a group leaves one open.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range, or a parameter occurs twice.</exception>
    public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
    {
        rate = lr;
        defaults = new Settings(momentum, dampening, weight_decay, nesterov, maximize).Checked();
        foreach (var group in parameters)
            add_param_group(group);
    }

    /// <summary>Which share of the last step goes into the next; setting it sets every group's.</summary>
    public double Momentum
    {
        get => defaults.Momentum;
        set
        {
            defaults = (defaults with { Momentum = value }).Checked();
            foreach (var group in Groups)
                ((ParamGroup)group).Momentum = value;
        }
    }

    private protected override void Complete(OptimizerOptions options)
    {
        if (options is not Options own)
            throw new ArgumentException($"A group of SGD needs options of SGD (got {options.GetType().FullName}).", nameof(options));
        own.CompleteRate(rate);
        own.Set(own.Over(defaults).Checked());
    }

    private protected override OptimizerState CreateState(Parameter parameter) => new State(parameter);

    private protected override void Update(Parameter parameter, Tensor gradient, OptimizerOptions options, OptimizerState state)
    {
        var settings = ((Options)options).Over(defaults);
        if (parameter.dtype == ScalarType.Float64)
            Update<double>(parameter, gradient, options.LearningRate!.Value, settings, state);
        else if (parameter.dtype == ScalarType.Float32)
            Update<float>(parameter, gradient, options.LearningRate!.Value, settings, state);
        else
            throw new NotSupportedException($"SGD trains float32 and float64 parameters (got {parameter.dtype}).");
    }

    // The first step fills the momentum with the gradient itself, undamped.
    private static void Update<T>(Parameter parameter, Tensor gradient, double rate, Settings settings, OptimizerState state) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sign = settings.Maximize ? -T.One : T.One, decay = T.CreateTruncating(settings.WeightDecay), step = T.CreateTruncating(rate);
        T momentum = T.CreateTruncating(settings.Momentum), fresh = T.CreateTruncating(state.Step++ == 0 ? 1 : 1 - settings.Dampening);
        var values = Elements.Writable<T>(parameter);
        var gradients = Elements.Of<T>(gradient);
        var moved = settings.Momentum != 0 ? Elements.Writable<T>(state.Get(0)) : default;
        for (var i = 0; i < values.Length; i++)
        {
            var direction = gradients[i] * sign + values[i] * decay;
            if (!moved.IsEmpty)
            {
                moved[i] = moved[i] * momentum + direction * fresh;
                direction = settings.Nesterov ? direction + moved[i] * momentum : moved[i];
            }
            values[i] -= direction * step;
        }
    }

    internal readonly record struct Settings(double Momentum, double Dampening, double WeightDecay, bool Nesterov, bool Maximize)
    {
        public Settings Checked()
        {
            if (!(Momentum >= 0 && WeightDecay >= 0))
                throw new ArgumentException($"SGD's momentum and weight_decay must be at least 0 (got {Momentum} and {WeightDecay}).");
            if (Nesterov && (Momentum == 0 || Dampening != 0))
                throw new ArgumentException($"Nesterov's momentum needs a momentum above 0 and no dampening (got {Momentum} and {Dampening}).");
            return this;
        }
    }

    private sealed class State(Parameter parameter) : OptimizerState(parameter, tensors: 1);

    /// <summary>The settings of one group; what is null is as for the optimizer.</summary>
    public sealed class Options : OptimizerOptions
    {
        /// <summary>Which share of the last step goes into the next.</summary>
        public double? momentum;

        /// <summary>By which share the gradient's part in the momentum is lessened.</summary>
        public double? dampening;

        /// <summary>What of the parameter is added to its gradient.</summary>
        public double? weight_decay;

        /// <summary>Whether the gradient is taken where the momentum leads.</summary>
        public bool? nesterov;

        /// <summary>Whether to climb instead of to descend.</summary>
        public bool? maximize;

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            var settings = Over(default);
            foreach (var value in new[] { settings.Momentum, settings.Dampening, settings.WeightDecay })
                writer.Write(value);
            writer.Write(settings.Nesterov);
            writer.Write(settings.Maximize);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            Set(new Settings(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadBoolean(), reader.ReadBoolean()));
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            Set(((Options)source).Over(default));
        }

        internal Settings Over(Settings settings) =>
            new(momentum ?? settings.Momentum, dampening ?? settings.Dampening, weight_decay ?? settings.WeightDecay, nesterov ?? settings.Nesterov, maximize ?? settings.Maximize);

        internal void Set(Settings settings) => (momentum, dampening, weight_decay, nesterov, maximize) =
            (settings.Momentum, settings.Dampening, settings.WeightDecay, settings.Nesterov, settings.Maximize);
    }

    /// <summary>Parameters with settings of their own.</summary>
    public sealed class ParamGroup : ParamGroup<Options>, optim.IMomentum
    {
        /// <summary>A group with the given options.</summary>
        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

        /// <summary>A group with all settings given.</summary>
        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : base(parameters, new Options { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize }) { }

        /// <summary>Which share of the last step goes into the next.</summary>
        public double Momentum
        {
            get => Options.momentum ?? 0;
            set => Options.momentum = value;
        }
    }
}
