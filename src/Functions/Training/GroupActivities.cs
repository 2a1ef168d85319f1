using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Audio;
using Mixtape.Music.Blobs;
using Mixtape.Music.Genres;
using Mixtape.Numerics;
using Mixtape.Storage;

namespace Mixtape.Functions.Training;

/// <summary>
/// Groups of tracks that sound alike: found from a sample of all tracks with an embedding, then joined by the others block by block, and
/// written down with the map of the sample.
/// </summary>
public sealed class GroupActivities(IBlobStore store, TrainingBlobs blobs, TrackAudioStore audio)
{
    private const int DocumentsPerRead = 1_000;

    // The map is served, so its bytes count; working blobs are for people to read.
    private static readonly JsonSerializerOptions _compact = new(TrainingBlobs.Json) { WriteIndented = false };

    /// <summary>
    /// Finds groups, once: what is heard of the sample's tracks may change meanwhile, and steps that run twice give the same bytes.
    /// </summary>
    [Function(nameof(FindGroups))]
    public async Task<FoundGroups> FindGroups([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var name = SoundGroups.Found(task.Training);
        if (await store.GetPropertiesAsync(name, cancellationToken) is not null)
            return FoundGroups.Of(await blobs.ReadJsonAsync<MicroGenres>(name, cancellationToken));

        var options = (await blobs.ReadOptionsAsync(task.Training, cancellationToken)).Groups;
        var model = await blobs.ReadModelAsync(task.Training, cancellationToken);
        var sample = await SampleAsync(task, options.MaximumSample, cancellationToken);
        if (MicroGenres.Fit(sample, options, model.Seed, Environment.ProcessorCount, cancellationToken) is not { } found)
            return new FoundGroups(0, sample.Count, 0);
        await blobs.WriteJsonAsync(name, found, cancellationToken);
        return FoundGroups.Of(found);
    }

    /// <summary>Writes the group of each track of a block, and which of them are typical.</summary>
    [Function(nameof(GroupTracks))]
    public async Task<StageTally> GroupTracks([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var genres = await blobs.ReadJsonAsync<MicroGenres>(SoundGroups.Found(task.Training), cancellationToken);
        var (tracks, embeddings) = await ReadBlockAsync(task.Training, task.Block, cancellationToken);
        var (groups, members) = GroupMembers.Of(genres, tracks, embeddings);
        var entry = await blobs.WriteListedAsync(
            SoundGroups.Groups(task.Training, task.Block),
            (stream, cancellation) => GroupBlob.WriteAsync(stream, groups, cancellation), cancellationToken);
        await blobs.WriteJsonAsync(SoundGroups.Grouped(task.Training, task.Block), new GroupedBlock(entry, members), cancellationToken);
        return new StageTally { Rows = groups.Length };
    }

    /// <summary>Adds up what came of the blocks, and writes the map.</summary>
    [Function(nameof(MapCatalogue))]
    public async Task<StageTally> MapCatalogue([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var genres = await blobs.ReadJsonAsync<MicroGenres>(SoundGroups.Found(task.Training), cancellationToken);
        var members = new GroupMembers[genres.Names.Length];
        Array.Fill(members, GroupMembers.None);
        for (var block = 0; block < task.Shape.TrackBlocks; block++)
        {
            var grouped = await blobs.ReadJsonAsync<GroupedBlock>(SoundGroups.Grouped(task.Training, block), cancellationToken);
            for (var group = 0; group < members.Length; group++) members[group] += grouped.Members[group];
        }

        var map = genres.ToMap(members);
        var entry = await blobs.WriteListedAsync(
            SoundGroups.Map(task.Training),
            (stream, cancellation) => JsonSerializer.SerializeAsync(stream, map, _compact, cancellation), cancellationToken);
        await blobs.WriteJsonAsync(SoundGroups.MapEntry(task.Training), entry, cancellationToken);
        return new StageTally { Rows = map.Points.Count };
    }

    /// <summary>Draws tracks of all blocks, and reads what is heard of them: words of another network may mean something else.</summary>
    private async Task<List<SampledTrack>> SampleAsync(BlockTask task, int most, CancellationToken cancellationToken)
    {
        var plan = await blobs.ReadJsonAsync<SoundPlan>(TrainingBlobs.SoundPlan(task.Training), cancellationToken);
        var drawn = new TrackSample(most);
        for (var block = 0; block < task.Shape.TrackBlocks; block++)
        {
            var (tracks, embeddings) = await ReadBlockAsync(task.Training, block, cancellationToken);
            for (var row = 0; row < tracks.Count; row++) drawn.Add(tracks[row], embeddings[row]);
        }

        var sample = new List<SampledTrack>();
        foreach (var chunk in drawn.Tracks.Chunk(DocumentsPerRead))
        {
            var heard = await audio.GetAsync(chunk.Select(track => track.Id), cancellationToken);
            sample.AddRange(chunk.Select(track => track with
            {
                Features = heard.GetValueOrDefault(track.Id) is { } known && known.Model == plan.Model ? known.Features : null,
            }));
        }

        return sample;
    }

    private async Task<(IdTable Tracks, FactorMatrix Embeddings)> ReadBlockAsync(
        string training, int block, CancellationToken cancellationToken) => (
        await blobs.ReadAsync(SoundEntry.Tracks(training, block), IdTable.ReadAsync, cancellationToken),
        await blobs.ReadAsync(SoundEntry.Embeddings(training, block), FactorBlob.ReadAsync, cancellationToken));
}

/// <summary>What groups were found.</summary>
/// <param name="Groups">How many; 0 where there are too few tracks for any.</param>
/// <param name="Sample">From how many tracks.</param>
/// <param name="Silhouette">The mean silhouette of these.</param>
public sealed record FoundGroups(int Groups, int Sample, double Silhouette)
{
    /// <summary>In short.</summary>
    public static FoundGroups Of(MicroGenres genres) => new(genres.Names.Length, genres.Sample, genres.Silhouette);
}

/// <summary>What came of putting a block of tracks into groups.</summary>
/// <param name="Entry">The blob of the generation that says which track is in which.</param>
/// <param name="Members">The members of each group.</param>
public sealed record GroupedBlock(ManifestEntry Entry, GroupMembers[] Members);
