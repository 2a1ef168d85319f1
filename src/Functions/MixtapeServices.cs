using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Mixtape.Functions.Audio;
using Mixtape.Functions.Ingest;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Training;
using Mixtape.Functions.Tuning;
using Mixtape.Functions.Weekly;
using Mixtape.Music.Audio;
using Mixtape.Storage;

namespace Mixtape.Functions;

/// <summary>The composition of the app.</summary>
public static class MixtapeServices
{
    /// <summary>
    /// Adds everything that the functions need, with stores in the folder that configuration key <c>LocalState</c>
    /// names.
    /// </summary>
    public static IServiceCollection AddMixtape(this IServiceCollection services, IConfiguration configuration)
    {
        var state = Path.GetFullPath(configuration["LocalState"] ?? ".mixtape");
        var options = new MixtapeOptions();
        configuration.GetSection("Mixtape").Bind(options);
        if (options.SimilarTracks == SimilarTracksMode.Cosmos) CheckVectorSearch(configuration.GetSection("Mixtape:Cosmos"));
        var zone = options.FindTimeZone();
        var documents = new SqliteDocumentStore(Path.Combine(state, "documents.db")); // opened here: damage shows at the start
        return services
            .Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = null) // each function has a limit of its own
            .AddSingleton(options)
            .AddSingleton(zone)
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IBlobStore>(_ => new FileBlobStore(Path.Combine(state, "blobs")))
            .AddSingleton<IDocumentStore>(_ => documents)
            .AddSingleton<EventIngest>()
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
            .AddSingleton<ISimilarTracks>(provider => options.SimilarTracks == SimilarTracksMode.Cosmos
                ? new CosmosSimilarTracks(provider.GetRequiredService<CosmosDocumentStore>())
                : new InProcessSimilarTracks())
            .AddSingleton<NearestListeners>()
            .AddSingleton<Recommender>()
            .AddSingleton<ReleaseShelf>()
            .AddSingleton<DiscoverWeeklyKind>()
            .AddSingleton<ReleaseRadarKind>()
            .AddSingleton<WeeklyPlaylists>()
            .AddSingleton<WeeklyBatches>();
    }

    private static void CheckVectorSearch(IConfigurationSection cosmos)
    {
        if (string.IsNullOrEmpty(cosmos[nameof(CosmosDocumentStoreOptions.Endpoint)]))
        {
            throw new InvalidOperationException(
                "Mixtape:SimilarTracks is Cosmos, but Mixtape:Cosmos:Endpoint is not set: set it to the account's address, or SimilarTracks "
                + "to InProcess.");
        }

        if (cosmos.GetValue<VectorIndexKind>(nameof(CosmosDocumentStoreOptions.VectorIndex)) == VectorIndexKind.None)
        {
            throw new InvalidOperationException(
                "Mixtape:SimilarTracks is Cosmos, but its documents have no vector index: set Mixtape:Cosmos:VectorIndex to DiskAnn or "
                + "QuantizedFlat, as they were deployed, or SimilarTracks to InProcess.");
        }
    }
}
