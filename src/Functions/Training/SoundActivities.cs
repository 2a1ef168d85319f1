using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Audio;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Evaluation;
using Mixtape.Music.Listening;
using Mixtape.Music.Sound;
using Mixtape.Numerics;
using Mixtape.Storage;

namespace Mixtape.Functions.Training;

/// <summary>
/// Tracks' factors from their sound: embeddings are gathered page by page, sorted into blocks of tracks, learned from over all blocks, and
/// what they predict is written block by block. Blobs of the generation are written under it at once, which nobody reads before its
/// manifest is there.
/// </summary>
public sealed class SoundActivities(IBlobStore store, TrainingBlobs blobs, TrackAudioStore audio)
{
    /// <summary>Pages that all tracks with audio are gathered in: of five million, each holds some 25 MB.</summary>
    public const int Pages = 64;

    private const int BucketsPerPage = TrackAudioStore.Buckets / Pages;

    // Held-out tracks that each listener's plays are judged by; enough for three places of the AUC over some hundred listeners.
    private const int MostJudged = 1_000;

    // Draws unplayed tracks otherwise than their block is drawn, which would leave out whole blocks.
    private const ulong UnplayedSeed = 0x5048;

    /// <summary>Whether any track has been heard at all.</summary>
    [Function(nameof(FindSound))]
    public Task<bool> FindSound([ActivityTrigger] BlockTask task, CancellationToken cancellationToken) =>
        audio.HasEmbeddingsAsync(cancellationToken);

    /// <summary>
    /// Writes down the embeddings of a page of tracks by track block, once: what is heard later is for the next training, so that steps
    /// that run twice give the same bytes.
    /// </summary>
    [Function(nameof(GatherSound))]
    public async Task<StageTally> GatherSound([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var counts = TrainingBlobs.SoundCounts(task.Training, task.Block);
        if (await store.GetPropertiesAsync(counts, cancellationToken) is not null) return new StageTally();
        var embeddings = new List<TrackEmbedding>();
        for (var bucket = task.Block * BucketsPerPage; bucket < (task.Block + 1) * BucketsPerPage; bucket++)
        {
            await foreach (var heard in audio.ReadBucketAsync(bucket, cancellationToken))
                if (TrackEmbedding.Of(heard.Track, heard.Model, heard.Embedding) is { } embedding) embeddings.Add(embedding);
        }

        var byBlock = embeddings.ToLookup(embedding => BlockPlays.BlockOf(embedding.Track, task.Shape.TrackBlocks));
        var segments = new ReadOnlyMemory<byte>[task.Shape.TrackBlocks];
        for (var block = 0; block < segments.Length; block++) segments[block] = TrackEmbedding.ToBytes(byBlock[block]);
        await blobs.WriteAsync(
            TrainingBlobs.SoundPage(task.Training, task.Block),
            (stream, cancellation) => SegmentedBlob.WriteAsync(stream, BlobKind.Embeddings, segments, cancellation),
            cancellationToken);
        await blobs.WriteJsonAsync(
            counts,
            embeddings.GroupBy(embedding => (embedding.Model, embedding.Values.Length))
                .Select(group => new SoundPlan(group.Key.Model, group.Key.Length, group.Count())),
            cancellationToken);
        return new StageTally { Rows = embeddings.Count };
    }

    /// <summary>Settles on the network that most tracks were heard by, of equals the first in ordinal order.</summary>
    [Function(nameof(SettleSound))]
    public async Task<SoundPlan> SettleSound([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var all = new List<SoundPlan>();
        for (var page = 0; page < Pages; page++)
            all.AddRange(await blobs.ReadJsonAsync<SoundPlan[]>(TrainingBlobs.SoundCounts(task.Training, page), cancellationToken));
        var plan = all.GroupBy(part => (part.Model, part.Width))
            .Select(group => new SoundPlan(group.Key.Model, group.Key.Width, group.Sum(part => part.Tracks)))
            .OrderByDescending(candidate => candidate.Tracks)
            .ThenBy(candidate => candidate.Model, StringComparer.Ordinal).ThenBy(candidate => candidate.Width)
            .FirstOrDefault() ?? new SoundPlan("", 0, 0);
        await blobs.WriteJsonAsync(TrainingBlobs.SoundPlan(task.Training), plan, cancellationToken);
        return plan;
    }

    /// <summary>Writes the ids and embeddings of a block's tracks, and counts those to learn from.</summary>
    [Function(nameof(CollectSound))]
    public async Task<StageTally> CollectSound([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var options = (await blobs.ReadOptionsAsync(task.Training, cancellationToken)).Sound;
        var plan = await blobs.ReadJsonAsync<SoundPlan>(TrainingBlobs.SoundPlan(task.Training), cancellationToken);
        var ids = await blobs.ReadIdsAsync(task.Training, Side.Tracks, task.Block, cancellationToken);
        var listeners = (await blobs.ReadPopularityAsync(task.Training, task.Block, cancellationToken)).All;
        var unplayed = (double)options.MaximumUnplayed / plan.Tracks;
        var found = new SortedDictionary<string, float[]>(StringComparer.Ordinal);
        for (var page = 0; page < Pages; page++)
        {
            foreach (var embedding in await ReadPageAsync(task, page, cancellationToken))
            {
                if (embedding.Model != plan.Model || embedding.Values.Length != plan.Width) continue;
                var draw = StableHash.Fraction(StableHash.Of(embedding.Track, UnplayedSeed));
                if (ids.Find(embedding.Track) < 0 && draw >= unplayed) continue;
                found[embedding.Track] = embedding.Values;
            }
        }

        var embeddings = new FactorMatrix(found.Count, plan.Width);
        foreach (var (row, values) in found.Values.Index()) values.CopyTo(embeddings[row]);
        ManifestEntry[] entries =
        [
            await blobs.WriteListedAsync(
                SoundEntry.Tracks(task.Training, task.Block), new IdTable([.. found.Keys]).WriteAsync, cancellationToken),
            await WriteAsync(SoundEntry.Embeddings(task.Training, task.Block), embeddings, cancellationToken),
        ];
        await blobs.WriteJsonAsync(TrainingBlobs.SoundEntries(task.Training, task.Block), entries, cancellationToken);
        return new StageTally
        {
            Rows = found.Count,
            Entries = found.Keys.Count(track => ids.Find(track) is >= 0 and var row && options.Trusts(listeners[row])),
        };
    }

    /// <summary>Learns from all blocks to tell factors from embeddings.</summary>
    [Function(nameof(TrainSound))]
    public async Task<SoundTrained> TrainSound([ActivityTrigger] SoundTask sound, CancellationToken cancellationToken)
    {
        var task = sound.Task;
        var options = await blobs.ReadOptionsAsync(task.Training, cancellationToken);
        var plan = await blobs.ReadJsonAsync<SoundPlan>(TrainingBlobs.SoundPlan(task.Training), cancellationToken);
        var model = await blobs.ReadModelAsync(task.Training, cancellationToken);
        var training = new SoundTraining(options.Sound, plan.Width, model, sound.Trusted, model.Seed);
        for (var block = 0; block < task.Shape.TrackBlocks; block++)
        {
            var heard = await ReadBlockAsync(task, block, cancellationToken);
            var played = Enumerable.Range(0, heard.Tracks.Count).Where(row => heard.Rows[row] >= 0).ToArray();
            training.Add(
                Array.ConvertAll(played, row => heard.Tracks[row]), Rows(heard.Embeddings, played),
                Rows(heard.Factors, Array.ConvertAll(played, row => heard.Rows[row])),
                Array.ConvertAll(played, row => heard.Listeners[heard.Rows[row]]));
        }

        if (training.Fit(cancellationToken) is not { } fit) return new SoundTrained(null, "their sound says nothing of what people play");
        await blobs.WriteAsync(
            TrainingBlobs.SoundModel(task.Training),
            (stream, cancellation) =>
            {
                var bytes = new MemoryStream();
                fit.Model.Save(bytes);
                return stream.WriteAsync(bytes.ToArray(), cancellation).AsTask();
            },
            cancellationToken);
        await WriteJudgedAsync(task, fit, cancellationToken);
        return new SoundTrained(fit.Quality);
    }

    /// <summary>Writes the factors of those tracks of a block that few or none have played.</summary>
    [Function(nameof(PredictSound))]
    public async Task<StageTally> PredictSound([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var options = await blobs.ReadOptionsAsync(task.Training, cancellationToken);
        var model = await blobs.ReadModelAsync(task.Training, cancellationToken);
        var sound = await blobs.ReadAsync(TrainingBlobs.SoundModel(task.Training), SoundModel.ReadAsync, cancellationToken);
        var heard = await ReadBlockAsync(task, task.Block, cancellationToken);
        int[] chosen = [.. Enumerable.Range(0, heard.Tracks.Count)
            .Where(row => heard.Rows[row] < 0 || !options.Sound.Trusts(heard.Listeners[heard.Rows[row]]))];
        var predicted = sound.Predict(Rows(heard.Embeddings, chosen), model);
        for (var i = 0; i < chosen.Length; i++)
        {
            if (heard.Rows[chosen[i]] is >= 0 and var row)
                SoundModel.Blend(heard.Factors[row], heard.Listeners[row], predicted[i], model.Factors);
        }

        ManifestEntry[] entries =
        [
            await blobs.WriteListedAsync(
                SoundEntry.PredictedTracks(task.Training, task.Block),
                new IdTable(Array.ConvertAll(chosen, row => heard.Tracks[row])).WriteAsync, cancellationToken),
            await WriteAsync(SoundEntry.Predicted(task.Training, task.Block), predicted, cancellationToken),
        ];
        await blobs.WriteJsonAsync(TrainingBlobs.PredictedEntries(task.Training, task.Block), entries, cancellationToken);
        return new StageTally { Rows = chosen.Length, Entries = chosen.Count(row => heard.Rows[row] < 0) };
    }

    /// <summary>
    /// Judges, for a block of listeners, how tracks that were held out of the regression are ranked by what their sound predicts, and by
    /// their own factors. The listeners' factors know of their plays in both cases.
    /// </summary>
    [Function(nameof(JudgeSound))]
    public async Task<StageTally> JudgeSound([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var judged = await blobs.ReadJsonAsync<JudgedTrack[]>(TrainingBlobs.SoundJudged(task.Training, "json"), cancellationToken);
        var factors = await blobs.ReadFactorsAsync(task.Training, task.Iteration, Side.Listeners, task.Block, cancellationToken);
        var plays = new List<(int Column, float Strength)>[factors.Rows];
        for (var row = 0; row < plays.Length; row++) plays[row] = [];
        var strip = await blobs.OpenStripAsync(task, Side.Listeners, task.Block, cancellationToken);
        foreach (var group in judged.Index().GroupBy(track => track.Item.Block).Where(group => strip.Blocks.Contains(group.Key)))
        {
            var columns = group.ToDictionary(track => track.Item.Row, track => track.Index);
            var tile = await strip.ReadAsync(group.Key, group.First().Item.BlockRows, cancellationToken);
            for (var row = 0; row < plays.Length; row++)
            {
                var (first, count) = tile.Row(row, includeHoldout: true).GetOffsetAndLength(tile.Entries);
                for (var e = first; e < first + count; e++)
                    if (columns.TryGetValue(tile.Columns[e], out var column)) plays[row].Add((column, tile.Values[e]));
            }
        }

        var pointers = new int[2 * plays.Length + 1];
        for (var row = 0; row < plays.Length; row++)
        {
            plays[row].Sort();
            pointers[2 * row + 1] = pointers[2 * row + 2] = pointers[2 * row] + plays[row].Count;
        }

        var all = plays.SelectMany(row => row).ToArray();
        var asked = new MatrixTile(
            plays.Length, pointers, Array.ConvertAll(all, play => play.Column), Array.ConvertAll(all, play => play.Strength));
        return new StageTally { BySound = await JudgeAsync("predicted"), ByPlays = await JudgeAsync("learned") };

        async Task<ColdStartScore> JudgeAsync(string part) => ColdStartEvaluation.Judge(
            factors, await blobs.ReadAsync(TrainingBlobs.SoundJudged(task.Training, part), FactorBlob.ReadAsync, cancellationToken), asked);
    }

    private static FactorMatrix Rows(FactorMatrix matrix, int[] rows)
    {
        var chosen = new FactorMatrix(rows.Length, matrix.Width);
        for (var i = 0; i < rows.Length; i++) matrix[rows[i]].CopyTo(chosen[i]);
        return chosen;
    }

    /// <summary>Writes down some of the held-out tracks: where they are, what was predicted of them, and what was learned.</summary>
    private async Task WriteJudgedAsync(BlockTask task, SoundFit fit, CancellationToken cancellationToken)
    {
        var count = Math.Min(MostJudged, fit.HeldOut.Count);
        int[] drawn = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * fit.HeldOut.Count / count))];
        var (judged, learned) = (new JudgedTrack[count], new FactorMatrix(count, fit.Predicted.Width));
        foreach (var group in Enumerable.Range(0, count)
            .GroupBy(i => BlockPlays.BlockOf(fit.HeldOut[drawn[i]], task.Shape.TrackBlocks)))
        {
            var block = group.Key;
            var ids = await blobs.ReadIdsAsync(task.Training, Side.Tracks, block, cancellationToken);
            var factors = await ReadFactorsAsync(task, block, cancellationToken);
            foreach (var i in group)
            {
                judged[i] = new JudgedTrack(block, ids.Find(fit.HeldOut[drawn[i]]), ids.Count);
                factors[judged[i].Row].CopyTo(learned[i]);
            }
        }

        await blobs.WriteJsonAsync(TrainingBlobs.SoundJudged(task.Training, "json"), judged, cancellationToken);
        await WriteAsync(TrainingBlobs.SoundJudged(task.Training, "predicted"), Rows(fit.Predicted, drawn), cancellationToken);
        await WriteAsync(TrainingBlobs.SoundJudged(task.Training, "learned"), learned, cancellationToken);
    }

    private async Task<HeardBlock> ReadBlockAsync(BlockTask task, int block, CancellationToken cancellationToken)
    {
        var ids = await blobs.ReadIdsAsync(task.Training, Side.Tracks, block, cancellationToken);
        var tracks = await blobs.ReadAsync(SoundEntry.Tracks(task.Training, block), IdTable.ReadAsync, cancellationToken);
        return new HeardBlock(
            tracks,
            [.. tracks.Select(ids.Find)],
            await blobs.ReadAsync(SoundEntry.Embeddings(task.Training, block), FactorBlob.ReadAsync, cancellationToken),
            await ReadFactorsAsync(task, block, cancellationToken),
            (await blobs.ReadPopularityAsync(task.Training, block, cancellationToken)).All);
    }

    /// <summary>The tracks' final factors: the listeners were solved once more than they.</summary>
    private Task<FactorMatrix> ReadFactorsAsync(BlockTask task, int block, CancellationToken cancellationToken) =>
        blobs.ReadFactorsAsync(task.Training, task.Iteration - 1, Side.Tracks, block, cancellationToken);

    private async Task<IEnumerable<TrackEmbedding>> ReadPageAsync(BlockTask task, int page, CancellationToken cancellationToken)
    {
        var name = TrainingBlobs.SoundPage(task.Training, page);
        var directory = await blobs.ReadDirectoryAsync(name, BlobKind.Embeddings, task.Shape.TrackBlocks, cancellationToken);
        var bytes = new byte[directory[task.Block].Length];
        await using var stream = await blobs.OpenSegmentAsync(name, directory[task.Block], cancellationToken);
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return TrackEmbedding.Read(bytes);
    }

    private Task<ManifestEntry> WriteAsync(string name, FactorMatrix matrix, CancellationToken cancellationToken) =>
        blobs.WriteListedAsync(name, (stream, cancellation) => FactorBlob.WriteAsync(stream, matrix, cancellation), cancellationToken);

    /// <summary>What is known of the tracks of a block that have audio.</summary>
    /// <param name="Tracks">Their ids.</param>
    /// <param name="Rows">The row of each among the block's played tracks, or -1.</param>
    /// <param name="Embeddings">The embedding of each.</param>
    /// <param name="Factors">The factors of the played tracks.</param>
    /// <param name="Listeners">How many listeners each of these has.</param>
    private sealed record HeardBlock(IdTable Tracks, int[] Rows, FactorMatrix Embeddings, FactorMatrix Factors, int[] Listeners);

    /// <summary>A track that predictions are judged by.</summary>
    /// <param name="Block">Its block.</param>
    /// <param name="Row">Its row there.</param>
    /// <param name="BlockRows">How many rows the block has.</param>
    private sealed record JudgedTrack(int Block, int Row, int BlockRows);
}
