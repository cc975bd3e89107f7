namespace CSharpKernel.Errors;

// The lines of cells and loaded files, for messages that quote them.
internal sealed class SourceTexts(string folder)
{
    private readonly Dictionary<string, string[]> _cells = [];

    public void Add(string cell, string code)
    {
        lock (_cells) _cells[cell] = code.Split('\n');
    }

    public bool IsCell(string path)
    {
        lock (_cells) return _cells.ContainsKey(path);
    }

    // Where something is, as a reader would say it: "Cell 3, line 2" or "kit.csx, line 2". Lines count from 1.
    public string Place(string path, int line)
    {
        string name = path;
        if (!IsCell(path))
        {
            string relative = Path.GetRelativePath(folder, path);
            name = relative.StartsWith("..", StringComparison.Ordinal) ? Path.GetFileName(path) : relative;
        }

        return $"{name}, line {line}";
    }

    public string? Line(string path, int line)
    {
        string[]? lines;
        lock (_cells) _cells.TryGetValue(path, out lines);
        if (lines is null && Path.GetExtension(path) == ".csx" && File.Exists(path)) lines = File.ReadAllLines(path);
        return line >= 1 && line <= lines?.Length ? lines[line - 1].TrimEnd() : null;
    }
}
