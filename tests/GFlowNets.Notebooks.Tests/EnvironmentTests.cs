using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace GFlowNets.Notebooks.Tests;

// Everything that reads environment variables, in one class so that no two tests change them at once.
public sealed class EnvironmentTests : IDisposable
{
    private static readonly string[] s_variables = ["GFN_CHARTS", "GFN_BUDGET"];
    private readonly string?[] _before = [.. s_variables.Select(Environment.GetEnvironmentVariable)];

    public EnvironmentTests()
    {
        foreach (string variable in s_variables) Environment.SetEnvironmentVariable(variable, null);
    }

    public void Dispose()
    {
        foreach (var (variable, value) in s_variables.Zip(_before)) Environment.SetEnvironmentVariable(variable, value);
    }

    [Fact]
    public void Static_html_is_the_picture_alone()
    {
        Environment.SetEnvironmentVariable("GFN_CHARTS", "static");
        var figure = Chart.Line([1.0, 2]).Title("T").Size(300, 200);
        var image = XElement.Parse(figure.ToHtml()).Elements().Single();
        Assert.Equal("img", image.Name.LocalName);
        Assert.Equal(("300", "200"), (image.Attribute("width")!.Value, image.Attribute("height")!.Value));
        string source = image.Attribute("src")!.Value;
        Assert.Equal(figure.ToSvg(), Encoding.UTF8.GetString(Convert.FromBase64String(source["data:image/svg+xml;base64,".Length..])));
    }

    [Fact]
    public void No_text_can_break_out_of_the_script_or_the_attributes()
    {
        const string attack = "</script><script>alert(1)</script>\"'><img onerror=x>\u2028";
        var figure = Chart.Line([1.0, 2]).Named(attack).Color(attack).Title(attack).XAxis(attack).YAxis(attack);
        string html = figure.ToHtml();
        Assert.Equal(2, html.Split("<script").Length);
        Assert.Equal(2, html.Split("</script").Length);
        Assert.Equal(2, html.Split("<img").Length);
        Assert.DoesNotContain('\u2028', html[html.IndexOf("<script", StringComparison.Ordinal)..]);

        int start = html.IndexOf("const figure = ", StringComparison.Ordinal) + "const figure = ".Length;
        string json = html[start..html.IndexOf(";\n", start, StringComparison.Ordinal)];
        Assert.Equal(figure.ToJson(), json);
        Assert.Equal(attack, JsonDocument.Parse(json).RootElement.GetProperty("data")[0].GetProperty("line").GetProperty("color").GetString());
        XElement.Parse(html[..html.IndexOf("<script", StringComparison.Ordinal)]);
    }

    [Fact]
    public void The_script_looks_for_the_place_that_the_markup_makes()
    {
        string html = Chart.Line([1.0, 2]).ToHtml();
        string place = XElement.Parse(html[..html.IndexOf("<script", StringComparison.Ordinal)]).Attribute("class")!.Value;
        Assert.Contains($"querySelectorAll('.{place}')", html);
        Assert.Equal(html, Chart.Line([1.0, 2]).ToHtml());
        Assert.DoesNotContain(place, Chart.Line([1.0, 3]).ToHtml());
    }

    [Fact]
    public void An_unknown_policy_is_refused()
    {
        Environment.SetEnvironmentVariable("GFN_CHARTS", "fancy");
        Assert.Equal("GFN_CHARTS must be static or interactive (got 'fancy').", Assert.Throws<InvalidOperationException>(() => Chart.Line([1.0]).ToHtml()).Message);
    }

    [Theory]
    [InlineData(null, BudgetSize.Laptop, 2)]
    [InlineData("", BudgetSize.Laptop, 2)]
    [InlineData("smoke", BudgetSize.Smoke, 1)]
    [InlineData("laptop", BudgetSize.Laptop, 2)]
    [InlineData("paper", BudgetSize.Paper, 3)]
    public void The_budget_follows_the_variable(string? value, BudgetSize expected, int chosen)
    {
        Environment.SetEnvironmentVariable("GFN_BUDGET", value);
        Assert.Equal(expected, Budget.Current);
        Assert.Equal(chosen, Budget.Choose(smoke: 1, laptop: 2, paper: 3));
    }

    [Fact]
    public void An_unknown_budget_is_refused()
    {
        Environment.SetEnvironmentVariable("GFN_BUDGET", "Paper");
        Assert.Equal("GFN_BUDGET must be smoke, laptop or paper (got 'Paper').", Assert.Throws<InvalidOperationException>(() => Budget.Choose(1, 2, 3)).Message);
    }

    // A kernel's way: find the attribute by name, make the source, bind its formatters by the names of their members.
    [Fact]
    public void A_kernel_finds_html_and_text_by_the_convention()
    {
        object[] shown = [Chart.Line([1.0, 2]), Chart.Grid(1, Chart.Line([1.0])), Table.FromColumns(("a", new[] { 1 })), new Verdict().NotTested("c", "why")];
        foreach (object value in shown)
        {
            object attribute = value.GetType().GetCustomAttributes(inherit: true).Single(a => a.GetType().Name == "TypeFormatterSourceAttribute");
            Assert.Equal(["text/html", "text/plain"], (string[])Property(attribute, "PreferredMimeTypes"));
            object source = Activator.CreateInstance((Type)Property(attribute, "FormatterSourceType"))!;
            var formatters = (System.Collections.IEnumerable)source.GetType().GetMethod("CreateTypeFormatters", [])!.Invoke(source, [])!;
            var outputs = formatters.Cast<object>().ToDictionary(f => (string)Property(f, "MimeType"), f =>
            {
                var format = f.GetType().GetMethods().Single(m => m.Name == "Format");
                Assert.Equal([typeof(object), typeof(TextWriter)], format.GetParameters().Select(p => p.ParameterType));
                Assert.False((bool)format.Invoke(f, ["no value of ours", new StringWriter()])!);
                var writer = new StringWriter();
                Assert.True((bool)format.Invoke(f, [value, writer])!);
                return writer.ToString();
            });
            Assert.Equal(((IRichOutput)value).ToHtml(), outputs["text/html"]);
            Assert.Equal(((IRichOutput)value).ToText(), outputs["text/plain"]);
            Assert.Equal(value.ToString(), outputs["text/plain"]);
        }

        static object Property(object owner, string name) => owner.GetType().GetProperty(name)!.GetValue(owner)!;
    }
}
