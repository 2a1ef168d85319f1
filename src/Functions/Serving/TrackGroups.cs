using System.Globalization;
using System.Text.Json;
using Mixtape.Functions.Training;
using Mixtape.Music.Blobs;
using Mixtape.Music.Genres;

namespace Mixtape.Functions.Serving;

/// <summary>The groups that a generation's tracks are in by their sound, and the map of them. Immutable, safe for concurrent use.</summary>
public sealed class TrackGroups
{
    private readonly TrackSounds _sounds;
    private readonly int[] _groups; // by row of the embeddings

    private TrackGroups(CatalogueMap map, TrackSounds sounds, int[] groups) => (Map, _sounds, _groups) = (map, sounds, groups);

    /// <summary>Groups and map.</summary>
    public CatalogueMap Map { get; }

    /// <summary>Loads a generation's; null where it has none.</summary>
    /// <exception cref="CorruptBlobException">A blob is missing, or does not fit the others.</exception>
    internal static async Task<TrackGroups?> LoadAsync(GenerationBlobs blobs, TrackSounds? sounds, CancellationToken cancellationToken)
    {
        if (sounds is null || blobs.Manifest.Sound is not { Groups: > 0 and var count }) return null;
        var id = blobs.Manifest.Id;
        var map = await blobs.ReadAsync(SoundGroups.Map(id), ReadMapAsync, cancellationToken);
        var groups = new List<int>();
        for (var block = 0; block < blobs.Manifest.Shape.TrackBlocks; block++)
            groups.AddRange(await blobs.ReadAsync(SoundGroups.Groups(id, block), GroupBlob.ReadAsync, cancellationToken));
        if (map?.Groups?.Count != count || map.Points is null || groups.Count != sounds.Count
            || groups.Exists(group => group >= count) || map.Points.Any(point => point.Group < 0 || point.Group >= count))
        {
            throw new CorruptBlobException(
                $"Generation {id} has {count} groups of {sounds.Count} tracks, but a map or a list of members that does not fit them: "
                + $"train again.");
        }

        return new TrackGroups(map, sounds, [.. groups]);
    }

    /// <summary>The group of a name, or of a place in <see cref="CatalogueMap.Groups"/>; null where there is none.</summary>
    public MicroGenre? Find(string nameOrPlace) =>
        Map.Groups.FirstOrDefault(group => string.Equals(group.Name, nameOrPlace, StringComparison.OrdinalIgnoreCase))
        ?? (int.TryParse(nameOrPlace, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < Map.Groups.Count
            ? Map.Groups[place]
            : null);

    /// <summary>The name of a track's group; null where its sound is not known.</summary>
    public string? NameOf(string track) => _sounds.FindRow(track) is >= 0 and var row ? Map.Groups[_groups[row]].Name : null;

    private static async Task<CatalogueMap?> ReadMapAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<CatalogueMap>(stream, TrainingBlobs.Json, cancellationToken);
        }
        catch (JsonException exception)
        {
            throw new CorruptBlobException($"A map of the catalogue is damaged ({exception.Message}): train again.");
        }
    }
}
