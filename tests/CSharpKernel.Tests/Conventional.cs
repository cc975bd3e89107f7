namespace CSharpKernel.Tests;

// Types that bring formatters by the convention, right and wrong.
internal static class Conventional
{
    [AttributeUsage(AttributeTargets.Class)]
    private sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
    {
        public Type FormatterSourceType => formatterSourceType;

        public string[]? PreferredMimeTypes { get; set; }
    }

    [TypeFormatterSource(typeof(Several), PreferredMimeTypes = ["text/html", "text/x-note"])]
    public class Base;

    public sealed class Derived : Base;

    [TypeFormatterSource(typeof(FirstDeclines))]
    public sealed class Declining;

    [TypeFormatterSource(typeof(WithoutFormat))]
    public sealed class Broken;

    private sealed class Several
    {
        public object[] CreateTypeFormatters() =>
        [
            new Formatter("text/x-note", _ => "note"),
            new Formatter("text/x-unwanted", _ => "unwanted"),
            new Formatter("text/html", value => $"<i>{value.GetType().Name}</i>"),
            new Formatter("text/html", _ => "for another type", typeof(string)),
        ];
    }

    private sealed class FirstDeclines
    {
        public object[] CreateTypeFormatters() => [new Formatter("text/html", _ => null), new Formatter("text/html", _ => "second")];
    }

    private sealed class WithoutFormat
    {
        public object[] CreateTypeFormatters() => [new { MimeType = "text/html" }];
    }

    private sealed class Formatter(string mimeType, Func<object, string?> write, Type? type = null)
    {
        public string MimeType => mimeType;

        public Type? Type => type;

        public bool Format(object value, TextWriter writer)
        {
            string? text = write(value);
            writer.Write(text);
            return text is not null;
        }
    }
}
