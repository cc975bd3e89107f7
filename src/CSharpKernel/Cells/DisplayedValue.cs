using CSharpKernel.Formatting;
using CSharpKernel.Output;

namespace CSharpKernel.Cells;

/// <summary>A value on display, which another can replace where it stands.</summary>
public sealed class DisplayedValue
{
    private readonly CellPublisher _cell;
    private readonly string[] _mimeTypes;

    internal DisplayedValue(CellPublisher cell, string[] mimeTypes, MimeBundle data)
    {
        _cell = cell;
        _mimeTypes = mimeTypes;
        DisplayId = Guid.NewGuid().ToString("N");
        cell.Publish(new CellOutput.Display(data, DisplayId));
    }

    /// <summary>The name of this display, unique in the session.</summary>
    public string DisplayId { get; }

    /// <summary>Shows another value in the place of the one on display, in the same MIME types. It works after the cell has ended too.</summary>
    /// <param name="updatedValue">The value to show from now on.</param>
    public void Update(object? updatedValue) => _cell.Publish(new CellOutput.Update(ValueFormatter.Format(updatedValue, _mimeTypes), DisplayId));
}
