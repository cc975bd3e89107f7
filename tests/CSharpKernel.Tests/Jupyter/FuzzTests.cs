using System.Text;
using System.Text.Json.Nodes;
using CSharpKernel.Html;
using CSharpKernel.Jupyter;
using CSharpKernel.Jupyter.Zmtp;
using CSharpKernel.Notebooks;

namespace CSharpKernel.Tests.Jupyter;

// Valid input with a few bytes changed, cut, doubled or moved: the parsers take it or refuse it in their own words, and do nothing else.
public class FuzzTests
{
    private const int Rounds = 3000;

    [Fact]
    public async Task Frames()
    {
        byte[] valid =
        [
            .. ZmtpClient.Frame("<IDS|MSG>"u8.ToArray(), more: true), 1, 3, 1, 2, 3, 4, 6, 4, .. "PING"u8, 0, .. ZmtpClient.Frame(new byte[300], more: false), 0, 0,
        ];
        await ForEachAsync(valid, async bytes =>
        {
            using var stream = new MemoryStream(bytes);
            try
            {
                while (true) await ZmtpFrame.ReadAsync(stream, ZmtpPeer.MostBytes, TestContext.Current.CancellationToken);
            }
            catch (Exception e) when (e is EndOfStreamException or ZmtpException)
            {
                // Every stream ends in one of these two.
            }
        });
    }

    [Fact]
    public async Task Handshakes()
    {
        byte[] valid = [.. ZmtpClient.Greeting(), .. ZmtpClient.Ready("DEALER", "me")];
        await ForEachAsync(valid, async bytes =>
        {
            using var stream = new TwoWayStream(bytes);
            try
            {
                await ZmtpHandshake.RunAsync(stream, "ROUTER", TestContext.Current.CancellationToken);
            }
            catch (Exception e) when (e is EndOfStreamException or ZmtpException)
            {
                // Refused.
            }
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("key")]
    public async Task Messages(string key)
    {
        var wire = new WireFormat(Encoding.UTF8.GetBytes(key));
        var frames = wire.Write(["id"u8.ToArray()], "execute_request", new JsonObject { ["a"] = 1 }, new JsonObject { ["code"] = "1 + \"é\"", ["silent"] = false });
        byte separator = 0xfe;
        byte[] valid = [.. frames.SelectMany(frame => frame.Append(separator))];
        await ForEachAsync(valid, bytes =>
        {
            try
            {
                var message = wire.Read(Split(bytes, separator));
                _ = message.Text("code") + message.Flag("silent", false) + message.Number("n", 1);
            }
            catch (WireException)
            {
                // Refused.
            }
            catch (InvalidOperationException e) when (e.Message.Contains("UTF-16") || e.Message.Contains("transcode"))
            {
                // A text with half a surrogate pair, which whoever handles the message refuses.
            }

            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task NotebookFiles()
    {
        var code = Notebooks.Code("1 + 1", "tag");
        code["outputs"] = JsonNode.Parse("""
            [{"output_type": "stream", "name": "stdout", "text": ["a"]}, {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t"]},
             {"output_type": "execute_result", "execution_count": 1, "data": {"text/html": "<b>", "text/plain": ["2"], "image/png": "AA=="}, "metadata": {}}]
            """);
        byte[] valid = Encoding.UTF8.GetBytes(Notebooks.Json([code, Notebooks.Markdown("# Title\n$x^2$")]));
        await ForEachAsync(valid, bytes =>
        {
            try
            {
                var notebook = NotebookDocument.Parse(Encoding.UTF8.GetString(bytes));
                _ = NotebookPage.ToHtml(notebook, "page") + notebook.ToJson() + string.Concat(notebook.Cells.Select(cell => cell.Source + cell.Id + cell.MayRaise + cell.ExecutionCount));
            }
            catch (NotebookFormatException)
            {
                // Refused.
            }

            return Task.CompletedTask;
        });
    }

    // The same changes at every run, so that a failure can be repeated.
    private static async Task ForEachAsync(byte[] valid, Func<byte[], Task> parse)
    {
        var random = new Random(7);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bytes = valid;
            for (int change = random.Next(1, 5); change > 0; change--) bytes = Change(bytes, random);
            try
            {
                await parse(bytes).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            }
            catch (Exception e)
            {
                Assert.Fail($"round {round}: {e}\n{Convert.ToBase64String(bytes)}");
            }
        }
    }

    private static byte[] Change(byte[] bytes, Random random)
    {
        if (bytes.Length == 0) return [(byte)random.Next(256)];
        int at = random.Next(bytes.Length);
        int length = random.Next(1, Math.Min(20, bytes.Length - at) + 1);
        byte[] part = bytes[at..(at + length)];
        return random.Next(6) switch
        {
            0 => bytes[..at],
            1 => [.. bytes[..at], .. bytes[(at + length)..]],
            2 => [.. bytes[..at], .. part, .. part, .. bytes[(at + length)..]],
            3 => [.. bytes[..at], .. "\"}{][:,-9"u8[random.Next(9)..], .. bytes[at..]],
            4 => [.. bytes[..at], (byte)(bytes[at] ^ (1 << random.Next(8))), .. bytes[(at + 1)..]],
            _ => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
        };
    }

    private static List<byte[]> Split(byte[] bytes, byte separator)
    {
        var parts = new List<byte[]>();
        int start = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != separator) continue;
            parts.Add(bytes[start..i]);
            start = i + 1;
        }

        return parts;
    }

    // Reads what it was given, and forgets what is written.
    private sealed class TwoWayStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}
