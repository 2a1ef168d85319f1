using System.CommandLine;
using System.Globalization;
using Mixtape.Cli.Rendering;
using Spectre.Console;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape genres</c>: the groups of tracks that sound alike.</summary>
internal static class GenresCommand
{
    private const int TypicalShown = 3;

    public static Command Create(CliContext context)
    {
        var genre = new Argument<string?>("genre")
        {
            Description = "A group's name or number: shows its most typical tracks instead.",
            DefaultValueFactory = _ => null,
        };
        genre.Validators.Add(result =>
        {
            if (result.Tokens is [var text] && string.IsNullOrWhiteSpace(text.Value)) result.AddError("The group's name is missing.");
        });
        var count = Options.Count(20, 100);
        var command = new ExampleCommand("genres", "Groups of tracks that sound alike, found from their audio.", "mixtape genres")
        {
            genre,
            count,
        };
        command.SetAction(async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            if (parsed.GetValue(genre) is { } name)
            {
                var members = await client.GenreTracksAsync(name, parsed.GetValue(count), token);
                TrackTable.Write(context.Out, $"Typical of {members.Genre}:", members.Tracks);
                return CommandLine.Success;
            }

            Write(context.Out, (await client.GenresAsync(token)).Genres);
            return CommandLine.Success;
        });
        return command;
    }

    private static void Write(IAnsiConsole console, IReadOnlyList<GenreAnswer> genres)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("#", "Genre", "Tracks", "Typical");
        table.Columns[0].RightAligned();
        table.Columns[2].RightAligned();
        foreach (var genre in genres)
        {
            table.AddRow(
                PlainText.Of($"{genre.Group}"),
                PlainText.Of(genre.Name),
                PlainText.Of(genre.Tracks.ToString("n0", CultureInfo.InvariantCulture)),
                PlainText.Of(string.Join(", ", genre.Typical.Take(TypicalShown).Select(track => track.Title ?? track.Track))));
        }

        console.Write(table);
    }
}
