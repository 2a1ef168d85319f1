using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Mixtape.Functions.Training;
using Mixtape.Local.FunctionsRuntime.Engine;
using Mixtape.Local.FunctionsRuntime.Engine.History;
using Mixtape.Music.Listening;
using Mixtape.Music.SampleWorld;
using Mixtape.Music.Scale;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Training;

/// <summary>An app whose stores count, and what a training in it took.</summary>
internal sealed class CountedTraining : IAsyncDisposable
{
    private static readonly string[] _orchestrators =
        [nameof(TrainingOrchestrator.Train), nameof(FanOut.FanOutOverBlocks), nameof(ClearOrchestrator.ClearOld)];

    private readonly MixtapeApp _app;
    private readonly TrainingSize _events;
    private readonly HashSet<string> _known = [];

    private CountedTraining(MixtapeApp app, CountingBlobStore blobs, CountingDocumentStore documents, TrainingSize events) =>
        (_app, Blobs, Documents, _events) = (app, blobs, documents, events);

    public CountingBlobStore Blobs { get; }

    public CountingDocumentStore Documents { get; }

    /// <summary>Activities of the last training.</summary>
    public int Activities { get; private set; }

    /// <summary>Its orchestrations.</summary>
    public int Orchestrations { get; private set; }

    /// <summary>The longest history among them.</summary>
    public int LongestHistory { get; private set; }

    /// <summary>Seconds it took.</summary>
    public double Seconds { get; private set; }

    /// <summary>Seconds of all cores that this process took for it, which hardly depend on who else uses the machine.</summary>
    public double CoreSeconds { get; private set; }

    public static SampleWorld World(int listeners, int tracks) => SampleWorld.Generate(new SampleWorldOptions
    {
        AsOf = new DateOnly(2026, 3, 2),
        Listeners = listeners,
        Artists = tracks / 10,
        Tracks = tracks,
        MeanEvents = 60,
    });

    /// <summary>Starts an app that keeps nothing in memory while it trains, and sends it a world.</summary>
    public static async Task<CountedTraining> StartAsync(
        SampleWorld world, (long EventsPerListenerBlock, int TracksPerTrackBlock, long BytesPerPage) cut)
    {
        CountingBlobStore? blobs = null;
        CountingDocumentStore? documents = null;
        var app = await MixtapeApp.StartWithAsync(
            services =>
            {
                var (real, realDocuments) = (Last<IBlobStore>(services), Last<IDocumentStore>(services));
                services.AddSingleton<IBlobStore>(provider => blobs = new CountingBlobStore(real(provider)));
                services.AddSingleton<IDocumentStore>(provider => documents = new CountingDocumentStore(
                    realDocuments(provider), exceptFor: "playlists"));
            },
            null,
            $"--Mixtape:Training:EventsPerListenerBlock={cut.EventsPerListenerBlock}",
            $"--Mixtape:Training:TracksPerTrackBlock={cut.TracksPerTrackBlock}",
            $"--Mixtape:Training:BytesPerPage={cut.BytesPerPage}",
            "--Mixtape:MaximumTrainingCacheBytes=0");
        await app.SendAsync(world);
        return new CountedTraining(app, blobs!, documents!, EventsOf(world) with
        {
            EventsPerListenerBlock = cut.EventsPerListenerBlock,
            TracksPerTrackBlock = cut.TracksPerTrackBlock,
            BytesPerPage = cut.BytesPerPage,
        });
    }

    /// <summary>Trains once, and says what there was to learn from, as the plan takes it.</summary>
    public async Task<TrainingSize> TrainAsync(int iterations, int finishing, int factors)
    {
        Blobs.Reset();
        Documents.Reset();
        var before = Environment.CpuUsage.TotalTime;
        var status = await _app.TrainAsync(new { iterations, finishingIterations = finishing, factors, tolerableLoss = 1 });
        CoreSeconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        await ReadHistoryAsync(status.GetProperty("id").GetString()!);
        return _events with
        {
            Listeners = status.GetProperty("listeners").GetInt64(),
            Tracks = status.GetProperty("tracks").GetInt64(),
            Pairs = status.GetProperty("pairs").GetInt64(),
            Factors = factors,
            Iterations = iterations,
            FinishingIterations = finishing,
        };
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>How many events a world has, and how long they are; the rest is told by the training.</summary>
    private static TrainingSize EventsOf(SampleWorld world)
    {
        var (events, bytes) = (world.Events.ToArray(), EventLog.ToBytes(world.Events).Length);
        var listenerBytes = events.Average(e => Encoding.UTF8.GetByteCount(e.Listener));
        var trackBytes = events.Average(e => Encoding.UTF8.GetByteCount(e.Track));
        return new TrainingSize
        {
            Listeners = 0,
            Tracks = 0,
            Pairs = 0,
            Events = events.Length,
            ListenerIdBytes = listenerBytes,
            TrackIdBytes = trackBytes,
            EventFieldBytes = (double)bytes / events.Length - listenerBytes - trackBytes,
            ClearsGeneration = false,
        };
    }

    private static Func<IServiceProvider, T> Last<T>(IServiceCollection services)
    {
        var last = services.Last(service => service.ServiceType == typeof(T));
        return provider => (T)(last.ImplementationInstance ?? last.ImplementationFactory!(provider));
    }

    private async Task ReadHistoryAsync(string training)
    {
        var hub = _app.Service<TaskHub>();
        (Activities, Orchestrations, LongestHistory) = (0, 0, 0);
        await foreach (var instance in hub.Client.GetAllInstancesAsync())
        {
            // A timer may have playlists built meanwhile.
            if (!_orchestrators.Contains(instance.Name) || !_known.Add(instance.InstanceId)) continue;
            if (instance.InstanceId == training) Seconds = (instance.LastUpdatedAt - instance.CreatedAt).TotalSeconds;
            var history = await hub.GetHistoryAsync(instance.InstanceId);
            Orchestrations++;
            Activities += history.OfType<TaskScheduled>().Count();
            LongestHistory = Math.Max(LongestHistory, history.Count);
        }
    }
}
