using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CSharpKernel.Jupyter;

// Jupyter's wire format: identities, <IDS|MSG>, the signature in hex, and header, parent header, metadata and content in JSON.
// The signature is the HMAC-SHA256 of the last four, as they stand on the wire.
internal sealed class WireFormat(byte[] key)
{
    public const string Version = "5.3";
    private const int JsonFrames = 4;

    // As many as jupyter_client remembers, for the same purpose: a message that was overheard cannot be played again.
    private const int MostRemembered = 1 << 16;

    private static readonly byte[] s_delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _session = Guid.NewGuid().ToString("N");
    private readonly HashSet<string> _seen = [];
    private readonly Queue<string> _order = [];

    /// <summary>A message's frames.</summary>
    public List<byte[]> Write(IEnumerable<byte[]> identities, string type, JsonObject? parentHeader, JsonObject content)
    {
        var header = new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString("N"),
            ["session"] = _session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["msg_type"] = type,
            ["version"] = Version,
        };
        byte[][] parts = [Bytes(header), Bytes(parentHeader ?? []), Bytes([]), Bytes(content)];
        return [.. identities, s_delimiter, Encoding.ASCII.GetBytes(Sign(parts)), .. parts];
    }

    /// <summary>Checks and parses a message.</summary>
    /// <exception cref="WireException">It is not signed with the key, was seen before, or is no message.</exception>
    public WireMessage Read(IReadOnlyList<byte[]> frames)
    {
        int at = 0;
        while (at < frames.Count && !frames[at].AsSpan().SequenceEqual(s_delimiter)) at++;
        if (at == frames.Count) throw new WireException("it has no frame <IDS|MSG>");
        if (frames.Count - at - 2 < JsonFrames) throw new WireException($"it must have a signature and {JsonFrames} parts after <IDS|MSG> (got {frames.Count - at - 1} frames)");
        byte[][] parts = [.. frames.Skip(at + 2).Take(JsonFrames)];
        Check(Encoding.ASCII.GetString(frames[at + 1]), parts);
        var (header, parent, content) = (Object(parts[0], "header"), Object(parts[1], "parent header"), Object(parts[3], "content"));
        var message = new WireMessage([.. frames.Take(at)], header, parent, content);
        return message.Type != "" ? message : throw new WireException("its header has no msg_type");
    }

    private void Check(string signature, byte[][] parts)
    {
        if (key.Length == 0) return;
        if (signature.Length == 0) throw new WireException("it is not signed");
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), Encoding.ASCII.GetBytes(Sign(parts)))) throw new WireException("its signature is wrong");
        lock (_seen)
        {
            if (!_seen.Add(signature)) throw new WireException("it was sent before");
            _order.Enqueue(signature);
            if (_order.Count > MostRemembered) _seen.Remove(_order.Dequeue());
        }
    }

    private string Sign(byte[][] parts)
    {
        if (key.Length == 0) return "";
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        foreach (byte[] part in parts) hmac.AppendData(part);
        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }

    private static JsonObject Object(byte[] json, string name)
    {
        try
        {
            // A key that stands twice would otherwise be found only when the object is first asked for something.
            var read = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject;
            return read ?? throw new WireException($"its {name} is no JSON object");
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new WireException($"its {name} is no JSON: {e.Message}");
        }
    }

    private static byte[] Bytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json, s_json);
}
