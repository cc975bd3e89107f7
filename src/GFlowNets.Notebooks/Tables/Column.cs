using System.Collections;
using System.Globalization;

namespace GFlowNets.Notebooks;

// One named column of double, long, string or bool.
internal sealed class Column
{
    private readonly Array _values;

    private Column(string name, Array values, string? format = null) => (Name, _values, Format) = (name, values, format);

    public string Name { get; }

    public string? Format { get; }

    public int Length => _values.Length;

    public bool IsNumeric => _values is double[] or long[];

    public object this[int row] => _values.GetValue(row)!;

    // The narrowest of the four types that holds values of the type declared; what is none of them is kept as its text.
    public static Column Of(string name, Type declared, IEnumerable values)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        var all = values.Cast<object?>();
        bool nullable = type != declared;
        return new Column(name, Type.GetTypeCode(type.IsEnum ? typeof(string) : type) switch
        {
            TypeCode.Double or TypeCode.Single or TypeCode.Decimal => Doubles(),
            TypeCode.Int64 or TypeCode.Int32 or TypeCode.Int16 or TypeCode.Byte or TypeCode.UInt32 or TypeCode.UInt16 or TypeCode.SByte =>
                nullable ? Doubles() : all.Select(v => Convert.ToInt64(v, CultureInfo.InvariantCulture)).ToArray(),
            TypeCode.Boolean when !nullable => all.Select(v => (bool)v!).ToArray(),
            _ => all.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture) ?? "").ToArray(),
        });

        double[] Doubles() => [.. all.Select(v => v is null ? double.NaN : v is float single ? Widen(single) : Convert.ToDouble(v, CultureInfo.InvariantCulture))];
    }

    // A float read as the decimal it prints as, so that 0.1f shows as 0.1.
    private static double Widen(float value) => float.IsFinite(value) ? double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : value;

    public Column Take(int[] rows)
    {
        var taken = Array.CreateInstance(_values.GetType().GetElementType()!, rows.Length);
        for (int i = 0; i < rows.Length; i++) taken.SetValue(_values.GetValue(rows[i]), i);
        return new Column(Name, taken, Format);
    }

    // The same, with what a column has for a missing value where there is no row: NaN among numbers, an empty text among others.
    public Column TakeOrMiss(int?[] rows)
    {
        if (!rows.Contains(null)) return Take([.. rows.Select(r => r!.Value)]);
        return new Column(Name, IsNumeric
            ? rows.Select(r => r is int row ? Convert.ToDouble(_values.GetValue(row), CultureInfo.InvariantCulture) : double.NaN).ToArray()
            : rows.Select(r => r is int row ? Show(row) : "").ToArray(), Format);
    }

    public Column Renamed(string name) => new(name, _values, Format);

    public bool IsMissing(int row) => this[row] is double.NaN or "";

    // One column after another: of the same type where they agree, of double where both hold numbers, of text else.
    public Column Append(Column other) => (_values, other._values) switch
    {
        (double[] a, double[] b) => new Column(Name, (double[])[.. a, .. b], Format),
        (long[] a, long[] b) => new Column(Name, (long[])[.. a, .. b], Format),
        (bool[] a, bool[] b) => new Column(Name, (bool[])[.. a, .. b], Format),
        _ when IsNumeric && other.IsNumeric => new Column(Name, (double[])[.. AsDoubles(), .. other.AsDoubles()], Format),
        _ => new Column(Name, Enumerable.Range(0, Length).Select(Write).Concat(Enumerable.Range(0, other.Length).Select(other.Write)).ToArray(), Format),
    };

    public Column WithFormat(string format) => new(Name, _values, format);

    public double[] AsDoubles() => _values switch
    {
        double[] doubles => [.. doubles],
        long[] longs => [.. longs.Select(v => (double)v)],
        _ => throw new InvalidOperationException($"column '{Name}' does not hold numbers (it holds {_values.GetType().GetElementType()!.Name}): choose a numeric column."),
    };

    // For people: formatted, or rounded to five digits.
    public string Show(int row) => this[row] switch
    {
        double value => value.ToString(Format ?? "G5", CultureInfo.InvariantCulture),
        long value => value.ToString(Format ?? "D", CultureInfo.InvariantCulture),
        bool value => value ? "true" : "false",
        var text => (string)text,
    };

    // For machines: every digit.
    public string Write(int row) => this[row] is double value ? value.ToString("R", CultureInfo.InvariantCulture) : new Column(Name, _values).Show(row);
}
