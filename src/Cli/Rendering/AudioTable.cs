using System.Globalization;
using Mixtape.Music.Audio;
using Spectre.Console;

namespace Mixtape.Cli.Rendering;

/// <summary>What recordings sound like, one a row; what is not known is "-".</summary>
internal static class AudioTable
{
    private const string Unknown = "-";

    private static readonly string[] _tonics = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

    public static void Write(IAnsiConsole console, IReadOnlyList<HeardFile> files)
    {
        var hasProblems = files.Any(file => file.Problem is not null);
        // Paths are long: names do where they tell the files apart.
        var byName = files.DistinctBy(file => Path.GetFileName(file.File)).Count() == files.Count;
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns("File", "Length", "Tempo", "Key", "Meter", "Loudness", "Peak", "Genre");
        foreach (var column in (int[])[1, 2, 5, 6]) table.Columns[column].RightAligned();
        if (hasProblems) table.AddColumn("Problem");
        foreach (var file in files)
        {
            List<string> row = [byName ? Path.GetFileName(file.File) : file.File, .. Fields(file.Features)];
            if (hasProblems) row.Add(file.Problem ?? "");
            table.AddRow(row.Select(PlainText.Of));
        }

        console.Write(table);
    }

    private static string[] Fields(AudioFeatures? features) =>
    [
        features is null ? Unknown : Length(features.Seconds),
        Number(features?.Tempo, "0.0 BPM"),
        Key(features),
        Meter(features?.BeatsPerBar),
        Number(features?.Loudness, "0.0 LUFS"),
        Number(features?.TruePeak, "0.0 dBTP"),
        features?.Genre ?? Unknown,
    ];

    private static string Length(double seconds)
    {
        var whole = (long)Math.Round(seconds);
        return string.Create(CultureInfo.InvariantCulture, $"{whole / 60}:{whole % 60:00}");
    }

    private static string Key(AudioFeatures? features) => features is { Key: { } key, Mode: { } mode }
        ? $"{_tonics[(int)key]} {(mode == Mode.Major ? "major" : "minor")}"
        : Unknown;

    private static string Meter(int? beats) => beats switch
    {
        null => Unknown,
        6 => "6/8",
        { } count => string.Create(CultureInfo.InvariantCulture, $"{count}/4"),
    };

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? Unknown;
}
