namespace Mixtape.Music.Listening;

/// <summary>Follows as clients send them.</summary>
public static class FollowBatch
{
    /// <summary>Reads a batch: {listener, artist} each.</summary>
    public static (List<Follow> Items, List<ItemError> Errors) Read(ReadOnlySpan<byte> utf8) =>
        JsonBatch.Read(utf8, "follows", item =>
        {
            var follow = new Follow(item.Id("listener"), item.Id("artist"));
            return item.Sound ? follow : null;
        });
}
