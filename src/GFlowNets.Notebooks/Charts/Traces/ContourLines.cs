namespace GFlowNets.Notebooks;

// Lines of one value through a grid, by marching squares: linear between neighbours, joined from cell to cell.
internal static class ContourLines
{
    // Closed where the line runs round, open where it leaves the grid or meets a value that is not a number.
    public static IEnumerable<IReadOnlyList<(double X, double Y)>> At(GridValues grid, double level)
    {
        // Every crossing lies on an edge of the grid, and a line meets at most two cells there.
        var next = new Dictionary<(int Row, int Column, bool Upright), List<(int, int, bool)>>();
        for (int row = 0; row + 1 < grid.Rows; row++)
        {
            for (int column = 0; column + 1 < grid.Columns; column++)
            {
                foreach (var (from, to) in Segments(grid, row, column, level))
                {
                    Link(from, to);
                    Link(to, from);
                }
            }
        }

        while (next.Count > 0)
        {
            // Open lines are followed from an end; what is left then is closed.
            var start = next.Where(p => p.Value.Count == 1).Select(p => p.Key).DefaultIfEmpty(next.First().Key).First();
            List<(double, double)> line = [Crossing(grid, start, level)];
            for (var here = start; next.TryGetValue(here, out var ways);)
            {
                var there = ways[0];
                Unlink(here, there);
                Unlink(there, here);
                line.Add(Crossing(grid, there, level));
                here = there;
            }
            yield return line;
        }

        void Link((int, int, bool) from, (int, int, bool) to)
        {
            if (!next.TryGetValue(from, out var ways)) next[from] = ways = [];
            ways.Add(to);
        }

        void Unlink((int, int, bool) from, (int, int, bool) to)
        {
            next[from].Remove(to);
            if (next[from].Count == 0) next.Remove(from);
        }
    }

    private static IEnumerable<((int, int, bool) From, (int, int, bool) To)> Segments(GridValues grid, int row, int column, double level)
    {
        double[] corners = [grid[row, column], grid[row, column + 1], grid[row + 1, column + 1], grid[row + 1, column]];
        if (corners.Any(c => !double.IsFinite(c))) yield break;
        // The sides in the order of the corners they follow: bottom, right, top, left.
        (int, int, bool)[] sides = [(row, column, false), (row, column + 1, true), (row + 1, column, false), (row, column, true)];
        int[] crossed = [.. Enumerable.Range(0, 4).Where(i => corners[i] >= level != corners[(i + 1) % 4] >= level)];
        if (crossed.Length == 2) yield return (sides[crossed[0]], sides[crossed[1]]);
        if (crossed.Length != 4) yield break;

        // A saddle: its centre tells which corners belong together.
        bool joined = corners.Average() >= level == corners[0] >= level;
        yield return joined ? (sides[0], sides[1]) : (sides[0], sides[3]);
        yield return joined ? (sides[2], sides[3]) : (sides[1], sides[2]);
    }

    private static (double X, double Y) Crossing(GridValues grid, (int Row, int Column, bool Upright) edge, double level)
    {
        var (row, column) = edge.Upright ? (edge.Row + 1, edge.Column) : (edge.Row, edge.Column + 1);
        double from = grid[edge.Row, edge.Column], to = grid[row, column], part = (level - from) / (to - from);
        return (grid.X[edge.Column] + part * (grid.X[column] - grid.X[edge.Column]), grid.Y[edge.Row] + part * (grid.Y[row] - grid.Y[edge.Row]));
    }
}
