using System.Runtime.InteropServices;
using System.Text.Json;
using Mixtape.Functions.Ingest;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Training;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Numerics;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Serving;

/// <summary>Counting a listener's events again and folding them in, against what training published of the same events.</summary>
public sealed class FoldedListenersTests
{
    [Theory]
    [InlineData("""{"factors":16,"iterations":4}""")]
    [InlineData("""{"factors":16,"iterations":4,"biases":true,"curve":"bm25","silenceExponent":0.6,"holdout":0.4}""")]
    [InlineData("""{"factors":16,"iterations":4,"curve":"linear","alpha":0.5,"silenceExponent":0,"relativeToListener":false}""")]
    public async Task Taste_OfTheSameEvents_IsWhatTrainingPublished(string settings)
    {
        await using var app = await MixtapeApp.StartAsync(
            null, null, "--Mixtape:Training:EventsPerListenerBlock=12000", "--Mixtape:Training:TracksPerTrackBlock=150");
        await app.SendAsync(MixtapeApp.SmallWorld);
        await app.TrainAsync(JsonSerializer.Deserialize<JsonElement>(settings));
        var generation = (await app.Service<Generations>().CurrentAsync(default))!;
        Assert.InRange(generation.Manifest.Shape.TrackBlocks, 2, 10);
        foreach (var listener in MixtapeApp.SmallWorld.Listeners.Take(30))
        {
            var published = (await app.Service<IDocumentStore>().ReadAsync<ListenerVector>(
                ListenerVector.Container, new DocumentKey(listener, generation.Id)))!.Value;
            // Events that came in so shortly before the training count as newer, so this counts and folds.
            Assert.NotNull(await app.Service<EventIngest>().EventsIfNewerAsync(listener, generation.Manifest.Shape.Cutoff, default));
            var folded = await app.Service<Recommender>().TasteAsync(generation, listener, default);
            Assert.Equal(MemoryMarshal.Cast<byte, int>(published.Heard).ToArray(), folded.Rows);
            Assert.Equal(MemoryMarshal.Cast<byte, float>(published.Strengths).ToArray(), folded.Strengths);
            Assert.Contains(folded.Strengths, strength => strength > 0);
            for (var f = 0; f < folded.Vector!.Length; f++) Assert.Equal(published.Vector[f], folded.Vector[f], 1e-4f);
        }
    }

    [Fact]
    public async Task Gramian_OfTheTracks_IsWeightedBySilence()
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.SendAsync(MixtapeApp.SmallWorld);
        await app.TrainAsync(new { factors = 4, iterations = 2, silenceExponent = 1 });
        var generation = (await app.Service<Generations>().CurrentAsync(default))!;
        var rows = Enumerable.Range(0, generation.Tracks).ToArray();
        var vectors = new FactorMatrix(rows.Length, 4);
        foreach (var row in rows) generation.TrackVector(row).CopyTo(vectors[row]);

        var weighted = new Gramian(4);
        weighted.Add(generation.Confidence.Weigh(rows, vectors));

        await using var stream = await app.Service<IBlobStore>().OpenReadAsync(GenerationManifest.Gramian(generation.Id));
        var published = await GramianBlob.ReadAsync(stream, default);
        for (var i = 0; i < weighted.Packed.Length; i++) Assert.Equal(weighted.Packed[i], published.Packed[i], 1e-5 * published[0, 0]);
        var plain = new Gramian(4);
        plain.Add(vectors);
        Assert.NotEqual(plain[0, 0], published[0, 0], 0.01 * plain[0, 0]);
    }
}
