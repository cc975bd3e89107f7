using System.Globalization;
using System.Xml.Linq;

namespace GFlowNets.Notebooks.Tests;

// A chart's picture, parsed.
internal sealed class Svg(Figure figure)
{
    public XElement Root { get; } = XDocument.Parse(figure.ToSvg()).Root!;

    public IEnumerable<XElement> All(string name) => Root.Descendants(XName.Get(name, "http://www.w3.org/2000/svg"));

    public IEnumerable<string> Texts => All("text").Select(t => t.Value);

    public Png Picture(int index) => new(Convert.FromBase64String(All("image").ElementAt(index).Attribute("href")!.Value["data:image/png;base64,".Length..]));

    public static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
