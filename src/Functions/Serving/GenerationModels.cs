using Mixtape.Functions.Training;
using Mixtape.Learning.Onnx;
using Mixtape.Music.Blobs;

namespace Mixtape.Functions.Serving;

/// <summary>
/// The trained networks of a generation, each opened once and shared by all requests. Native memory hangs on them, so they are counted:
/// the generation that serves holds them, and so does every request that runs one; when the last lets go they are closed. Safe for
/// concurrent use.
/// </summary>
public sealed class GenerationModels
{
    private readonly LoadedModel[] _models;
    private int _holders = 1;

    private GenerationModels(LoadedModel[] models) => _models = models;

    /// <summary>No networks.</summary>
    public static GenerationModels None { get; } = new([]);

    /// <summary>What there is, in the manifest's order; may be read at any time.</summary>
    public IEnumerable<ModelManifest> Manifests => _models.Select(model => model.Manifest);

    /// <summary>Whether all of them were closed.</summary>
    public bool AreClosed => Volatile.Read(ref _holders) == 0;

    /// <summary>Opens a generation's networks.</summary>
    /// <param name="blobs">The generation.</param>
    /// <param name="codes">What one of them made of its tracks, if so.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="CorruptBlobException">One is missing, damaged, too large, hostile, or not what its manifest says.</exception>
    internal static async Task<GenerationModels> LoadAsync(GenerationBlobs blobs, TrackCodes? codes, CancellationToken cancellationToken)
    {
        if (blobs.Manifest.Models.Length == 0) return None;
        var models = new List<LoadedModel>();
        try
        {
            foreach (var entry in blobs.Manifest.Models) models.Add(await LoadAsync(blobs, entry, cancellationToken));
            var loaded = new GenerationModels([.. models]);
            codes?.Check(loaded);
            return loaded;
        }
        catch
        {
            foreach (var model in models) model.Session.Dispose();
            throw;
        }
    }

    /// <summary>The network of a name, or null. Only who holds these may run it.</summary>
    public LoadedModel? Find(string name) => Array.Find(_models, model => model.Manifest.Name == name);

    /// <summary>Holds them open until <see cref="Release"/>; false where they were closed already.</summary>
    internal bool TryHold()
    {
        if (ReferenceEquals(this, None)) return true;
        for (var holders = Volatile.Read(ref _holders); holders > 0;)
        {
            var before = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (before == holders) return true;
            holders = before;
        }

        return false;
    }

    /// <summary>Lets go, once for the generation and once for each time they were held.</summary>
    internal void Release()
    {
        if (ReferenceEquals(this, None) || Interlocked.Decrement(ref _holders) > 0) return;
        foreach (var model in _models) model.Session.Dispose();
    }

    private static async Task<LoadedModel> LoadAsync(GenerationBlobs blobs, ModelEntry entry, CancellationToken cancellationToken)
    {
        var json = await blobs.ReadBytesAsync(entry.Manifest, ModelManifest.MaximumBytes, cancellationToken);
        var bytes = await blobs.ReadBytesAsync(entry.Model, OnnxLimits.Default.MaximumBytes, cancellationToken);
        try
        {
            var manifest = ModelManifest.Parse(json);
            if (manifest.Name != entry.Name) throw new InvalidModelException($"It is a manifest of '{manifest.Name}'.");
            return new LoadedModel(manifest, ModelSession.Open(bytes, manifest)); // requests run it side by side, so one thread each
        }
        catch (InvalidModelException exception)
        {
            throw new CorruptBlobException(
                $"Network '{entry.Name}' of generation {blobs.Manifest.Id} is refused: {exception.Message} Restore its blobs from a "
                + "backup, or train again.");
        }
    }
}

/// <summary>An open network.</summary>
/// <param name="Manifest">What it is.</param>
/// <param name="Session">Runs it.</param>
public sealed record LoadedModel(ModelManifest Manifest, ModelSession Session);
