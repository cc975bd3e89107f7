using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CSharpKernel.Formatting;

// What of an object is worth showing: its public properties, and fields where there are no properties to speak of (tuples, plain structs).
internal static class Members
{
    private static readonly ConditionalWeakTable<Type, Member[]> s_members = [];

    public static Member[] Of(Type type) => s_members.GetValue(type, Find);

    public static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null || IsRecordStruct(type);

    public static bool IsAnonymous(Type type) => type.Name.StartsWith("<>f__Anonymous", StringComparison.Ordinal);

    public static bool IsScalar(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || type.Namespace == "System" && type.IsAssignableTo(typeof(IFormattable));

    // A type that describes itself through ToString is left to do so; records and anonymous types say no more there than a table does.
    public static bool ShownAsTable(Type type)
    {
        if (IsScalar(type) || type.IsAssignableTo(typeof(IEnumerable)) || type.IsAssignableTo(typeof(Exception)) || type.IsAssignableTo(typeof(MemberInfo)) || type.IsAssignableTo(typeof(Delegate))) return false;
        return Of(type).Length > 0 && (IsRecord(type) || IsAnonymous(type) || IsTuple(type) || HasNoTextOfItsOwn(type));
    }

    public static bool IsTuple(Type type) => type.IsAssignableTo(typeof(ITuple));

    public static bool HasNoTextOfItsOwn(Type type) =>
        type.GetMethod(nameof(ToString), Type.EmptyTypes)?.DeclaringType is var owner && (owner == typeof(object) || owner == typeof(ValueType));

    private static bool IsRecordStruct(Type type) =>
        type.IsValueType && type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null;

    private static Member[] Find(Type type)
    {
        if (IsTuple(type)) return TupleItems(type);
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanRead && p.GetIndexParameters().Length == 0 && !p.PropertyType.IsByRefLike && !p.PropertyType.IsPointer)
            .DistinctBy(p => p.Name)
            .Select(p => new Member(p.Name, p.GetValue));
        var fields = type.GetFields(BindingFlags.Public | BindingFlags.Instance)
            .Where(f => !f.FieldType.IsPointer)
            .Select(f => new Member(f.Name, f.GetValue));
        return [.. properties, .. fields];
    }

    private static Member[] TupleItems(Type type) =>
        [.. Enumerable.Range(0, CountItems(type)).Select(i => new Member($"Item{i + 1}", tuple => ((ITuple)tuple)[i]))];

    // The eighth argument of a tuple is the tuple of the rest.
    private static int CountItems(Type type)
    {
        var arguments = type.GetGenericArguments();
        return arguments.Length < 8 ? arguments.Length : 7 + CountItems(arguments[7]);
    }

    internal sealed record Member(string Name, Func<object, object?> Get)
    {
        // A property that throws must not hide the others.
        public object? Read(object owner)
        {
            try
            {
                return Get(owner);
            }
            catch (Exception e)
            {
                return $"({(e.InnerException ?? e).GetType().Name})";
            }
        }
    }
}
