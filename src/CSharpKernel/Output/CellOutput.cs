namespace CSharpKernel.Output;

/// <summary>One thing that a running cell shows. Where it goes (a file, a wire) is the business of whoever receives it.</summary>
public abstract record CellOutput
{
    private CellOutput()
    {
    }

    /// <summary>Text written to the console.</summary>
    /// <param name="Name">stdout or stderr.</param>
    /// <param name="Text">What was written since the last one: lines, or parts of a line.</param>
    public sealed record Stream(string Name, string Text) : CellOutput;

    /// <summary>A value shown on request.</summary>
    /// <param name="Data">The value's forms.</param>
    /// <param name="DisplayId">The name by which a later <see cref="Update"/> finds it.</param>
    public sealed record Display(MimeBundle Data, string DisplayId) : CellOutput;

    /// <summary>Another value in the place of one shown before, in this cell or an earlier one.</summary>
    /// <param name="Data">The new value's forms.</param>
    /// <param name="DisplayId">The name of the display to change.</param>
    public sealed record Update(MimeBundle Data, string DisplayId) : CellOutput;

    /// <summary>Something to read beside the notebook, where there is a place for that; else it is shown like a value.</summary>
    /// <param name="Data">Its forms.</param>
    public sealed record Page(MimeBundle Data) : CellOutput;

    /// <summary>The value of the cell's trailing expression.</summary>
    /// <param name="Data">The value's forms.</param>
    /// <param name="CellNumber">The cell's execution number.</param>
    public sealed record Result(MimeBundle Data, int CellNumber) : CellOutput;

    /// <summary>What went wrong; the cell's last output.</summary>
    /// <param name="Name">The exception's type, or CompilationError.</param>
    /// <param name="Message">The exception's message.</param>
    /// <param name="Traceback">What to print, line by line: the message, where it happened, and hints.</param>
    public sealed record Error(string Name, string Message, IReadOnlyList<string> Traceback) : CellOutput;

    /// <summary>Removes what the cell has shown so far.</summary>
    /// <param name="Wait">Whether to keep it until the next output arrives.</param>
    public sealed record Clear(bool Wait) : CellOutput;
}
