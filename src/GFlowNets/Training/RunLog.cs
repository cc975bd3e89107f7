using System.Text.Json;
using System.Text.Json.Serialization;

namespace GFlowNets.Training;

/// <summary>A run's records as JSON lines, one record a line, so that a crash loses at most the last.</summary>
public static class RunLog
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>A record as one line without its end.</summary>
    public static string ToLine(RunRecord record) => JsonSerializer.Serialize(record, Options);

    /// <summary>Records as lines.</summary>
    public static string ToLines(IEnumerable<RunRecord> records) => string.Concat(records.Select(record => ToLine(record) + "\n"));

    /// <summary>The records of a text of lines; a last line that a crash cut off is left out.</summary>
    /// <exception cref="InvalidDataException">A line other than the last is not a record.</exception>
    public static IEnumerable<RunRecord> FromLines(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length == 0)
                continue;
            RunRecord? record = null;
            try
            {
                record = JsonSerializer.Deserialize<RunRecord>(lines[i], Options);
            }
            catch (JsonException error)
            {
                if (i < lines.Length - 1)
                    throw new InvalidDataException($"line {i + 1} of the run's log is not a record: {error.Message}", error);
            }

            if (record is not null)
                yield return record;
        }
    }
}
