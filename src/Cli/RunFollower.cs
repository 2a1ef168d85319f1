using Mixtape.Cli.Rendering;
using Spectre.Console;

namespace Mixtape.Cli;

/// <summary>Waits for runs on the server, with a progress bar for each of their stages.</summary>
internal sealed class RunFollower(MixtapeClient client, IAnsiConsole console, TimeProvider time)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(300);

    // A question is an execution on Azure, and one of those that a key may ask: nobody watches an hour's run three times a second.
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(5);

    private readonly long _began = time.GetTimestamp();

    /// <summary>Waits for a training to end well.</summary>
    /// <exception cref="CliException">It ended otherwise.</exception>
    public Task<TrainingAnswer> TrainingAsync(string id, CancellationToken token) => Bars.Create(console).StartAsync(async bars =>
    {
        var stages = new Dictionary<string, ProgressTask>();
        while (true)
        {
            var training = await client.TrainingAsync(id, token);
            foreach (var stage in training.Stages ?? [])
            {
                if (!stages.TryGetValue(stage.Name, out var bar))
                {
                    bar = bars.AddTask(Markup.Escape(PlainText.Clean(stage.Name)), maxValue: 1);
                    stages.Add(stage.Name, bar);
                }

                bar.MaxValue = Math.Max(stage.Total, 1);
                bar.Value = stage.Total > 0 ? stage.Done : 0;
            }

            if (HasEnded(training.Status, $"Training {id}", training.Error)) return training;
            await PauseAsync(token);
        }
    });

    /// <summary>Waits for a tuning to end well, with a table of its best trials meanwhile where the terminal can show one.</summary>
    /// <exception cref="CliException">It ended otherwise.</exception>
    public async Task<TuningAnswer> TuningAsync(string id, CancellationToken token)
    {
        if (!console.Profile.Capabilities.Interactive) return await PollAsync(_ => { });
        return await console.Live(new Text("")).AutoClear(true).StartAsync(live => PollAsync(tuning =>
        {
            live.UpdateTarget(TuningTable.Of(tuning, TuningTable.RowsWhileRunning));
            live.Refresh();
        }));

        async Task<TuningAnswer> PollAsync(Action<TuningAnswer> show)
        {
            while (true)
            {
                var tuning = await client.TuningAsync(id, token);
                show(tuning);
                if (HasEnded(tuning.Status, $"Tuning {id}", tuning.Error)) return tuning;
                await PauseAsync(token);
            }
        }
    }

    /// <summary>Waits until all audio is heard.</summary>
    /// <exception cref="CliException">The run ended before.</exception>
    public Task<AudioAnalysisAnswer> AudioAsync(string id, CancellationToken token) => Bars.Create(console).StartAsync(async bars =>
    {
        var bar = bars.AddTask("Hearing audio", maxValue: 1);
        while (true)
        {
            var run = await client.AudioAnalysisAsync(id, token);
            bar.MaxValue = Math.Max(run.Total, 1);
            bar.Value = run.Done;
            if (HasEnded(run.Status, "Hearing audio", run.Error))
            {
                bar.Value = bar.MaxValue;
                return run;
            }

            await PauseAsync(token);
        }
    });

    /// <summary>Waits until a week's playlists are built.</summary>
    /// <exception cref="CliException">They could not be.</exception>
    public Task<PlaylistRunAnswer> PlaylistsAsync(PlaylistKind kind, string id, CancellationToken token) => Bars.Create(console).StartAsync(async bars =>
    {
        var bar = bars.AddTask($"{kind.Title} of everybody", maxValue: 1);
        while (true)
        {
            var run = await client.PlaylistRunAsync(kind, id, token);
            bar.MaxValue = Math.Max(run.Total ?? 1, 1);
            bar.Value = run.Done ?? 0;
            if (HasEnded(run.Status, "Building the playlists", run.Error))
            {
                bar.Value = bar.MaxValue;
                return run;
            }

            await PauseAsync(token);
        }
    });

    /// <summary>Waits until an erasure has ended well.</summary>
    /// <exception cref="CliException">It ended otherwise.</exception>
    public Task<ErasureAnswer> ErasureAsync(string id, CancellationToken token) => Bars.Create(console).StartAsync(async bars =>
    {
        var bar = bars.AddTask("Erasing", maxValue: 1);
        bar.IsIndeterminate = true;
        while (true)
        {
            var run = await client.ErasureAsync(id, token);
            bar.Description = Markup.Escape(PlainText.Clean(run.WaitsFor is { } training
                ? $"Erasing: waiting for training {training} to end"
                : $"Erasing: {run.Batches:n0} batches, {run.Documents:n0} documents"));
            if (HasEnded(run.Status ?? "", "The erasure", run.Error))
            {
                bar.IsIndeterminate = false;
                bar.Value = bar.MaxValue;
                return run;
            }

            await PauseAsync(token);
        }
    });

    // A hundredth of the time that it has taken so far: as exact as a clock that shows two digits.
    private Task PauseAsync(CancellationToken token)
    {
        var pause = time.GetElapsedTime(_began) / 100;
        return Task.Delay(pause < _pause ? _pause : pause > _longestPause ? _longestPause : pause, time, token);
    }

    private static bool HasEnded(string status, string what, string? error) => status.ToLowerInvariant() switch
    {
        "completed" => true,
        "failed" or "terminated" => throw new CliException(
            $"{what} {status.ToLowerInvariant()}{(string.IsNullOrEmpty(error) ? ": the server's log says why." : $": {error}")}"),
        _ => false,
    };
}
