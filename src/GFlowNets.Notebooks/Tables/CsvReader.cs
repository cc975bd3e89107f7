using System.Text;

namespace GFlowNets.Notebooks;

// Reads comma-separated values by RFC 4180.
internal static class CsvReader
{
    // The cells of each record, with the number of the line on which it begins. Empty lines are left out.
    public static IReadOnlyList<(int Number, string[] Cells)> Read(string text)
    {
        var records = new List<(int, string[])>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        int line = 1, first = 1, place = text.StartsWith('\uFEFF') ? 1 : 0;
        bool quoted = false, wasQuoted = false;
        for (; place < text.Length; place++)
        {
            char letter = text[place];
            if (letter == '\n' || (letter == '\r' && !(place + 1 < text.Length && text[place + 1] == '\n'))) line++;
            if (quoted)
            {
                if (letter != '"') cell.Append(letter);
                else if (place + 1 < text.Length && text[place + 1] == '"') cell.Append(text[++place]);
                else quoted = false;
            }
            else if (letter == '"' && cell.Length == 0 && !wasQuoted) quoted = wasQuoted = true;
            else if (letter == ',') EndCell();
            else if (letter is '\r' or '\n')
            {
                if (letter == '\r' && place + 1 < text.Length && text[place + 1] == '\n') (place, line) = (place + 1, line + 1);
                EndRecord();
            }
            else if (wasQuoted) throw new FormatException($"line {line} goes on after a closed quote: write a quote inside a quoted cell twice.");
            else cell.Append(letter);
        }
        if (quoted) throw new FormatException($"the quote that opens on line {first} is not closed.");
        EndRecord();
        return records;

        void EndCell()
        {
            cells.Add(cell.ToString());
            cell.Clear();
            wasQuoted = false;
        }

        void EndRecord()
        {
            if (cells.Count > 0 || cell.Length > 0 || wasQuoted)
            {
                EndCell();
                records.Add((first, [.. cells]));
            }
            cells.Clear();
            first = line;
        }
    }
}
