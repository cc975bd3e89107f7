using System.Reflection;

namespace CSharpKernel.Execution;

internal sealed record Variable(string Name, Type Type, object? Value);

// The variables of a session. Each submission keeps its own in public fields of an object; of several by one name, cells see the last.
internal sealed class SessionVariables(IEnumerable<object?> submissions)
{
    public IEnumerable<Variable> All => Fields
        .Select(f => new Variable(f.Info.Name, f.Info.FieldType, f.Info.GetValue(f.Owner)))
        .GroupBy(variable => variable.Name)
        .Select(sameName => sameName.Last());

    private IEnumerable<(object Owner, FieldInfo Info)> Fields => submissions
        .OfType<object>()
        .SelectMany(owner => owner.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(info => (owner, info)))
        .Where(f => !f.info.Name.StartsWith('<'));

    /// <summary>Empties every variable of this name, those hidden by a later one too, so that what they hold can be collected.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Forget(string name)
    {
        var found = Fields.Where(f => f.Info.Name == name && !f.Info.IsInitOnly).ToList();
        foreach (var (owner, info) in found) info.SetValue(owner, null);
        return found.Count > 0;
    }
}
