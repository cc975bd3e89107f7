namespace GFlowNets.Training;

/// <summary>
/// Tells a notebook kernel, by the name of this class alone, which type stops running loops: <see cref="StopType"/> has the public
/// static methods RequestStop() and ResetStop(). Neither side needs a reference to the other.
/// </summary>
/// <param name="stopType">The type with the two methods.</param>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class NotebookStopSourceAttribute(Type stopType) : Attribute
{
    /// <summary>The type with the two methods.</summary>
    public Type StopType { get; } = stopType;
}
