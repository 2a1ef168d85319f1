using System.CommandLine;
using System.Globalization;
using Mixtape.Cli.Rendering;
using Mixtape.Music.Listening.Import;
using Spectre.Console;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape import</c>: sends listening histories to the server.</summary>
internal sealed class ImportCommand
{
    private readonly Option<bool> _strict = new("--strict")
    {
        Description = "Stop at the first line that cannot be read, instead of passing over it.",
        Recursive = true,
    };

    private readonly Option<string?> _asOf = new("--as-of")
    {
        Description = "When plays without a time happened (yyyy-MM-dd); the day the file was written where not given.",
        HelpName = "date",
        Validators =
        {
            result =>
            {
                if (result.Tokens is [var text] && !TryParseDay(text.Value, out _)) result.AddError(
                    "--as-of must look like 2026-11-23.");
            },
        },
    };

    private readonly CliContext _context;

    private ImportCommand(CliContext context) => _context = context;

    private DateTimeOffset Now => _context.Time.GetUtcNow();

    public static Command Create(CliContext context)
    {
        var import = new ImportCommand(context);
        return new ExampleCommand(
            "import", "Sends listening histories, tables of tracks, and audio to Mixtape. Sending the same ones again changes nothing.")
        {
            import._strict,
            import.Table(),
            import.Tracks(),
            ImportAudioCommand.Create(context, import._strict),
            import.LastFm2k(),
            import.Spotify(),
        };
    }

    private Command Table()
    {
        var file = new Argument<string>("file") { Description = "The table, plain or packed with gzip." };
        var listener = Column("listener", "the listener's id");
        var track = Column("track", "the track's id");
        var timestamp = Column("timestamp", "the time: Unix seconds, Unix milliseconds, or ISO 8601");
        var count = Column("count", "the number of plays");
        var ratio = Column("playratio", "the share of the track that was played; below 0.2 is a skip");
        var ms = Column("ms-played", "the milliseconds that were played; below 30,000 is a skip");
        var artist = Column("artist", "the artist's name");
        var artistId = Column("artist-id", "the artist's id");
        var title = Column("title", "the track's title");
        var command = new ExampleCommand(
            "table",
            "Imports a table of plays: tab-, comma-, semicolon- or space-separated. Columns are found by their usual names (user, item, "
            + "count, time and the like); without a header they are listener, track, count, time. A play of unknown length counts as "
            + "one of 30 seconds.", "mixtape import table plays.tsv.gz --listener who --track what")
        {
            file, listener, track, timestamp, count, ratio, ms, artist, artistId, title, _asOf,
        };
        command.SetAction((parsed, token) =>
        {
            var columns = new TableColumns
            {
                Listener = parsed.GetValue(listener),
                Track = parsed.GetValue(track),
                Timestamp = parsed.GetValue(timestamp),
                Count = parsed.GetValue(count),
                PlayRatio = parsed.GetValue(ratio),
                MsPlayed = parsed.GetValue(ms),
                Artist = parsed.GetValue(artist),
                ArtistId = parsed.GetValue(artistId),
                Title = parsed.GetValue(title),
            };
            return RunAsync(
                parsed,
                report => TableImport.Read(parsed.GetRequiredValue(file), columns, AsOf(parsed), Now, report).ToAsyncEnumerable(), token);
        });
        return command;
    }

    private Command Tracks()
    {
        var file = new Argument<string>("file") { Description = "The table, plain or packed with gzip." };
        var id = Column("id", "the track's id");
        var title = Column("title", "the track's title");
        var artist = Column("artist", "the artist's name");
        var artistId = Column("artist-id", "the artist's id");
        var features = Options.List<string>(
            "--features", "The columns with what was measured of tracks; all columns left where not given.", "tempo,energy");
        var command = new ExampleCommand(
            "tracks",
            "Imports a table of tracks with a header: their id, title and artist, and as features the numbers of all columns left (tempo, "
            + "energy, year and the like). By them Mixtape finds what is like a track that nobody has played.",
            "mixtape import tracks tracks.csv --id track_id --features tempo,energy")
        {
            file, id, title, artist, artistId, features,
        };
        command.SetAction((parsed, token) =>
        {
            var columns = new TrackColumns
            {
                Id = parsed.GetValue(id),
                Title = parsed.GetValue(title),
                Artist = parsed.GetValue(artist),
                ArtistId = parsed.GetValue(artistId),
                Features = parsed.GetValue(features) is { Length: > 0 } chosen ? chosen : null,
            };
            return RunAsync(
                parsed, report => TrackTableImport.Read(parsed.GetRequiredValue(file), columns, report).ToAsyncEnumerable(), token);
        });
        return command;
    }

    private Command LastFm2k()
    {
        var folder = new Argument<string>("folder") { Description = "Where user_artists.dat and artists.dat lie." };
        var command = new ExampleCommand(
            "lastfm-2k",
            "Imports the HetRec 2011 Last.fm data set. It counts plays by artist, so the artists stand in for tracks.",
            "mixtape import lastfm-2k ~/Downloads/hetrec2011-lastfm-2k")
        {
            folder,
            _asOf,
        };
        command.SetAction((parsed, token) => RunAsync(
            parsed,
            report => LastFm2kImport.Read(parsed.GetRequiredValue(folder), AsOf(parsed), Now, report).ToAsyncEnumerable(),
            token));
        return command;
    }

    private Command Spotify()
    {
        var path = new Argument<string>("path") { Description = "The .zip as Spotify sent it, the folder it was unpacked to, or one of its files." };
        var listener = new Option<string>("--listener") { Description = "The id to import the history under.", HelpName = "id", Required = true };
        listener.Validators.Add(result =>
        {
            if (result.Tokens is [var id] && Options.IdProblem("listener", id.Value) is { } problem) result.AddError(problem);
        });
        var command = new ExampleCommand(
            "spotify",
            "Imports your own listening history, as Spotify sends it on request (Account, Privacy settings, Download your data).", "mixtape import spotify my_spotify_data.zip --listener me")
        {
            path,
            listener,
        };
        command.SetAction((parsed, token) => RunAsync(
            parsed,
            report => SpotifyImport.ReadAsync(parsed.GetRequiredValue(path), parsed.GetRequiredValue(listener), Now, report, token), token));
        return command;
    }

    private async Task<int> RunAsync(
        ParseResult parsed, Func<ImportReport, IAsyncEnumerable<ImportedRow>> read, CancellationToken token)
    {
        var report = new ImportReport(parsed.GetValue(_strict));
        using var client = _context.Connect(parsed, patient: true);
        var uploader = new Uploader(client);
        var started = _context.Time.GetTimestamp();
        await Bars.Create(_context.Out).StartAsync(async bars =>
        {
            var bar = bars.AddTask("Importing");
            bar.IsIndeterminate = true;
            await Bars.WatchAsync(
                uploader.SendAsync(read(report), token),
                () =>
                {
                    var seconds = Math.Max(_context.Time.GetElapsedTime(started).TotalSeconds, 0.1);
                    var (events, tracks, _) = uploader.Counts;
                    bar.Description = (events == 0 && tracks > 0
                        ? $"{tracks:n0} tracks, {tracks / seconds:n0} per second"
                        : $"{events:n0} events, {events / seconds:n0} per second") + Bars.Waiting(client);
                },
                _context.Time);
            bar.IsIndeterminate = false;
            bar.Value = bar.MaxValue;
        });
        return Summarize(_context.Out, uploader.Counts, report);
    }

    private static int Summarize(IAnsiConsole console, UploadCounts counts, ImportReport report)
    {
        console.WritePlain(
            $"Imported {counts.Events:n0} events and {counts.Tracks:n0} tracks from {report.Read:n0} lines.");
        foreach (var (kind, number) in report.LeftOut) console.WritePlain($"Left out: {number:n0} {kind}.");
        if (report.Problems == 0) return CommandLine.Success;

        console.WritePlain($"Passed over: {report.Problems:n0} lines that could not be read{(report.Problems > 10 ? "; the first ten" : "")}:");
        foreach (var problem in report.FirstProblems) console.WritePlain($"  {problem}");
        return counts.Events + counts.Tracks > 0
            ? CommandLine.Success
            : throw new CliException("No line could be read: is it the right kind of file?");
    }

    private static Option<string?> Column(string name, string what) =>
        new($"--{name}") { Description = $"The name of the column with {what}.", HelpName = "column" };

    private DateTimeOffset? AsOf(ParseResult parsed) =>
        parsed.GetValue(_asOf) is { } text && TryParseDay(text, out var day) ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : null;

    private static bool TryParseDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
