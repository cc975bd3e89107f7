using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using CSharpKernel.Output;

namespace CSharpKernel.Formatting;

/// <summary>
/// Finds the formatters that a type brings along, by .NET Interactive's convention for libraries that reference no kernel.
/// A class carries an attribute, its own or inherited, whose class name is TypeFormatterSourceAttribute, in any namespace, with a
/// property FormatterSourceType. That type has a public parameterless constructor and a method CreateTypeFormatters(), which
/// gives objects with a property MimeType and a method bool Format(object, TextWriter), false meaning "not mine"; they may
/// have a property Type, the type they format. The attribute may have PreferredMimeTypes, the MIME types wanted, in order.
/// </summary>
public static class ConventionFormatters
{
    private const string AttributeName = "TypeFormatterSourceAttribute";
    private static readonly ConcurrentDictionary<Type, Source[]> s_sources = new();

    /// <summary>A value's forms as its own type's formatters give them, or null if it has none.</summary>
    /// <param name="value">Any value.</param>
    /// <exception cref="InvalidOperationException">The type's attribute does not keep to the convention.</exception>
    public static MimeBundle? Format(object? value)
    {
        if (value is null) return null;
        var bundle = new MimeBundle();
        foreach (var source in s_sources.GetOrAdd(value.GetType(), Find))
        {
            foreach (var formatter in source.Formatters)
            {
                if (bundle[formatter.MimeType] is null && formatter.Format(value) is { } text) bundle.Add(formatter.MimeType, text);
            }
        }

        return bundle.Any() ? bundle : null;
    }

    private static Source[] Find(Type type)
    {
        var attributes = type.GetCustomAttributes(inherit: true).Where(a => a.GetType().Name == AttributeName).ToArray();
        var official = attributes.Where(a => a.GetType().Namespace == "Microsoft.DotNet.Interactive.Formatting").ToArray();
        return [.. (official.Length > 0 ? official : attributes).Select(attribute => Source.Of(attribute, type))];
    }

    private sealed record Source(Formatter[] Formatters)
    {
        public static Source Of(object attribute, Type type)
        {
            if (Read(attribute, "FormatterSourceType") is not Type sourceType) throw Broken(type, "its attribute has no FormatterSourceType");
            object source = Activator.CreateInstance(sourceType)!;
            if (sourceType.GetMethod("CreateTypeFormatters", Type.EmptyTypes)?.Invoke(source, null) is not IEnumerable made)
                throw Broken(type, $"{sourceType} has no method CreateTypeFormatters() that gives formatters");
            var formatters = made.Cast<object>().Select(f => Formatter.Of(f, type)).Where(f => f.Type.IsAssignableFrom(type)).ToArray();
            if (Read(attribute, "PreferredMimeTypes") is string[] { Length: > 0 } preferred)
                formatters = [.. preferred.SelectMany(mimeType => formatters.Where(f => f.MimeType == mimeType))];
            return new Source(formatters);
        }
    }

    private sealed record Formatter(string MimeType, Type Type, Func<object, TextWriter, bool> Write)
    {
        public static Formatter Of(object formatter, Type type)
        {
            if (Read(formatter, "MimeType") is not string mimeType) throw Broken(type, $"{formatter.GetType()} has no MimeType");
            var method = formatter.GetType().GetMethod("Format", [typeof(object), typeof(TextWriter)]);
            if (method is null || method.ReturnType != typeof(bool)) throw Broken(type, $"{formatter.GetType()} has no method bool Format(object, TextWriter)");
            return new Formatter(mimeType, Read(formatter, "Type") as Type ?? type, method.CreateDelegate<Func<object, TextWriter, bool>>(formatter));
        }

        public string? Format(object value)
        {
            using var writer = new StringWriter { NewLine = "\n" };
            return Write(value, writer) ? writer.ToString() : null;
        }
    }

    private static object? Read(object owner, string property) =>
        owner.GetType().GetProperty(property, BindingFlags.Public | BindingFlags.Instance)?.GetValue(owner);

    private static InvalidOperationException Broken(Type type, string fault) => new($"{type} cannot be shown by its own formatter: {fault}.");
}
