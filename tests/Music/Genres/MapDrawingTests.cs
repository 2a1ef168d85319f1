using System.Globalization;
using System.Xml.Linq;
using Mixtape.Music.Genres;

namespace Mixtape.Music.Tests.Genres;

public sealed class MapDrawingTests
{
    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Write_AMap_DrawsEachTrackAndEachName()
    {
        var map = new CatalogueMap(
            [new MicroGenre("slow folk", 2, ["a"]), new MicroGenre("fast <techno> & more", 1, ["c"])],
            [new MapPoint("a", -1, 0, 0), new MapPoint("b", -0.5f, 0.5f, 0), new MapPoint("c", 1, -1, 1)]);

        var drawing = Draw(map, new Dictionary<string, string> { ["a"] = "A Song \u0001<b>\uD83C\uDFB5", ["b"] = "\uD83C</title>" });

        var circles = drawing.Descendants(_svg + "circle").ToArray();
        Assert.Equal(["A Song  <b>\uD83C\uDFB5", "\uFFFD</title>", "c"], circles.Select(circle => circle.Element(_svg + "title")!.Value));
        Assert.Equal(["60", "280", "940"], circles.Select(circle => circle.Attribute("cx")!.Value));
        Assert.Equal(["500", "280", "940"], circles.Select(circle => circle.Attribute("cy")!.Value));
        Assert.Equal(["slow folk", "fast <techno> & more"], drawing.Descendants(_svg + "text").Select(text => text.Value));
        Assert.Equal(2, drawing.Descendants(_svg + "g").Select(group => group.Attribute("fill")!.Value).Distinct().Count());
    }

    [Fact]
    public void Write_GroupsAtOnePlace_KeepsTheirNamesApart()
    {
        var map = new CatalogueMap(
            [.. Enumerable.Range(0, 3).Select(i => new MicroGenre($"slow folk {i}", 1, []))],
            [.. Enumerable.Range(0, 3).Select(i => new MapPoint($"{i}", 0.01f * i, 0, i))]);

        var heights = Draw(map, []).Descendants(_svg + "text").Select(text => double.Parse(text.Attribute("y")!.Value, CultureInfo.InvariantCulture)).ToArray();

        Assert.True(heights[1] - heights[0] >= 24 && heights[2] - heights[1] >= 24, string.Join(", ", heights));
    }

    [Fact]
    public void Write_AnEmptyMap_IsADrawing() => Assert.Empty(Draw(new CatalogueMap([], []), new Dictionary<string, string>()).Descendants(_svg + "g"));

    private static XDocument Draw(CatalogueMap map, Dictionary<string, string> titles)
    {
        using var stream = new MemoryStream();
        MapDrawing.Write(stream, map, titles);
        Assert.True(stream.CanWrite);
        stream.Position = 0;
        return XDocument.Load(stream);
    }
}
