using System.Text;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>What all optimizers share: groups, one state a parameter, and saving both. A restored optimizer continues with the same bits.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    private readonly Dictionary<Parameter, OptimizerState> states = new(ReferenceEqualityComparer.Instance);

    private protected OptimizerHelper() { }

    /// <inheritdoc/>
    public override IEnumerable<Parameter> parameters() => Groups.SelectMany(group => group.Parameters);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The options are another optimizer's, or a parameter is in a group already.</exception>
    public override void add_param_group(ParamGroup param_group)
    {
        Complete(param_group.Options);
        param_group.Parameters = param_group.Parameters.ToList();
        foreach (var parameter in param_group.Parameters)
            if (!states.TryAdd(parameter, CreateState(parameter)))
                throw new ArgumentException("A parameter can be in one group only, and once (one occurs twice).", nameof(param_group));
        Groups.Add(param_group);
    }

    /// <inheritdoc/>
    public override void zero_grad()
    {
        foreach (var parameter in parameters())
            Gradients.Clear(parameter, toNone: false);
    }

    /// <inheritdoc/>
    public override Tensor? step(Func<Tensor>? closure = null)
    {
        Tensor? loss = null;
        if (closure is not null)
            using (enable_grad())
                loss = closure();
        using (no_grad())
        using (NewDisposeScope())
            foreach (var group in Groups)
                foreach (var parameter in group.Parameters)
                    if (parameter.Gradient is { } gradient)
                        Update(parameter, gradient, group.Options, states[parameter]);
        return loss;
    }

    /// <summary>The live options and states, in the order of groups and parameters.</summary>
    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        dictionary.Options.AddRange(Groups.Select(group => group.Options));
        dictionary.State.AddRange(parameters().Select(parameter => states[parameter]));
        return dictionary;
    }

    /// <summary>Copies options and states of an optimizer of the same kind over parameters of the same shapes.</summary>
    /// <exception cref="ArgumentException">The numbers of groups or parameters differ.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var mine = this.state_dict();
        CheckCounts(mine, state_dict.Options.Count, state_dict.State.Count);
        foreach (var (target, source) in mine.Options.Zip(state_dict.Options))
            target.LoadStateDict(source);
        foreach (var (target, source) in mine.State.Zip(state_dict.State))
            target.LoadStateDict(source);
    }

    /// <summary>Writes options and states to a file, which is replaced.</summary>
    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location), Encoding.UTF8);
        save_state_dict(writer);
    }

    /// <summary>Writes options and states, for <see cref="load_state_dict(BinaryReader)"/> of the same engine.</summary>
    public void save_state_dict(BinaryWriter writer)
    {
        var mine = state_dict();
        writer.Write(GetType().Name);
        writer.Write7BitEncodedInt(mine.Options.Count);
        writer.Write7BitEncodedInt(mine.State.Count);
        foreach (var options in mine.Options)
            options.SaveStateDict(writer);
        foreach (var state in mine.State)
            state.SaveStateDict(writer);
    }

    /// <summary>Reads options and states from a file that <see cref="save_state_dict(string)"/> wrote.</summary>
    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location), Encoding.UTF8);
        load_state_dict(reader);
    }

    /// <summary>Reads options and states that <see cref="save_state_dict(BinaryWriter)"/> wrote.</summary>
    /// <exception cref="InvalidDataException">They are another optimizer's.</exception>
    /// <exception cref="ArgumentException">The numbers of groups or parameters differ.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        var mine = state_dict();
        if (reader.ReadString() is var name && name != GetType().Name)
            throw new InvalidDataException($"A saved optimizer state can be loaded by the same optimizer only: this is {GetType().Name}, the saved one is \"{name}\".");
        CheckCounts(mine, reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
        foreach (var options in mine.Options)
            options.LoadStateDict(reader);
        foreach (var state in mine.State)
            state.LoadStateDict(reader);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (var state in states.Values)
                state.DisposeTensors();
        base.Dispose(disposing);
    }

    /// <summary>Fills what a group's options leave open.</summary>
    private protected abstract void Complete(OptimizerOptions options);

    private protected abstract OptimizerState CreateState(Parameter parameter);

    private protected abstract void Update(Parameter parameter, Tensor gradient, OptimizerOptions options, OptimizerState state);

    private static void CheckCounts(StateDictionary mine, int groups, int parameters)
    {
        if (groups != mine.Options.Count || parameters != mine.State.Count)
            throw new ArgumentException(
                $"A saved optimizer state needs as many groups and parameters as were saved: here are {mine.Options.Count} and {mine.State.Count}, saved were {groups} and {parameters}.");
    }
}
