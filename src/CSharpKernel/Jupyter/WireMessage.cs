using System.Text.Json.Nodes;

namespace CSharpKernel.Jupyter;

// A message of Jupyter's protocol, checked and parsed.
internal sealed record WireMessage(IReadOnlyList<byte[]> Identities, JsonObject Header, JsonObject ParentHeader, JsonObject Content)
{
    public string Type { get; } = TextOf(Header, "msg_type") ?? "";

    public string Id { get; } = TextOf(Header, "msg_id") ?? "";

    /// <summary>A text of the content, or null where there is none of this name.</summary>
    public string? Text(string field) => TextOf(Content, field);

    public bool Flag(string field, bool otherwise) => Content[field] is JsonValue value && value.TryGetValue(out bool flag) ? flag : otherwise;

    public int Number(string field, int otherwise) => Content[field] is JsonValue value && value.TryGetValue(out int number) ? number : otherwise;

    private static string? TextOf(JsonObject json, string field) => json[field] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
