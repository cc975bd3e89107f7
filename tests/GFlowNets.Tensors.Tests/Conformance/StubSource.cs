using System.Text;
using System.Text.RegularExpressions;

namespace GFlowNets.Tensors.Tests.Conformance;

/// <summary>
/// Turns a list of signatures into C# that declares exactly those, every body throwing. Looser than the original where
/// that cannot hide a mistake: abstract members become virtual ones (the tensor engine itself, which all code is compiled
/// against too, keeps them abstract), and base types of the runtime that demand overrides are left out.
/// </summary>
internal sealed class StubSource
{
    private const string Throw = "=> throw null!;";
    private static readonly string[] unusableBases = ["EqualityComparer<T>"];
    // Types that stand in other packages or are not public, so that no code of ours can name the members that mention them.
    private static readonly string[] unusableTypes = ["HType", "HistogramProto", "torch.utils.tensorboard.Summary", "Summary"];
    private static readonly Dictionary<string, string> operators = new (string, string)[]
    {
        ("op_Addition", "+"), ("op_Subtraction", "-"), ("op_Multiply", "*"), ("op_Division", "/"), ("op_Modulus", "%"),
        ("op_BitwiseAnd", "&"), ("op_BitwiseOr", "|"), ("op_ExclusiveOr", "^"), ("op_LeftShift", "<<"), ("op_RightShift", ">>"),
        ("op_Equality", "=="), ("op_Inequality", "!="), ("op_LessThan", "<"), ("op_GreaterThan", ">"),
        ("op_LessThanOrEqual", "<="), ("op_GreaterThanOrEqual", ">="), ("op_UnaryNegation", "-"), ("op_UnaryPlus", "+"),
        ("op_LogicalNot", "!"), ("op_OnesComplement", "~"),
    }.ToDictionary();

    // The list does not tell the names of tuple elements; these are the ones in use that TorchSharp is known to have.
    private static readonly Dictionary<string, (string Plain, string Named)> tupleNames = new()
    {
        ["named_parameters"] = ("ValueTuple<string, Parameter>", "(string name, Parameter parameter)"),
        ["max"] = ("ValueTuple<torch.Tensor, torch.Tensor>", "(torch.Tensor values, torch.Tensor indexes)"),
        ["topk"] = ("ValueTuple<torch.Tensor, torch.Tensor>", "(torch.Tensor values, torch.Tensor indexes)"),
        ["sort"] = ("ValueTuple<torch.Tensor, torch.Tensor>", "(torch.Tensor Values, torch.Tensor Indices)"),
    };

    private readonly ApiList list;
    private readonly StringBuilder text = new();

    private StubSource(ApiList list) => this.list = list;

    public static string Write(ApiList list)
    {
        var source = new StubSource(list);
        source.WriteAll();
        return source.text.ToString();
    }

    private void WriteAll()
    {
        string[] imports = ["System", "System.Collections", "System.Collections.Generic", "System.Globalization", "System.IO", "System.Numerics",
            "System.Reflection", "System.Runtime.Serialization", "System.Text", "System.Threading", "System.Threading.Tasks", .. list.Lines.Select(line => line.Namespace).Distinct()];
        text.AppendLine("#nullable disable");
        foreach (var import in imports)
            text.AppendLine($"using {import};");
        text.AppendLine("namespace TorchSharp { internal sealed class StubTag; }");
        foreach (var type in list.Lines.Where(line => line.IsHeader))
            WriteType(type);
    }

    // Every type is written on its own, inside partial declarations of the types around it.
    private void WriteType(ApiLine header)
    {
        var path = ApiText.Split(header.Type, '.');
        text.AppendLine($"namespace {header.Namespace} {{");
        for (var depth = 1; depth < path.Count; depth++)
        {
            var outer = list.Header(string.Join('.', path[..depth]));
            var kind = outer is null ? "static class" : ApiText.SplitTypeAndName(outer.Signature.Split(" : ")[0].Split('<')[0]).Type;
            text.AppendLine($"public {Partial(kind)} {path[depth - 1]} {{");
        }
        WriteBody(header, path[^1]);
        text.AppendLine(new string('}', path.Count));
    }

    private static bool IsUsable(ApiLine line) =>
        line.Name != "Finalize" && !ApiText.Names(line.Signature).Any(name => unusableTypes.Any(type => name == type || name.EndsWith("." + type, StringComparison.Ordinal)
            || name.StartsWith("Summary.", StringComparison.Ordinal)));

    private static string Partial(string kind) => kind switch
    {
        "enum" => "enum",
        "static class" => "static partial class",
        "struct" => "partial struct",
        "interface" => "partial interface",
        _ => "partial class",
    };

    private void WriteBody(ApiLine header, string name)
    {
        var parts = header.Signature.Split(" : ", 2);
        var kind = parts[0][..(parts[0].Length - header.Type.Length - 1)];
        var bases = parts.Length > 1 ? ApiText.Split(parts[1], ',').Except(unusableBases).ToList() : [];
        var members = list.Of(header.Type).Where(line => !line.IsHeader && line.Namespace == header.Namespace && IsUsable(line)).ToList();
        if (bases.Contains("MulticastDelegate"))
        {
            var invoke = members.Single(member => member.Name == "Invoke").Signature["virtual ".Length..];
            text.AppendLine($"public delegate {invoke.Replace(" Invoke(", $" {name}(", StringComparison.Ordinal)};");
            return;
        }
        text.AppendLine($"public {Partial(kind)} {name}{(bases.Count > 0 ? " : " + string.Join(", ", bases) : "")} {{");
        if (kind == "enum")
            text.AppendLine(string.Join(", ", members.Select(member => "@" + member.Signature)));
        else
        {
            if (kind.EndsWith("class", StringComparison.Ordinal) && kind != "static class")
                WriteTagConstructor(name, bases);
            foreach (var member in members)
                WriteMember(member, kind, name.Split('<')[0]);
        }
        text.AppendLine("}");
    }

    // The list has no private constructors: an internal one keeps types without a public one closed to users, and lets derived stubs chain.
    private void WriteTagConstructor(string name, List<string> bases)
    {
        var chained = bases.Count > 0 && list.Header(list.Resolve(bases[0]))?.Signature.Contains("class ", StringComparison.Ordinal) == true;
        text.AppendLine($"internal {name.Split('<')[0]}(StubTag tag){(chained ? " : base((StubTag)null)" : "")} {{ }}");
    }

    private void WriteMember(ApiLine line, string kind, string typeName)
    {
        var (modifiers, rest) = ApiText.TakeModifiers(line.Signature, "protected", "static", "abstract", "virtual");
        rest = QualifyHidden(rest, line.Type);
        var isInterface = kind == "interface";
        var prefix = isInterface ? "" : modifiers.Contains("protected") ? "protected " : "public ";
        if (modifiers.Contains("static"))
            prefix += "static ";
        else if (!isInterface && kind != "struct" && (modifiers.Contains("virtual") || modifiers.Contains("abstract")))
            prefix += "virtual ";
        if (rest.StartsWith(".ctor(", StringComparison.Ordinal))
            text.AppendLine($"{prefix}{typeName}({Parameters(rest)}){(kind == "struct" ? "" : " : this((StubTag)null)")} {{ }}");
        else if (rest.EndsWith('}'))
            WriteProperty(prefix, rest, isInterface);
        else if (rest.EndsWith(')'))
            WriteMethod(prefix, rest, isInterface);
        else
        {
            var (type, name) = ApiText.SplitTypeAndName(rest);
            text.AppendLine($"{prefix}{type} @{name};");
        }
    }

    // Inside Adam, ParamGroup would mean Adam.ParamGroup; the list, which writes nested types in full, means the outer one.
    private string QualifyHidden(string signature, string type)
    {
        foreach (var nested in list.Lines.Where(line => line.IsHeader && line.Type.StartsWith(type + ".", StringComparison.Ordinal)))
            if (nested.Type[(type.Length + 1)..] is var name && list.Header(name) is { } outer)
                signature = Regex.Replace(signature, $@"(?<![.\w]){Regex.Escape(name)}(?![.\w<])", $"global::{outer.Namespace}.{name}");
        return signature;
    }

    private void WriteProperty(string prefix, string rest, bool isInterface)
    {
        var open = rest.LastIndexOf(" {", StringComparison.Ordinal);
        var accessors = rest[(open + 2)..^1];
        if (!isInterface)
            accessors = accessors.Replace("get;", "get " + Throw, StringComparison.Ordinal).Replace("set;", "set " + Throw, StringComparison.Ordinal);
        var (type, name) = ApiText.SplitTypeAndName(rest[..open]);
        name = name.StartsWith("this[", StringComparison.Ordinal) ? $"this[{Parameters(name.Replace('[', '(').Replace(']', ')'), name)}]" : "@" + name;
        text.AppendLine($"{prefix}{type} {name} {{ {accessors} }}");
    }

    private void WriteMethod(string prefix, string rest, bool isInterface)
    {
        var (type, call) = ApiText.SplitTypeAndName(rest);
        var name = call[..call.IndexOf('(', StringComparison.Ordinal)];
        if (tupleNames.TryGetValue(name, out var names))
            type = type.Replace(names.Plain, names.Named, StringComparison.Ordinal);
        var declaration = name switch
        {
            "op_Implicit" or "op_Explicit" => $"{name[3..].ToLowerInvariant()} operator {type}",
            _ when operators.TryGetValue(name, out var symbol) => $"{type} operator {symbol}",
            _ => $"{type} @{name}",
        };
        text.AppendLine($"{prefix}{declaration}({Parameters(call)}) {(isInterface ? ";" : Throw)}");
    }

    private string Parameters(string call, string? indexer = null)
    {
        var inner = indexer is null
            ? call[(call.IndexOf('(', StringComparison.Ordinal) + 1)..^1]
            : indexer["this[".Length..^1];
        return string.Join(", ", ApiText.Split(inner, ',').Select(Parameter));
    }

    private string Parameter(string parameter)
    {
        var sides = parameter.Split(" = ", 2);
        var (type, name) = ApiText.SplitTypeAndName(sides[0]);
        return $"{type} @{name}{(sides.Length == 1 ? "" : " = " + Default(type, sides[1]))}";
    }

    private string Default(string type, string value)
    {
        var plain = type.TrimEnd('?');
        return value switch
        {
            "null" or "default" => "default",
            "true" or "false" => value,
            _ when plain == "Char" => $"'{value}'",
            _ when plain == "float" => $"(float){value}",
            _ when list.Header(plain) is not null => $"({plain})({EnumValue(plain, value)})",
            _ => value,
        };
    }

    private string EnumValue(string type, string name) =>
        list.Of(type).First(line => line.Signature.StartsWith(name + " = ", StringComparison.Ordinal)).Signature[(name.Length + 3)..];
}
