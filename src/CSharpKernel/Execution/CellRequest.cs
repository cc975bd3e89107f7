namespace CSharpKernel.Execution;

// A cell to run: its text, what messages call it, its execution number, and where Console.ReadLine reads from, if anywhere.
internal sealed record CellRequest(string Code, string Name, int Number, Func<string?>? ReadLine = null);
