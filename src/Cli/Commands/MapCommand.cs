using System.CommandLine;
using Mixtape.Cli.Rendering;
using Mixtape.Music.Genres;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape map</c>: the catalogue by sound, as a drawing.</summary>
internal static class MapCommand
{
    public static Command Create(CliContext context)
    {
        var file = new Option<string>("--out") { Description = "The SVG file to write.", HelpName = "file", Required = true };
        var command = new ExampleCommand(
            "map", "Draws the catalogue as SVG: a dot a track, close to those that it sounds like.", "mixtape map --out map.svg") { file };
        command.SetAction(async (parsed, token) =>
        {
            var path = parsed.GetRequiredValue(file);
            OutputFile.RequireFolder(path);
            using var client = context.Connect(parsed);
            var map = await client.MapAsync(token);
            Write(path, map);
            context.Out.WritePlain($"Drew {map.Points.Count:n0} tracks in {map.Genres.Count:n0} groups to {path}.");
            return CommandLine.Success;
        });
        return command;
    }

    private static void Write(string path, MapAnswer answer)
    {
        var map = new CatalogueMap(
            [.. answer.Genres.Select(genre => new MicroGenre(genre.Name, genre.Tracks, []))],
            [.. answer.Points.Select(point => new MapPoint(point.Track, point.X, point.Y, point.Group))]);
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var point in answer.Points)
            if (point.Title is { } title) titles[point.Track] = point.Artist is { } artist ? $"{title} - {artist}" : title;

        // Under another name until it is whole.
        var partial = path + ".partial";
        try
        {
            using (var stream = File.Create(partial)) MapDrawing.Write(stream, map, titles);
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
