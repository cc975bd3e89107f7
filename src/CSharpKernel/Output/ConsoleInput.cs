namespace CSharpKernel.Output;

// Stands in for Console.In: what a cell reads, its user types, line by line. What is left of a line when a cell ends is dropped.
internal sealed class ConsoleInput : TextReader
{
    private CellPublisher? _cell;
    private string _line = "";
    private int _next;

    public static void Install()
    {
        if (Console.In is not ConsoleInput) Console.SetIn(new ConsoleInput());
    }

    public override int Peek() => Fill() ? _line[_next] : -1;

    public override int Read() => Fill() ? _line[_next++] : -1;

    public override string? ReadLine()
    {
        if (!HasRest()) return CellPublisher.OfThisContext?.ReadLine();
        string rest = _line[_next..];
        _next = _line.Length;
        return rest.TrimEnd('\n');
    }

    private bool Fill()
    {
        if (HasRest()) return true;
        if (CellPublisher.OfThisContext?.ReadLine() is not { } line) return false;
        (_cell, _line, _next) = (CellPublisher.OfThisContext, line + "\n", 0);
        return true;
    }

    private bool HasRest() => _next < _line.Length && _cell == CellPublisher.OfThisContext;
}
