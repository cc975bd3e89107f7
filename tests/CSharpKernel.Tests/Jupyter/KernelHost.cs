using System.Net;
using System.Net.Sockets;
using CSharpKernel.Jupyter;

namespace CSharpKernel.Tests.Jupyter;

// A kernel in this process, and a client of it.
internal sealed class KernelHost : IAsyncDisposable
{
    private readonly JupyterKernel _kernel;

    private KernelHost(KernelConnection connection, string folder)
    {
        Connection = connection;
        _kernel = new JupyterKernel(connection, folder, message => { lock (Log) Log.Add(message); });
        Running = _kernel.RunAsync();
    }

    public KernelConnection Connection { get; }

    public List<string> Log { get; } = [];

    public Task Running { get; }

    public WireClient Client { get; private set; } = null!;

    public static async Task<KernelHost> StartAsync(TestFolder folder, bool tcp = false)
    {
        int[] ports = tcp ? FreePorts(5) : [1, 2, 3, 4, 5];
        byte[] key = "a key of the test's own"u8.ToArray();
        var host = new KernelHost(
            new KernelConnection(tcp ? "tcp" : "ipc", tcp ? "127.0.0.1" : folder["k"], ports[0], ports[1], ports[2], ports[3], ports[4], key), folder.Path);
        host.Client = await WireClient.ConnectAsync(host.Connection, cancel: TestContext.Current.CancellationToken);
        return host;
    }

    // Waits for a line of the log that says this.
    public async Task LoggedAsync(string part)
    {
        for (int i = 0; i < 600; i++)
        {
            lock (Log)
            {
                if (Log.Any(line => line.Contains(part))) return;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"the log does not say '{part}': {string.Join(" | ", Log)}");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _kernel.Dispose();
        await Running;
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }
}
