using Mixtape.Functions.Audio;
using Mixtape.Functions.Erasure;
using Mixtape.Functions.Ingest;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Training;
using Mixtape.Functions.Tuning;
using Mixtape.Functions.Weekly;
using Mixtape.Storage;

namespace Mixtape.Functions;

/// <summary>All containers of documents that the app uses.</summary>
internal static class DocumentContainers
{
    public static IReadOnlyList<DocumentContainer> All { get; } =
    [
        new(EventIngest.Container),
        new(Follows.Container),
        new(Releases.Container),
        new(Catalogue.Container),
        new(Catalogue.MarkerContainer),
        new(TrackAudioStore.Container),
        new(AudioAttempts.Container),
        new(AudioRuns.Container),
        new(ListenerVector.Container, "vector"),
        new(TrackVector.Container, "vector", IsSearched: true),
        new(GenerationPointer.Container),
        new(TrainingDefaults.Container),
        new(TrainingLock.Container),
        new(TuningTrials.Container),
        new(WeeklyPlaylists.Container),
        new(Erasures.Container),
    ];
}
