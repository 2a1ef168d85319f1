using Mixtape.Music.Listening;

namespace Mixtape.Music.Tests.Listening;

public sealed class MatrixCutTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1_000, 200)]
    [InlineData(10_200_000, 50_000)]
    [InlineData(100_000_000, 10_000_000)]
    [InlineData(255_999_999, 40)]
    [InlineData(256_000_000, 3_000_000)]
    public void Sizes_OfPlentyOfEventsAtMost_AreAlwaysTheSame(long events, long tracks)
    {
        Assert.Equal(1_000_000, MatrixCut.EventsPerListenerBlock(events));
        Assert.Equal(65_536, MatrixCut.TracksPerTrackBlock(events, tracks));
    }

    [Theory]
    [InlineData(512_000_000, 500_000, 2_000_000, 32_768)]
    [InlineData(1_024_000_000, 500_000, 4_000_000, 16_384)]
    [InlineData(5_120_000_000, 1_000_000, 6_000_000, 3_276)] // as many events as can be counted at once
    [InlineData(80_000_000_000, 10_000_000, 6_000_000, 3_000)] // as few tracks as are worth a pass
    [InlineData(5_120_000_000, 20_000, 6_000_000, 1_000)] // few tracks, by events
    [InlineData(long.MaxValue, 1, 6_000_000, 1)]
    public void Sizes_OfMoreEvents_AreMoreEventsAndFewerTracks(long events, long tracks, long eventsPerBlock, int tracksPerBlock)
    {
        Assert.Equal(eventsPerBlock, MatrixCut.EventsPerListenerBlock(events));
        Assert.Equal(tracksPerBlock, MatrixCut.TracksPerTrackBlock(events, tracks));
    }
}
