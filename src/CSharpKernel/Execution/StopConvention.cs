using System.Reflection;
using System.Runtime.CompilerServices;

namespace CSharpKernel.Execution;

/// <summary>
/// How a cell that runs long is asked to stop. .NET cannot end a thread from outside, so the library whose loop is running has to
/// be asked. An assembly that wants to be asked carries an attribute, once and on the assembly itself, whose class name is exactly
/// NotebookStopSourceAttribute, in any namespace and of any accessibility, with a public property <c>Type StopType</c>. That type has
/// two public static methods without parameters: <c>RequestStop()</c>, called on another thread when the cell is to stop, once or
/// more, and <c>ResetStop()</c>, called before each cell. Loops then end in good order and keep what they have. No reference to
/// this kernel is needed.
/// </summary>
public static class StopConvention
{
    private const string AttributeName = "NotebookStopSourceAttribute";

    // Every cell that ran is an assembly, and each is asked about before each cell: an assembly is looked at once.
    private static readonly ConditionalWeakTable<Assembly, object> s_followed = [];

    /// <summary>Asks every one of these assemblies that follows the convention to stop what it is doing.</summary>
    /// <param name="assemblies">The assemblies that a notebook has loaded.</param>
    /// <exception cref="InvalidOperationException">An assembly's attribute does not keep to the convention.</exception>
    public static void RequestStop(IEnumerable<Assembly> assemblies) => Call(assemblies, nameof(RequestStop));

    /// <summary>Withdraws the request, before the next cell.</summary>
    /// <param name="assemblies">The assemblies that a notebook has loaded.</param>
    /// <exception cref="InvalidOperationException">An assembly's attribute does not keep to the convention.</exception>
    public static void ResetStop(IEnumerable<Assembly> assemblies) => Call(assemblies, nameof(ResetStop));

    /// <summary>Whether any of these assemblies follows the convention.</summary>
    /// <param name="assemblies">The assemblies that a notebook has loaded.</param>
    public static bool IsFollowed(IEnumerable<Assembly> assemblies) => assemblies.Any(assembly => !assembly.IsDynamic && HasAttribute(assembly));

    // Looked for by name: reading attributes as objects would load what they refer to.
    private static bool HasAttribute(Assembly assembly) =>
        (bool)s_followed.GetValue(assembly, static looked => looked.GetCustomAttributesData().Any(data => data.AttributeType.Name == AttributeName));

    private static void Call(IEnumerable<Assembly> assemblies, string method)
    {
        foreach (var assembly in assemblies.Where(assembly => !assembly.IsDynamic))
        {
            if (!HasAttribute(assembly)) continue;
            object attribute = assembly.GetCustomAttributes(inherit: false).First(a => a.GetType().Name == AttributeName);
            var stop = attribute.GetType().GetProperty("StopType")?.GetValue(attribute) as Type
                ?? throw new InvalidOperationException($"{AttributeName} of {assembly.GetName().Name} must have a property StopType that gives a type (got none).");
            var found = stop.GetMethod(method, BindingFlags.Public | BindingFlags.Static, Type.EmptyTypes)
                ?? throw new InvalidOperationException($"{stop} must have a public static method {method}() without parameters (got none).");
            found.Invoke(null, null);
        }
    }
}
