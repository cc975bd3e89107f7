using System.Collections;
using System.Globalization;
using System.Text;

namespace CSharpKernel.Formatting;

// A value as one readable text, for terminals and for table cells.
internal static class PlainText
{
    public const int MostElements = 50;
    private const int DeepestLevel = 3;

    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    public static string NameOf(Type? type)
    {
        if (type is null) return "null";
        if (Members.IsAnonymous(type)) return "anonymous";
        if (type.IsArray) return $"{NameOf(type.GetElementType())}[{new string(',', type.GetArrayRank() - 1)}]";
        if (!type.IsGenericType) return type.Name;
        string name = type.Name.Split('`')[0];
        return $"{name}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>";
    }

    private static void Write(StringBuilder text, object? value, int level)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string s:
                text.Append(level == 0 ? s : $"\"{s}\"");
                break;
            case char c:
                text.Append(level == 0 ? $"{c}" : $"'{c}'");
                break;
            case IFormattable scalar when Members.IsScalar(scalar.GetType()):
                text.Append(scalar.ToString(null, CultureInfo.InvariantCulture));
                break;
            case Exception e:
                text.Append(e);
                break;
            case Type type:
                text.Append(NameOf(type));
                break;
            case IDictionary pairs when level < DeepestLevel:
                WriteList(text, pairs.Cast<object>(), "{", "}", level, WritePair);
                break;
            case Array { Rank: 2 } grid when level < DeepestLevel:
                Write(text, HtmlTables.RowsOf(grid), level);
                break;
            case IEnumerable sequence when level < DeepestLevel:
                WriteList(text, sequence.Cast<object?>(), "[", "]", level, Write);
                break;
            default:
                WriteObject(text, value, level);
                break;
        }
    }

    private static void WriteObject(StringBuilder text, object value, int level)
    {
        var type = value.GetType();
        if (value is IEnumerable || !Members.HasNoTextOfItsOwn(type))
        {
            text.Append(value);
            return;
        }

        text.Append(NameOf(type));
        var members = Members.Of(type);
        if (members.Length == 0 || level >= DeepestLevel) return;
        text.Append(' ');
        WriteList(text, members, "{ ", " }", level, (t, member, next) =>
        {
            t.Append(((Members.Member)member!).Name).Append(" = ");
            Write(t, ((Members.Member)member).Read(value), next);
        });
    }

    private static void WritePair(StringBuilder text, object? pair, int level)
    {
        var (key, value) = HtmlTables.Split(pair!);
        Write(text, key, level);
        text.Append(": ");
        Write(text, value, level);
    }

    private static void WriteList(StringBuilder text, IEnumerable<object?> elements, string open, string close, int level, Action<StringBuilder, object?, int> write)
    {
        text.Append(open);
        int count = 0;
        foreach (object? element in elements)
        {
            if (count > 0) text.Append(", ");
            if (count++ == MostElements)
            {
                text.Append("...");
                break;
            }

            write(text, element, level + 1);
        }

        text.Append(close);
    }
}
