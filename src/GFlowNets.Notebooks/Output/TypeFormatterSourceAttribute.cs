namespace GFlowNets.Notebooks;

// Notebook kernels look this class up by its simple name and read its properties by reflection,
// which is how a library gives rich output without referencing any kernel.
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = ["text/html", "text/plain"];
}
