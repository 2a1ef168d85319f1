using Mixtape.Music.Blobs;

namespace Mixtape.Music.Scale;

/// <summary>
/// Bytes of the stored formats, each by the formula of its layout (see the types in <c>Mixtape.Music.Blobs</c>), and of the JSON blobs as
/// the app writes them with its defaults.
/// </summary>
public static class BlobSizes
{
    /// <summary>The options of a training.</summary>
    public const double Options = 1_420;

    /// <summary>Its model.</summary>
    public const double Model = 450;

    /// <summary>The name of an event blob in the list of a page.</summary>
    public const double PageEntry = 87;

    /// <summary>A blob in a manifest: name, length, SHA-256.</summary>
    public const double ManifestEntry = 190;

    /// <summary>A track in the popularity ranking.</summary>
    public const double PopularTrack = 67;

    /// <summary>A track's number in the list of those that were recommended.</summary>
    public const double RecommendedTrack = 14;

    /// <summary>The last track of the catalogue's head.</summary>
    public const double Head = 34;

    /// <summary>The smallest hashes of a page's tracks, by which all are counted.</summary>
    public static double Sketch(double tracks) => 8 * Math.Min(1_024, tracks);

    /// <summary>A table of ids: header, count, ends, text.</summary>
    public static double Ids(double rows, double idBytes) => IdTable.HeadLength + rows * (4 + idBytes);

    /// <summary>A block of factors: header, shape, 32-bit floats.</summary>
    public static double Factors(double rows, int width) => 16 + 4 * rows * width;

    /// <summary>A Gramian: header, width, a triangle of 64-bit floats.</summary>
    public static double Gramian(int width) => 12 + 4.0 * width * (width + 1);

    /// <summary>How many listeners tracks have, in training and in all.</summary>
    public static double Popularity(double rows) => 12 + 8 * rows;

    /// <summary>Where the segments of a blob are.</summary>
    public static double Directory(double segments) => 16 + 8 * segments;

    /// <summary>A tile: shape, two row pointers a row, and column and value of each entry.</summary>
    public static double Tile(double rows, double entries) => 12 + 8 * rows + 8 * entries;

    /// <summary>
    /// A listener's document: the vector as text, some twelve characters a number; the tracks and their strengths as 4 bytes each in base
    /// 64.
    /// </summary>
    public static double ListenerDocument(int factors, double pairs) => 38 + 12 * factors + 2 * 4 * pairs * 4 / 3;

    /// <summary>A track's document.</summary>
    public static double TrackDocument(int factors) => 30 + 12 * factors;
}
