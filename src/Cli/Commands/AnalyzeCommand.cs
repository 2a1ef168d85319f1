using System.CommandLine;
using Mixtape.Cli.Rendering;
using Mixtape.Music.Audio;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape analyze</c>: says what recordings sound like, here, or has the server hear what it has not heard.</summary>
internal static class AnalyzeCommand
{
    public static Command Create(CliContext context)
    {
        var files = new Argument<string[]>("file")
        {
            Description = "The recordings. They are heard here, without a server. Where none is given, the server hears what it has not "
                + "heard.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var json = new Option<bool>("--json") { Description = "Print what is heard of the files as JSON." };
        var cores = Environment.ProcessorCount;
        var threads = Options.Within(
            new Option<int>("--threads") { Description = "How many files to hear at once.", DefaultValueFactory = _ => cores }, 1, cores);
        var command = new ExampleCommand(
            "analyze",
            "Hears recordings: tempo, key, meter, loudness, peak and genre. WAV files need nothing; FLAC, MP3, Ogg, M4A and AAC need "
            + "ffmpeg.",
            "mixtape analyze ~/Music/*.wav")
        {
            files, json, threads,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(json) is { Implicit: false } && result.GetResult(files) is not { Tokens.Count: > 0 })
                result.AddError("--json needs files.");
        });
        command.SetAction(async (parsed, token) =>
        {
            if (parsed.GetValue(files) is { Length: > 0 } paths)
                return await AnalyzeAsync(context, paths, parsed.GetValue(threads), parsed.GetValue(json), token);
            using var client = context.Connect(parsed);
            await RunOnServerAsync(context, client, token);
            return CommandLine.Success;
        });
        return command;
    }

    /// <summary>Has the server hear what is unheard, and waits for the end.</summary>
    public static async Task<AudioAnalysisAnswer> RunOnServerAsync(CliContext context, MixtapeClient client, CancellationToken token)
    {
        var follower = new RunFollower(client, context.Out, context.Time);
        RunAnswer started;
        AudioAnalysisAnswer run;
        do
        {
            started = await client.StartAudioAnalysisAsync(token);
            run = await follower.AudioAsync(started.Id, token);
        }
        while (!started.IsNew); // one that was running before may not know of the latest audio
        context.Out.WritePlain(
            $"{run.Total:n0} recordings: {run.Heard:n0} heard, {run.Known:n0} known before, {run.Failed:n0} that cannot be heard.");
        if (run.LeftOut > 0) context.Out.WritePlain($"Left out: {run.LeftOut:n0} blobs whose names are no track's.");
        return run;
    }

    private static async Task<int> AnalyzeAsync(CliContext context, string[] paths, int threads, bool json, CancellationToken token)
    {
        var heard = new HeardFile[paths.Length];
        using var analyzer = new AudioAnalyzer();
        var done = 0;
        var work = Parallel.ForEachAsync(
            Enumerable.Range(0, paths.Length), new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = token },
            async (i, stop) =>
            {
                heard[i] = await HeardFile.OfAsync(analyzer, paths[i], stop);
                Interlocked.Increment(ref done);
            });
        // Where the results are for a program, progress does not stand among them.
        if (paths.Length > 1)
        {
            await Bars.Create(json ? context.Error : context.Out).StartAsync(async bars =>
            {
                var bar = bars.AddTask("Hearing", maxValue: paths.Length);
                await Bars.WatchAsync(work, () => bar.Value = Volatile.Read(ref done), context.Time);
            });
        }

        await work;
        if (json) HeardFile.WriteJson(context.Out.Profile.Out.Writer, heard);
        else AudioTable.Write(context.Out, heard);
        return heard.All(file => file.Problem is null) ? CommandLine.Success : CommandLine.Failure;
    }
}
