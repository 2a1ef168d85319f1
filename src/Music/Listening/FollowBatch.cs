namespace Mixtape.Music.Listening;

/// <summary>A listener follows an artist.</summary>
/// <param name="Listener">External id of the listener.</param>
/// <param name="Artist">External id of the artist.</param>
public sealed record ArtistFollow(string Listener, string Artist);

/// <summary>Follows as clients send them.</summary>
public static class FollowBatch
{
    /// <summary>Reads a batch: {listener, artist} each.</summary>
    public static (List<ArtistFollow> Items, List<ItemError> Errors) Read(ReadOnlySpan<byte> utf8) =>
        JsonBatch.Read(utf8, "follows", item =>
        {
            var follow = new ArtistFollow(item.Id("listener"), item.Id("artist"));
            return item.Sound ? follow : null;
        });
}
