using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace CSharpKernel.Jupyter;

/// <summary>What a connection file says: where the kernel is to listen, and the key with which messages are signed.</summary>
/// <param name="Transport">tcp or ipc.</param>
/// <param name="Address">An IP address, or the path that, followed by a hyphen and a number, names each Unix socket.</param>
/// <param name="Shell">The port of the shell channel: requests to run code and the like.</param>
/// <param name="Control">The port of the control channel: requests that a running cell must not hold up.</param>
/// <param name="Stdin">The port on which cells ask for input.</param>
/// <param name="IOPub">The port on which outputs are published.</param>
/// <param name="Heartbeat">The port that gives back whatever it gets.</param>
/// <param name="Key">The key of HMAC-SHA256; empty if messages are not signed.</param>
public sealed record KernelConnection(string Transport, string Address, int Shell, int Control, int Stdin, int IOPub, int Heartbeat, byte[] Key)
{
    private const string Scheme = "hmac-sha256";

    /// <summary>Reads a connection file.</summary>
    /// <param name="path">The file that Jupyter wrote for this kernel.</param>
    /// <exception cref="InvalidDataException">The file is no connection file, or asks for what this kernel does not do.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static KernelConnection Load(string path) => Parse(File.ReadAllText(path), path);

    /// <summary>Reads a connection file's text.</summary>
    /// <param name="json">JSON.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">The text is no connection file, or asks for what this kernel does not do.</exception>
    public static KernelConnection Parse(string json, string name = "the connection file")
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"{name} must hold a JSON object (got {root.ValueKind}).");
            string scheme = root.TryGetProperty("signature_scheme", out var given) ? given.GetString() ?? "" : Scheme;
            string transport = Text("transport");
            if (transport is not ("tcp" or "ipc")) throw new InvalidDataException($"{name}: transport must be tcp or ipc (got '{transport}').");
            byte[] key = Encoding.UTF8.GetBytes(Text("key"));
            if (key.Length > 0 && scheme != Scheme) throw new InvalidDataException($"{name}: signature_scheme must be {Scheme} (got '{scheme}').");
            var connection = new KernelConnection(
                transport, Text("ip"), Port("shell_port"), Port("control_port"), Port("stdin_port"), Port("iopub_port"), Port("hb_port"), key);
            connection.EndPoint(connection.Shell);
            return connection;

            string Text(string field) => root.TryGetProperty(field, out var value) && value.GetString() is { } text
                ? text
                : throw new InvalidDataException($"{name} must have a text '{field}' (got none).");

            int Port(string field) => root.TryGetProperty(field, out var value) && value.TryGetInt32(out int port) && port is >= 0 and <= IPEndPoint.MaxPort
                ? port
                : throw new InvalidDataException($"{name} must have a port '{field}' (got none).");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{name} must be a connection file of Jupyter (it is not: {e.Message})", e);
        }
    }

    /// <summary>Where a channel listens.</summary>
    /// <param name="port">The channel's port.</param>
    /// <exception cref="FormatException">The address is no IP address.</exception>
    public EndPoint EndPoint(int port)
    {
        if (Transport == "ipc") return new UnixDomainSocketEndPoint($"{Address}-{port}");
        return new IPEndPoint(Address switch { "*" => IPAddress.Any, "localhost" => IPAddress.Loopback, _ => IPAddress.Parse(Address) }, port);
    }
}
