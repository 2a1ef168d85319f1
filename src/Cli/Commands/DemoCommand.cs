using System.CommandLine;
using Mixtape.Cli.Rendering;
using Mixtape.Music.Listening.Import;
using Mixtape.Music.SampleWorld;
using Spectre.Console;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape demo</c>: the whole of Mixtape on a made-up world, in a minute.</summary>
internal static class DemoCommand
{
    public static Command Create(CliContext context)
    {
        var exit = new Option<bool>("--exit") { Description = "Stop at the end, instead of staying up until Ctrl-C." };
        var port = Options.Port(7071);
        var seed = new Option<ulong>("--seed") { Description = "From which the made-up world follows.", DefaultValueFactory = _ => 2026 };
        var songs = Options.Within(
            new Option<int>("--songs")
            {
                Description = "Make songs up for so many of the tracks, 0 to 5000, and hear them; those that nobody has played are then "
                    + "recommended by their sound. 800 take a minute or two.",
                DefaultValueFactory = _ => 0,
            }, 0, 5_000);
        var verbose = new Option<bool>("--verbose") { Description = "Show what the app prints." };
        var command = new ExampleCommand(
            "demo",
            "Starts a Mixtape of its own on a fresh folder, sends it a made-up world of 2,000 listeners, trains, and shows what came of "
            + "it. Nothing of it stays behind.", "mixtape demo --exit")
        {
            exit,
            port,
            seed,
            songs,
            verbose,
        };
        command.SetAction(async (parsed, token) =>
        {
            var state = Directory.CreateTempSubdirectory("mixtape-demo-");
            try
            {
                var free = AppProcess.FreePort(parsed.GetValue(port));
                Action<string> output = parsed.GetValue(verbose) ? line => context.Out.WriteLine(PlainText.Clean(line)) : _ => { };
                await using var app = AppProcess.Start(free, state.FullName, output);
                await RunAsync(context, app, free, parsed.GetValue(seed), parsed.GetValue(songs), token);
                if (!parsed.GetValue(exit)) await StayAsync(context, app, token);
                return CommandLine.Success;
            }
            finally
            {
                state.Delete(recursive: true);
            }
        });
        return command;
    }

    private static async Task RunAsync(
        CliContext context, AppProcess app, int port, ulong seed, int songs, CancellationToken token)
    {
        var server = new Uri($"http://127.0.0.1:{port}");
        try
        {
            using (var asking = context.Connect(server)) await app.WaitUntilReadyAsync(asking, context.Time, token);
            context.Out.WritePlain($"Mixtape is up at {server}");

            using var client = context.Connect(server, patient: true);
            var world = SampleWorld.Generate(new SampleWorldOptions
            {
                AsOf = DateOnly.FromDateTime(context.Time.GetUtcNow().UtcDateTime),
                Seed = seed,
                Features = true,
            });
            await UploadAsync(context, client, world, token);
            if (songs > 0) await DemoSongs.SendAsync(context, client, world, seed, songs, token);
            var training = await client.StartTrainingAsync(new TrainingRequest(), token);
            await TrainCommand.FollowAsync(client, context, training.Id, token);

            var weekly = await client.StartPlaylistsAsync(PlaylistKind.DiscoverWeekly, token);
            await new RunFollower(client, context.Out, context.Time).PlaylistsAsync(PlaylistKind.DiscoverWeekly, weekly.Id, token);
            await ShowAsync(context, client, world, songs > 0, token);
        }
        catch (Exception e) when (e is MixtapeUnreachableException or MixtapeServerException { Status: >= 500 })
        {
            throw app.Failed($"The demo failed: {e.Message}", e);
        }
    }

    private static Task UploadAsync(
        CliContext context, MixtapeClient client, SampleWorld world, CancellationToken token) =>
        Bars.Create(context.Out).StartAsync(async bars =>
        {
            var uploader = new Uploader(client);
            var bar = bars.AddTask(
                "Sending a made-up world", maxValue: world.Tracks.Count + world.Events.Count() + world.Follows.Count);
            await Bars.WatchAsync(
                SendAsync(),
                () => bar.Value = uploader.Counts.Tracks + uploader.Counts.Events + uploader.Counts.Follows,
                context.Time);

            async Task SendAsync()
            {
                var rows = world.Tracks.Select(track => new ImportedRow(null, track))
                    .Concat(world.Events.Select(happening => new ImportedRow(happening, null)));
                await uploader.SendAsync(rows.ToAsyncEnumerable(), token);
                await uploader.SendAsync(world.Follows, token);
            }
        });

    private static async Task ShowAsync(
        CliContext context, MixtapeClient client, SampleWorld world, bool hasSongs, CancellationToken token)
    {
        // Somebody with two tastes to find, each of some weight.
        var listener = world.Truth.Tastes.First(taste => taste.Value.GenreWeights is { Count: 2 } both && both.Values.Min() > 0.3).Key;
        var tastes = world.Truth.Tastes[listener].GenreWeights.OrderByDescending(taste => taste.Value)
            .Select(taste => $"{taste.Value:p0} {taste.Key}");
        context.Out.WritePlain("");
        context.Out.WritePlain($"{listener} was made up to like {string.Join(", ", tastes)}; Mixtape was not told.");
        await PlaylistCommands.ShowAsync(client, context, PlaylistKind.DiscoverWeekly, listener, week: null, token);

        var to = $"--server {client.Server.GetLeftPart(UriPartial.Authority)}";
        context.Out.WritePlain("Where to look next:");
        context.Out.WritePlain($"  {client.Server}api/openapi.json");
        context.Out.WritePlain($"  {client.Server}api/users/{listener}/recommendations?count=10");
        context.Out.WritePlain($"  mixtape recommend {listener} {to}");
        context.Out.WritePlain($"  mixtape radar {listener} {to}");
        context.Out.WritePlain($"  mixtape similar-listeners {listener} {to}");
        context.Out.WritePlain($"  mixtape similar-tracks {world.Tracks[0].Id} {to}");
        context.Out.WritePlain($"  mixtape similar-tracks {world.Tracks[0].Id} --by features {to}");
        if (!hasSongs) return;
        context.Out.WritePlain($"  mixtape genres {to}");
        context.Out.WritePlain($"  mixtape map --out map.svg {to}");
    }

    private static async Task StayAsync(CliContext context, AppProcess app, CancellationToken token)
    {
        context.Out.WritePlain("Ctrl-C ends the demo.");
        var code = await app.WaitAsync(token);
        if (!token.IsCancellationRequested) throw app.Failed($"Mixtape ended by itself, with code {code}.");
    }
}
