using Mixtape.Learning.Autoencoders;
using Mixtape.Learning.Onnx;

namespace Mixtape.Functions.Training;

/// <summary>
/// The network over tracks' features: what it is called, and how it is run. It maps rows of features, NaN where one is missing, to codes.
/// </summary>
internal static class FeatureNetwork
{
    /// <summary>Its name.</summary>
    public const string Name = "track-features";

    /// <summary>The part of a block of tracks that holds their codes.</summary>
    public const string CodePart = "codes";

    /// <summary>Rows of one run: enough that its own costs vanish, and small in memory whatever the columns.</summary>
    public const int RowsAtOnce = 1024;

    private const string Input = TrainedAutoencoder.Features;
    private const string Output = TrainedAutoencoder.Code;

    /// <summary>The blob with its file.</summary>
    public static string Model(string generation) => GenerationManifest.ModelFolder(generation) + ModelManifest.ModelFile(Name);

    /// <summary>The blob with its manifest.</summary>
    public static string Manifest(string generation) => GenerationManifest.ModelFolder(generation) + ModelManifest.ManifestFile(Name);

    /// <summary>The blob with the names of its columns.</summary>
    public static string Columns(string generation) => $"{GenerationManifest.ModelFolder(generation)}{Name}.columns";

    /// <summary>Whether a network takes rows of so many columns and gives codes of a width.</summary>
    public static bool Fits(ModelManifest manifest, int columns, int width) =>
        manifest.Inputs is [{ Name: Input, Dimensions: [{ Size: null }, { Size: { } taken }] }] && taken == columns
        && manifest.Outputs.Any(output => output is { Name: Output, Dimensions: [_, { Size: { } given }] } && given == width);

    /// <summary>How many numbers a code has.</summary>
    /// <exception cref="InvalidModelException">The network gives no codes of one width.</exception>
    public static int CodeWidth(ModelManifest manifest) => manifest.Outputs.FirstOrDefault(output => output.Name == Output)
        is { Dimensions: [_, { Size: > 0 and <= int.MaxValue and var width }] }
        ? (int)width
        : throw new InvalidModelException($"The network '{manifest.Name}' gives no '{Output}' of a fixed width: train again.");

    /// <summary>The codes of at most <see cref="RowsAtOnce"/> rows of features.</summary>
    /// <param name="session">The network.</param>
    /// <param name="rows">[rows x columns], row-major.</param>
    /// <param name="columns">Number of columns.</param>
    /// <returns>[rows x width], row-major.</returns>
    /// <exception cref="InvalidModelException">The network fails.</exception>
    public static float[] Encode(ModelSession session, ReadOnlyMemory<float> rows, int columns) =>
        session.Run(new ModelInput(Input, rows, rows.Length / columns, columns))[Output].Values;
}
