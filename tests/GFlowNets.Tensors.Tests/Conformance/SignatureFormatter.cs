using System.Globalization;
using System.Reflection;

namespace GFlowNets.Tensors.Tests.Conformance;

/// <summary>
/// Prints a type's public and protected members in the notation of the list of TorchSharp's signatures:
/// no namespaces, tuples as ValueTuple, by-reference parameters as ref, `protected`, `static`, `abstract` and `virtual`
/// in front of methods, only `protected` and `static` in front of the rest.
/// </summary>
internal static class SignatureFormatter
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> keywords = new (Type, string)[]
    {
        (typeof(void), "void"), (typeof(object), "object"), (typeof(string), "string"), (typeof(bool), "bool"), (typeof(byte), "byte"),
        (typeof(sbyte), "sbyte"), (typeof(short), "short"), (typeof(int), "int"), (typeof(long), "long"), (typeof(float), "float"), (typeof(double), "double"),
    }.ToDictionary();

    /// <summary>Whether code in another assembly could name the type.</summary>
    public static bool IsVisible(Type type) =>
        type.IsNested ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!) : type.IsPublic;

    public static string Header(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            _ => "class",
        };
        return $"{kind} {TypeName(type)}";
    }

    public static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}");
        return type.GetConstructors(Declared).Where(c => !c.IsStatic && IsVisible(c)).Select(c => $"{Access(c)}.ctor({Parameters(c)})")
            .Concat(type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(Field))
            .Concat(type.GetProperties(Declared).Where(p => Accessors(p).Any()).Select(Property))
            .Concat(type.GetMethods(Declared).Where(IsOwnMethod).Select(Method));
    }

    public static string TypeName(Type type)
    {
        if (type.IsByRef)
            return TypeName(type.GetElementType()!);
        if (type.IsArray)
            return $"{TypeName(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsGenericParameter)
            return type.Name;
        if (keywords.TryGetValue(type, out var keyword))
            return keyword;
        var arguments = type.GetGenericArguments();
        if (type.IsGenericType && type.GetGenericTypeDefinition().FullName == "System.Nullable`1" && !type.IsGenericTypeDefinition)
            return TypeName(arguments[0]) + "?";
        return Nested(type, arguments);
    }

    // A nested type's arguments start with those of the types around it.
    private static string Nested(Type type, Type[] arguments)
    {
        var outer = type.DeclaringType;
        var taken = outer?.GetGenericArguments().Length ?? 0;
        var own = type.GetGenericArguments().Length > taken ? arguments[taken..type.GetGenericArguments().Length] : [];
        var name = type.Name.Split('`')[0] + (own.Length == 0 ? "" : $"<{string.Join(", ", own.Select(TypeName))}>");
        return outer is null ? name : $"{Nested(outer, arguments[..taken])}.{name}";
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // Finalizers cannot be called, and overrides of object's members change nothing for a caller.
    private static bool IsOwnMethod(MethodInfo method) =>
        IsVisible(method)
        && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
        && method.GetBaseDefinition().DeclaringType?.FullName != "System.Object";

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Field(FieldInfo field) =>
        $"{(field.IsPublic ? "" : "protected ")}{(field.IsStatic ? "static " : "")}{TypeName(field.FieldType)} {field.Name}";

    private static string Method(MethodInfo method)
    {
        var modifier = method switch
        {
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => "",
        };
        var generics = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeName))}>" : "";
        return $"{Access(method)}{modifier}{TypeName(method.ReturnType)} {method.Name}{generics}({Parameters(method)})";
    }

    private static IEnumerable<MethodInfo> Accessors(PropertyInfo property) => property.GetAccessors(nonPublic: true).Where(IsVisible);

    private static string Property(PropertyInfo property)
    {
        var accessors = Accessors(property).ToList();
        var name = property.GetIndexParameters() is { Length: > 0 } indices
            ? $"this[{string.Join(", ", indices.Select(Parameter))}]"
            : property.Name;
        var get = accessors.Any(a => a.ReturnType != typeof(void)) ? "get; " : "";
        var set = accessors.Any(a => a.ReturnType == typeof(void)) ? "set; " : "";
        var access = accessors.Any(a => a.IsPublic) ? "" : "protected ";
        return $"{access}{(accessors[0].IsStatic ? "static " : "")}{TypeName(property.PropertyType)} {name} {{ {get}{set}}}";
    }

    private static string Parameters(MethodBase method)
    {
        var extension = method.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute), false) ? "this " : "";
        return extension + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var prefix = parameter.ParameterType.IsByRef ? "ref " : parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : "";
        return $"{prefix}{TypeName(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " = " + Default(parameter) : "")}";
    }

    private static string Default(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return parameter.RawDefaultValue switch
        {
            null => type.IsValueType && plain == type ? "default" : "null",
            string text => $"\"{text}\"",
            bool flag => flag ? "true" : "false",
            var value when plain.IsEnum => Enum.GetName(plain, value) ?? $"{value}",
            var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }
}
