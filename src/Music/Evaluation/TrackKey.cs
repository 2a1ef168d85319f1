namespace Mixtape.Music.Evaluation;

/// <summary>A track in one number: its block, then its row, so that keys rise as tracks are read.</summary>
public static class TrackKey
{
    /// <summary>The key of a track.</summary>
    public static long Of(int block, int row) => (long)block << 32 | (uint)row;

    /// <summary>The block of a track.</summary>
    public static int BlockOf(long key) => (int)(key >> 32);

    /// <summary>The row of a track within its block.</summary>
    public static int RowOf(long key) => (int)(uint)key;
}
