using System.Globalization;
using System.Text;
using System.Xml;

namespace Mixtape.Music.Genres;

/// <summary>
/// Draws a <see cref="CatalogueMap"/> as SVG: a dot a track, whose title shows when pointed at, a colour a group, and the group's name where
/// its tracks are. It needs no script and no font of its own, and is readable on light and dark ground. Safe for concurrent use.
/// </summary>
public static class MapDrawing
{
    private const int Size = 1_000;
    private const int Margin = 60;
    private const double LetterWidth = 11.5, LineHeight = 24; // of names, about
    private const double GoldenAngle = 137.50776405003785; // hues of neighbouring groups lie far apart

    /// <summary>Writes the drawing.</summary>
    /// <param name="output">Gets it as UTF-8; stays open.</param>
    /// <param name="map">What to draw.</param>
    /// <param name="titles">What to call the tracks; ids where nothing is known.</param>
    public static void Write(Stream output, CatalogueMap map, IReadOnlyDictionary<string, string> titles)
    {
        using var svg = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) });
        svg.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        Attributes(svg, ("viewBox", $"0 0 {Size} {Size}"), ("font-family", "sans-serif"));
        svg.WriteElementString("title", "The catalogue by sound");
        Element(svg, "rect", ("width", $"{Size}"), ("height", $"{Size}"), ("fill", "#14161a"));
        for (var group = 0; group < map.Groups.Count; group++) Dots(svg, map, group, titles);
        Names(svg, map);
        svg.WriteEndElement();
    }

    private static void Dots(XmlWriter svg, CatalogueMap map, int group, IReadOnlyDictionary<string, string> titles)
    {
        svg.WriteStartElement("g");
        Attributes(svg, ("fill", Colour(group, lightness: 60)), ("fill-opacity", "0.75"));
        foreach (var point in map.Points.Where(point => point.Group == group))
        {
            svg.WriteStartElement("circle");
            Attributes(svg, ("cx", Text(X(point.X))), ("cy", Text(Y(point.Y))), ("r", "3.5"));
            svg.WriteElementString("title", Printable(titles.GetValueOrDefault(point.Track) ?? point.Track));
            svg.WriteEndElement();
        }

        svg.WriteEndElement();
    }

    /// <summary>Each group's name at the middle one of its tracks, by either axis; lower where another name stands.</summary>
    private static void Names(XmlWriter svg, CatalogueMap map)
    {
        var standing = new List<(double X, double Y, double HalfWidth)>();
        for (var group = 0; group < map.Groups.Count; group++)
        {
            var points = map.Points.Where(point => point.Group == group).ToArray();
            if (points.Length == 0) continue;
            var name = Printable(map.Groups[group].Name);
            var (x, y) = (X(Middle(points.Select(point => point.X))), Y(Middle(points.Select(point => point.Y))));
            var halfWidth = name.Length * LetterWidth / 2;
            while (standing.Exists(other => Math.Abs(other.X - x) < other.HalfWidth + halfWidth && Math.Abs(other.Y - y) < LineHeight))
                y += LineHeight / 4;
            standing.Add((x, y, halfWidth));
            svg.WriteStartElement("text");
            Attributes(
                svg, ("x", Text(x)), ("y", Text(y)), ("fill", Colour(group, lightness: 82)), ("font-size", "22"),
                ("text-anchor", "middle"), ("stroke", "#14161a"), ("stroke-width", "4"), ("paint-order", "stroke"));
            svg.WriteString(name);
            svg.WriteEndElement();
        }
    }

    private static float Middle(IEnumerable<float> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static double X(float x) => Size / 2.0 + Math.Clamp(x, -1, 1) * (Size / 2.0 - Margin);

    private static double Y(float y) => Size / 2.0 - Math.Clamp(y, -1, 1) * (Size / 2.0 - Margin);

    private static string Colour(int group, int lightness) =>
        string.Create(CultureInfo.InvariantCulture, $"hsl({group * GoldenAngle % 360:0},70%,{lightness}%)");

    private static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>Without what XML cannot hold; halves of characters become U+FFFD.</summary>
    private static string Printable(string text) => string.Concat(text.EnumerateRunes().Select(
        rune => rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? " " : rune.ToString()));

    private static void Element(XmlWriter svg, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        svg.WriteStartElement(name);
        Attributes(svg, attributes);
        svg.WriteEndElement();
    }

    private static void Attributes(XmlWriter svg, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        foreach (var (name, value) in attributes) svg.WriteAttributeString(name, value);
    }
}
