using System.CommandLine;
using Mixtape.Cli.Rendering;
using Mixtape.Music.Listening.Import;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape import audio</c>: sends the audio of tracks to the server.</summary>
internal static class ImportAudioCommand
{
    private const int Shown = 10;

    public static Command Create(CliContext context, Option<bool> strict)
    {
        var folder = new Argument<string>("folder") { Description = "The folder of audio files; those below it are taken too." };
        var map = new Option<string?>("--map")
        {
            Description = "A table of two columns, files within the folder and the ids of their tracks. Without it a file's name is its "
                + "track's id, up to the extension.",
            HelpName = "file",
        };
        var follow = new Option<bool>("--follow") { Description = "Wait until all is heard, and say what could not be." };
        var command = new ExampleCommand(
            "audio",
            "Imports the audio of tracks: WAV, and FLAC, MP3, Ogg, M4A and AAC where the server has ffmpeg. Mixtape hears it by itself.",
            "mixtape import audio ~/Music --follow")
        {
            folder, map, follow,
        };
        command.SetAction(async (parsed, token) =>
        {
            var report = new ImportReport(parsed.GetValue(strict));
            var from = parsed.GetRequiredValue(folder);
            var files = parsed.GetValue(map) is { } table
                ? AudioFolderImport.Read(from, table, report)
                : AudioFolderImport.Read(from, report);
            using var client = context.Connect(parsed, patient: true);
            var uploader = new AudioUploader(client, parsed.GetValue(strict));
            await SendAsync(context, client, uploader, files, token);
            Summarize(context, uploader, report);
            if (parsed.GetValue(follow)) await FollowAsync(context, client, uploader.Sent, token);
            return CommandLine.Success;
        });
        return command;
    }

    private static Task SendAsync(
        CliContext context, MixtapeClient client, AudioUploader uploader, IEnumerable<AudioFile> files, CancellationToken token)
    {
        var started = context.Time.GetTimestamp();
        return Bars.Create(context.Out).StartAsync(async bars =>
        {
            var bar = bars.AddTask("Importing");
            bar.IsIndeterminate = true;
            await Bars.WatchAsync(
                uploader.SendAsync(files, token),
                () =>
                {
                    var seconds = Math.Max(context.Time.GetElapsedTime(started).TotalSeconds, 0.1);
                    bar.Description = $"{uploader.Bytes / 1e6:n1} MB, {uploader.Bytes / 1e6 / seconds:n1} per second" + Bars.Waiting(client);
                },
                context.Time);
            bar.IsIndeterminate = false;
            bar.Value = bar.MaxValue;
        });
    }

    private static void Summarize(CliContext context, AudioUploader uploader, ImportReport report)
    {
        context.Out.WritePlain($"Imported the audio of {uploader.Sent.Count:n0} tracks, {uploader.Bytes / 1e6:n1} MB.");
        foreach (var (kind, number) in report.LeftOut) context.Out.WritePlain($"Left out: {number:n0} {kind}.");
        var problems = report.Problems + uploader.Refused.Count;
        if (problems > 0)
        {
            context.Out.WritePlain($"Passed over: {problems:n0}{(problems > Shown ? "; some of them" : "")}:");
            foreach (var problem in report.FirstProblems.Concat(uploader.Refused).Take(Shown)) context.Out.WritePlain($"  {problem}");
        }

        if (uploader.Sent.Count == 0)
            throw new CliException("No audio was imported: is it the right folder?");
    }

    private static async Task FollowAsync(CliContext context, MixtapeClient client, IReadOnlyList<string> sent, CancellationToken token)
    {
        var run = await AnalyzeCommand.RunOnServerAsync(context, client, token);
        var unheard = new List<string>();
        foreach (var track in run.Failed > 0 ? sent : [])
        {
            if (unheard.Count == Shown) break;
            var audio = await client.TrackAudioAsync(track, token);
            if (audio.Reason is not null) unheard.Add($"  {track}: {audio.Reason}");
        }

        if (unheard.Count > 0) context.Out.WritePlain($"Not heard{(unheard.Count == Shown ? ", among others" : "")}:");
        foreach (var line in unheard) context.Out.WritePlain(line);
    }
}
