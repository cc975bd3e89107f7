using System.Text.Json.Nodes;

namespace CSharpKernel.Jupyter;

// What the kernel says of itself.
internal static class KernelInfo
{
    private static readonly string s_version = typeof(KernelInfo).Assembly.GetName().Version!.ToString(3);

    public static JsonObject Reply() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = WireFormat.Version,
        ["implementation"] = "gfn-csharp",
        ["implementation_version"] = s_version,
        ["language_info"] = new JsonObject
        {
            ["name"] = "C#",
            ["version"] = "14.0",
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".cs",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
        },
        ["banner"] = $"C# on .NET {Environment.Version}, kernel {s_version}",
        ["help_links"] = new JsonArray(new JsonObject { ["text"] = "C# language reference", ["url"] = "https://learn.microsoft.com/dotnet/csharp/" }),
        ["debugger"] = false,
    };

    public static JsonObject Farewell(WireMessage request) => new() { ["status"] = "ok", ["restart"] = request.Flag("restart", otherwise: false) };
}
