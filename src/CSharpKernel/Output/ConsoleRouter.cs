using System.Text;

namespace CSharpKernel.Output;

// Stands in for Console.Out or Console.Error: text written by a cell goes to that cell, all other text where it always went.
internal sealed class ConsoleRouter(string stream, TextWriter original) : TextWriter
{
    private static readonly Lock s_gate = new();
    private static TextWriter? s_out;
    private static TextWriter? s_error;

    public override Encoding Encoding => original.Encoding;

    // Called before every cell, since a cell may have put a writer of its own in place.
    public static void Install()
    {
        lock (s_gate)
        {
            if (Console.Out != s_out) Console.SetOut(new ConsoleRouter("stdout", Console.Out));
            s_out = Console.Out;
            if (Console.Error != s_error) Console.SetError(new ConsoleRouter("stderr", Console.Error));
            s_error = Console.Error;
        }
    }

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (CellPublisher.OfThisContext is { } cell) cell.Write(stream, buffer);
        else original.Write(buffer);
    }

    public override void WriteLine() => Write("\n");

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void WriteLine(ReadOnlySpan<char> buffer) => Write($"{buffer}\n");

    public override void Flush()
    {
        if (CellPublisher.OfThisContext is null) original.Flush();
    }
}
