using System.Text.Json.Nodes;
using CSharpKernel.Execution;
using CSharpKernel.Output;

namespace CSharpKernel.Jupyter;

/// <summary>
/// A C# kernel that speaks Jupyter's messaging protocol 5.3 (https://jupyter-client.readthedocs.io/en/stable/messaging.html). Requests on
/// the shell channel are served one after another; those on the control channel at once, whatever a cell is doing.
/// </summary>
public sealed class JupyterKernel : IDisposable
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly KernelSockets _sockets;
    private readonly CSharpSession _session;
    private readonly ShellQueue _shell;
    private readonly Action<string> _log;

    /// <summary>A kernel that listens, and answers when it is run.</summary>
    /// <param name="connection">Where to listen.</param>
    /// <param name="folder">The folder from which cells resolve #r and #load: the notebook's.</param>
    /// <param name="log">Told what is wrong with messages that were dropped; called on any thread.</param>
    /// <exception cref="IOException">An address cannot be had.</exception>
    public JupyterKernel(KernelConnection connection, string folder, Action<string> log)
    {
        _log = log;
        _sockets = new KernelSockets(connection, log);
        _session = new CSharpSession(folder);
        _shell = new ShellQueue(_sockets, _session, log);
        _shell.ShutdownRequested += () => _end.TrySetResult();
        _sockets.Shell += _shell.Add;
        _sockets.Control += ServeControl;
    }

    /// <summary>
    /// Gets the compiler ready in the background, once per process, so that the first cell need not wait for it. <see cref="RunAsync"/>
    /// does so too; a program that has other things to do before that may call it first.
    /// </summary>
    public static void Prepare() => WarmUp.Start();

    /// <summary>Serves requests until one asks to shut down, or <see cref="Stop"/> does.</summary>
    public async Task RunAsync()
    {
        ConsoleInput.Install();
        WarmUp.Start();
        _sockets.Start();
        _sockets.Publish(null, "status", new JsonObject { ["execution_state"] = "starting" });
        await Task.WhenAny(_end.Task, _shell.RunAsync()).ConfigureAwait(false);
        _session.Interrupt();
        await _sockets.FlushAsync(s_farewell).ConfigureAwait(false);
    }

    /// <summary>Interrupts the running cell, as <see cref="CSharpSession.Interrupt"/> does.</summary>
    public void Interrupt() => _session.Interrupt();

    /// <summary>Lets <see cref="RunAsync"/> end. A running cell is asked to stop, but not waited for.</summary>
    public void Stop() => _end.TrySetResult();

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.TrySetResult();
        _sockets.Dispose();
    }

    private void ServeControl(WireMessage message)
    {
        try
        {
            _sockets.Publish(message, "status", new JsonObject { ["execution_state"] = "busy" });
            switch (message.Type)
            {
                case "kernel_info_request":
                    _sockets.ReplyOnControl(message, "kernel_info_reply", KernelInfo.Reply());
                    break;
                case "interrupt_request":
                    _session.Interrupt();
                    _sockets.ReplyOnControl(message, "interrupt_reply", new JsonObject { ["status"] = "ok" });
                    break;
                case "shutdown_request":
                    _sockets.ReplyOnControl(message, "shutdown_reply", KernelInfo.Farewell(message));
                    break;
                default:
                    _log($"a message on the control channel was dropped: this kernel knows no {message.Type}.");
                    break;
            }

            _sockets.Publish(message, "status", new JsonObject { ["execution_state"] = "idle" });

            // Clients show the last state they hear of, whatever it was about: a running cell makes itself heard again.
            _shell.RepeatBusy();
            if (message.Type == "shutdown_request") _end.TrySetResult();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            _log($"a message on the control channel was dropped: {e.Message}");
        }
    }
}
