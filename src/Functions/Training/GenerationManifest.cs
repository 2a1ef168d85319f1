using Mixtape.Music.Collaborative;
using Mixtape.Music.Evaluation;

namespace Mixtape.Functions.Training;

/// <summary>What a generation consists of: blob <c>generations/{id}/manifest.json</c>.</summary>
/// <param name="FormatVersion">Version of this document and of the set of blobs it names; 4.</param>
/// <param name="Id">The generation's id.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Shape">How it is cut into blocks, and what the weights of its pairs are relative to.</param>
/// <param name="Options">What it was trained with.</param>
/// <param name="Loss">The objective before the finishing iterations.</param>
/// <param name="Model">Holdout metrics of the model.</param>
/// <param name="Popularity">Holdout metrics of popularity.</param>
/// <param name="Blobs">Every blob, in ordinal order of name.</param>
public sealed record GenerationManifest(
    int FormatVersion,
    string Id,
    DateTimeOffset CreatedAt,
    TrainingShape Shape,
    TrainingOptions Options,
    double Loss,
    RankingMetrics Model,
    RankingMetrics Popularity,
    ManifestEntry[] Blobs)
{
    /// <summary>The version that this program writes.</summary>
    public const int CurrentVersion = 4;

    /// <summary>The oldest version that this program reads. Version 2 has no networks, version 3 no sound.</summary>
    public const int OldestVersion = 2;

    /// <summary>The trained networks; none where there was nothing to train one on.</summary>
    public ModelEntry[] Models { get; init => field = value ?? []; } = [];

    /// <summary>What it knows of tracks' sound; null for nothing.</summary>
    public SoundEntry? Sound { get; init; }

    /// <summary>The folder of a generation.</summary>
    public static string Folder(string generation) => $"generations/{generation}/";

    /// <summary>The folder of one side of a generation.</summary>
    public static string Folder(string generation, Side side) => $"{Folder(generation)}{side.ToString().ToLowerInvariant()}/";

    /// <summary>A part (ids, factors, popularity) of one of a generation's blocks.</summary>
    public static string Block(string generation, Side side, int block, string part) =>
        $"{Folder(generation, side)}{block:D7}.{part}";

    /// <summary>The popularity ranking.</summary>
    public static string Popular(string generation) => $"{Folder(generation)}popular.json";

    /// <summary>The Gramian of all tracks, for folding listeners in.</summary>
    public static string Gramian(string generation) => $"{Folder(generation)}gramian";

    /// <summary>The folder of the trained networks.</summary>
    public static string ModelFolder(string generation) => $"{Folder(generation)}models/";

    /// <summary>The manifest's own name.</summary>
    public static string Name(string generation) => $"{Folder(generation)}manifest.json";
}

/// <summary>A blob of a generation.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Sha256">Its SHA-256, lower-case hex.</param>
public sealed record ManifestEntry(string Name, long Length, string Sha256);

/// <summary>A trained network of a generation; its blobs are listed in <see cref="GenerationManifest.Blobs"/> too.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Model">The blob with its file, in ONNX format.</param>
/// <param name="Manifest">The blob with its manifest.</param>
public sealed record ModelEntry(string Name, string Model, string Manifest);
