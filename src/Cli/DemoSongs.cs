using Mixtape.Cli.Commands;
using Mixtape.Cli.Rendering;
using Mixtape.Music.Audio;
using Mixtape.Music.Audio.Rendering;
using Mixtape.Music.Listening;
using Mixtape.Music.Listening.Import;
using Mixtape.Music.SampleWorld;
using Mixtape.Numerics;

namespace Mixtape.Cli;

/// <summary>Gives tracks of a sample world the songs that they would have, and lets the server hear them.</summary>
internal static class DemoSongs
{
    private const double Seconds = 16;

    // Of the songs, for tracks that nobody has played: from the others it is learned what these may be liked for.
    private const double UnplayedShare = 0.25;

    /// <summary>Renders and sends songs, and waits until they are heard.</summary>
    public static async Task SendAsync(
        CliContext context, MixtapeClient client, SampleWorld world, ulong seed, int count, CancellationToken token)
    {
        var folder = Directory.CreateTempSubdirectory("mixtape-songs-");
        try
        {
            var songs = new WorldSongs(world.Truth, seed);
            var files = Choose(world, count).Select(track => (Track: track, Path: Path.Combine(folder.FullName, $"{track.Id}.wav"))).ToArray();
            var rendered = 0;
            var uploader = new AudioUploader(client, strict: true);
            await Bars.Create(context.Out).StartAsync(async bars =>
            {
                var bar = bars.AddTask($"Making up {files.Length:n0} songs, and sending them", maxValue: 2 * files.Length);
                await Bars.WatchAsync(SendAllAsync(), () => bar.Value = Volatile.Read(ref rendered) + uploader.Sent.Count, context.Time);
            });
            await AnalyzeCommand.RunOnServerAsync(context, client, token);

            async Task SendAllAsync()
            {
                await Parallel.ForEachAsync(files, token, async (file, stop) =>
                {
                    var song = await Task.Run(() => new SongRenderer().Render(songs.Of(file.Track, Seconds)), stop);
                    await using var stream = File.Create(file.Path);
                    WaveWriter.WriteMono(stream, song.Samples, SongRenderer.SampleRate);
                    Interlocked.Increment(ref rendered);
                });
                await uploader.SendAsync(files.Select(file => new AudioFile(file.Path, file.Track.Id)), token);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Tracks by lot, and among them some that nobody has played.</summary>
    private static IEnumerable<Track> Choose(SampleWorld world, int count)
    {
        var played = world.Events.Select(happening => happening.Track).ToHashSet(StringComparer.Ordinal);
        var byLot = world.Tracks.OrderBy(track => StableHash.Of(track.Id)).ToArray();
        var unplayed = byLot.Where(track => !played.Contains(track.Id)).Take((int)(UnplayedShare * count)).ToArray();
        return unplayed.Concat(byLot.Where(track => played.Contains(track.Id))).Take(count);
    }
}
