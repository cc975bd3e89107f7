using CSharpKernel.Output;

namespace CSharpKernel.Errors;

// A fault of the cell's text, told in full by its output.
internal sealed class CellErrorException(CellOutput.Error error) : Exception(error.Message)
{
    public CellOutput.Error Error => error;
}
