using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mixtape.Functions.Audio;
using Mixtape.Functions.Erasure;
using Mixtape.Functions.Ingest;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Telemetry;
using Mixtape.Functions.Training;
using Mixtape.Functions.Tuning;
using Mixtape.Functions.Weekly;
using Mixtape.Music.Audio;

namespace Mixtape.Functions;

/// <summary>The composition of the app.</summary>
public static class MixtapeServices
{
    /// <summary>
    /// Adds everything that the functions need. Embedded stores are in the folder that configuration key <c>LocalState</c> names.
    /// </summary>
    public static IServiceCollection AddMixtape(this IServiceCollection services, IConfiguration configuration)
    {
        var state = Path.GetFullPath(configuration["LocalState"] ?? ".mixtape");
        var options = new MixtapeOptions();
        configuration.GetSection("Mixtape").Bind(options);
        var zone = options.FindTimeZone();
        return services
            .Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = null) // each function has a limit of its own
            .AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning)) // else it logs paths, with listeners' ids
            .AddTelemetryExport(configuration)
            .AddSingleton(options)
            .AddSingleton(zone)
            .AddSingleton(TimeProvider.System)
            .AddStores(configuration, state)
            .AddSingleton<EventIngest>()
            .AddSingleton<EventRemoval>()
            .AddSingleton<Erasures>()
            .AddSingleton<Follows>()
            .AddSingleton<Releases>()
            .AddSingleton<Catalogue>()
            .AddSingleton<TrackAudioStore>()
            .AddSingleton<AudioBlobs>()
            .AddSingleton<AudioRuns>()
            .AddSingleton<AudioAttempts>()
            .AddSingleton<AudioScratch>()
            .AddSingleton(_ => new AudioAnalyzer(new AudioDecoder(options.Audio))) // made when first asked for
            .AddSingleton<AudioHearing>()
            .AddSingleton<TrainingBlobs>()
            .AddSingleton<TrainingCache>()
            .AddSingleton<TrainingLock>()
            .AddSingleton<TrainingDefaults>()
            .AddSingleton<TuningTrials>()
            .AddSingleton<GenerationPointer>()
            .AddSingleton<Generations>()
            .AddSimilarTracks(options.SimilarTracks, configuration)
            .AddSingleton<NearestListeners>()
            .AddSingleton<Recommender>()
            .AddSingleton<ReleaseShelf>()
            .AddSingleton<DiscoverWeeklyKind>()
            .AddSingleton<ReleaseRadarKind>()
            .AddSingleton<WeeklyPlaylists>()
            .AddSingleton<WeeklyBatches>();
    }
}
