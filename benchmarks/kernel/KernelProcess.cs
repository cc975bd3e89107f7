using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using CSharpKernel.Jupyter;
using CSharpKernel.Jupyter.Zmtp;

namespace KernelBenchmarks;

// A kernel in a process of its own, and the two connections that a measurement needs: shell and iopub.
internal sealed class KernelProcess : IDisposable
{
    private static readonly byte[] s_key = "benchmark"u8.ToArray();
    private readonly WireFormat _wire = new(s_key);
    private readonly string _folder;
    private readonly Process _process;
    private readonly NetworkStream _shell;
    private readonly NetworkStream _iopub;

    public KernelProcess(string program)
    {
        _folder = Directory.CreateTempSubdirectory("kernel-benchmark-").FullName;
        string file = Path.Combine(_folder, "connection.json");
        File.WriteAllText(file, new JsonObject
        {
            ["transport"] = "ipc",
            ["ip"] = Path.Combine(_folder, "k"),
            ["key"] = Encoding.UTF8.GetString(s_key),
            ["signature_scheme"] = "hmac-sha256",
            ["shell_port"] = 1,
            ["control_port"] = 2,
            ["stdin_port"] = 3,
            ["iopub_port"] = 4,
            ["hb_port"] = 5,
        }.ToJsonString());
        var start = new ProcessStartInfo("dotnet", [program, "kernel", "start", file]) { WorkingDirectory = _folder };
        foreach (var (name, value) in KernelSpec.Settings) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _iopub = Connect(4, "SUB");
        _iopub.Write([0, 1, 1]);
        _shell = Connect(1, "DEALER");

        // Published outputs count from here on: the kernel has seen the subscription.
        while (ReadMessage(_iopub).Type != "iopub_welcome")
        {
        }
    }

    /// <summary>The memory that the process holds, in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The processor time that the process has taken, which other programs on the machine change less than the clock.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Runs a cell until the kernel is idle again.</summary>
    /// <returns>How many characters it printed, and its result as text.</returns>
    public (long Printed, string? Result) Execute(string code)
    {
        var content = new JsonObject { ["code"] = code, ["silent"] = false, ["store_history"] = true, ["allow_stdin"] = false };
        var frames = _wire.Write([], "execute_request", null, content);
        for (int i = 0; i < frames.Count; i++) new ZmtpFrame(frames[i], i < frames.Count - 1, IsCommand: false).Write(_shell);
        (long printed, string? result) = (0, null);
        while (true)
        {
            var message = ReadMessage(_iopub);
            if (message.Type == "stream") printed += message.Text("text")!.Length;
            if (message.Type == "execute_result") result = (string?)message.Content["data"]!["text/plain"];
            if (message.Type == "error") throw new InvalidOperationException($"a cell of the benchmark failed: {message.Text("evalue")}");
            if (message.Type == "status" && message.Text("execution_state") == "idle") break;
        }

        ReadMessage(_shell);
        return (printed, result);
    }

    public void Dispose()
    {
        _shell.Dispose();
        _iopub.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private WireMessage ReadMessage(NetworkStream stream)
    {
        var frames = new List<byte[]>();
        while (true)
        {
            var frame = ZmtpFrame.ReadAsync(stream, long.MaxValue, CancellationToken.None).GetAwaiter().GetResult();
            if (frame.IsCommand) continue;
            frames.Add(frame.Body);
            if (!frame.HasMore) return _wire.Read(frames);
        }
    }

    private NetworkStream Connect(int port, string type)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var address = new UnixDomainSocketEndPoint(Path.Combine(_folder, $"k-{port}"));
        while (true)
        {
            try
            {
                socket.Connect(address);
                break;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                Thread.Sleep(1);
            }
        }

        var stream = new NetworkStream(socket, ownsSocket: true);
        byte[] ready = [5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, (byte)type.Length, .. Encoding.ASCII.GetBytes(type)];
        stream.Write([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0, .. "NULL"u8, .. new byte[48], 4, (byte)ready.Length, .. ready]);
        stream.ReadExactly(new byte[64]);
        ZmtpFrame.ReadAsync(stream, 1000, CancellationToken.None).GetAwaiter().GetResult();
        return stream;
    }
}
