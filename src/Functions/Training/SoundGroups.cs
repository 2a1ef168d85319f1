using Mixtape.Music.Collaborative;

namespace Mixtape.Functions.Training;

/// <summary>Where a training and its generation have the groups of tracks that sound alike.</summary>
public static class SoundGroups
{
    /// <summary>What the groups are: a working blob, written once.</summary>
    public static string Found(string training) => $"{TrainingBlobs.Folder(training)}groups/found.json";

    /// <summary>What came of putting a block of tracks into the groups: a working blob.</summary>
    public static string Grouped(string training, int block) => $"{TrainingBlobs.Folder(training)}groups/{block:D7}.json";

    /// <summary>How the generation lists its map: a working blob.</summary>
    public static string MapEntry(string training) => $"{TrainingBlobs.Folder(training)}groups/map.json";

    /// <summary>The map of a generation.</summary>
    public static string Map(string generation) => $"{GenerationManifest.Folder(generation)}catalogue-map.json";

    /// <summary>The group of each track of a block that has an embedding.</summary>
    public static string Groups(string generation, int block) => GenerationManifest.Block(generation, Side.Tracks, block, "groups");

    /// <summary>Reads which blobs of the generation its groups are in.</summary>
    public static async Task<List<ManifestEntry>> ReadEntriesAsync(
        TrainingBlobs blobs, string training, int trackBlocks, CancellationToken cancellationToken)
    {
        var entries = new List<ManifestEntry> { await blobs.ReadJsonAsync<ManifestEntry>(MapEntry(training), cancellationToken) };
        for (var block = 0; block < trackBlocks; block++)
            entries.Add((await blobs.ReadJsonAsync<GroupedBlock>(Grouped(training, block), cancellationToken)).Entry);
        return entries;
    }
}
