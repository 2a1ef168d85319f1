using Mixtape.Music.Scale;

namespace Mixtape.Music.Tests.Scale;

public sealed class TrainingPlanTests
{
    private static readonly TrainingSize _million = new()
    {
        Listeners = 1_000_000,
        Tracks = 500_000,
        Pairs = 200_000_000,
        Events = 800_000_000,
    };

    [Fact]
    public void Of_TwiceTheIterations_SolvesTwiceAndPreparesOnce()
    {
        var (once, twice) = (TrainingPlan.Of(_million with { Iterations = 10, FinishingIterations = 0 }),
            TrainingPlan.Of(_million with { Iterations = 20, FinishingIterations = 0 }));

        Assert.Equal(2, Stage(twice, "solve tracks").BytesRead / Stage(once, "solve tracks").BytesRead, 1e-9);
        Assert.Equal(21 / 11.0, Stage(twice, "solve listeners").Flops / Stage(once, "solve listeners").Flops, 1e-9);
        Assert.Equal(Stage(once, "tiles"), Stage(twice, "tiles"));
    }

    [Fact]
    public void Of_OtherSideBeyondMemory_StreamsItOncePerOpenRows()
    {
        // 256 MB of listeners' factors, two blocks of tracks with 5,000 rows each, 3,024 of which are open at once.
        var size = _million with { Tracks = 10_000, TracksPerTrackBlock = 9_999, EventsPerListenerBlock = 1_000_000, Pairs = 20_000_000 };
        var tracks = Stage(TrainingPlan.Of(size with { Iterations = 1, FinishingIterations = 0 }), "solve tracks");

        Assert.Equal(3_024, TrainingPlan.Of(size).OpenRows);
        // Two passes, and half of one before that is known: 2.5 times the factors, and as often the tiles, which are half as large here.
        Assert.InRange(tracks.BytesRead / (2 * 256e6), 3.6, 3.8);
    }

    [Theory]
    [InlineData(10_000, 50_000, 11, 1)]
    [InlineData(100_000, 200_000, 103, 4)]
    [InlineData(250_000, 500_000, 256, 8)]
    public void Of_UpToSomeHundredThousandListeners_HasBlocksOfOneSize(long listeners, long tracks, long listenerBlocks, long trackBlocks)
    {
        var size = Default(listeners, tracks);

        Assert.Equal((1_000_000, 65_536), (size.EventsPerListenerBlock, size.TracksPerTrackBlock));
        Assert.Equal((listenerBlocks, trackBlocks), (size.ListenerBlocks, size.TrackBlocks));
    }

    [Theory]
    [InlineData(100_000, 100_000)]
    [InlineData(250_000, 200_000)]
    [InlineData(500_000, 300_000)]
    [InlineData(1_000_000, 500_000)]
    [InlineData(2_000_000, 700_000)]
    [InlineData(5_000_000, 1_000_000)]
    [InlineData(5_000_000, 20_000)]
    [InlineData(9_000_000, 1_500_000)]
    public void Of_DefaultBlocks_FitAnInstanceAndTheTimeOfAnActivity(long listeners, long tracks)
    {
        var rates = new MachineRates();
        foreach (var bytes in new[] { 8, 22 })
        {
            var plan = TrainingPlan.Of(Default(listeners, tracks) with { ListenerIdBytes = bytes, TrackIdBytes = bytes });

            Assert.All(plan.Stages, stage => Assert.InRange(stage.Memory, 0, rates.ActivityBytes));
            Assert.All(plan.Stages, stage => Assert.InRange(StageRun.Of(stage, rates, 1_000).Longest, 0, rates.ActivityLimit));
        }
    }

    [Fact]
    public void Of_BlocksThatDoNotGrow_TakesTooLongForAMillion()
    {
        var rates = new MachineRates();
        var plan = TrainingPlan.Of(_million with { EventsPerListenerBlock = 1_000_000, TracksPerTrackBlock = 65_536 });

        Assert.Equal((1_021, 8), (plan.Size.ListenerBlocks, plan.Size.TrackBlocks));
        Assert.True(StageRun.Of(Stage(plan, "solve tracks"), rates, 100).Longest > rates.ActivityLimit);
    }

    [Fact]
    public void Best_OfAMillion_FitsAndMovesLess()
    {
        var rates = new MachineRates();
        var best = TrainingPlan.Of(BlockChoice.Best(_million, rates));
        var chosen = TrainingPlan.Of(_million);

        Assert.True(best.Total.Memory <= rates.ActivityBytes);
        Assert.InRange(chosen.Total.BytesRead / best.Total.BytesRead, 1, 1.5);
    }

    [Fact]
    public void DifferentTracks_OfManyPairs_AreAllAndOfFewAreAsMany()
    {
        Assert.Equal(_million.Tracks, _million.DifferentTracks(1e12), 1.0);
        Assert.InRange(_million.DifferentTracks(10), 9.9, 10);
    }

    [Theory]
    [InlineData(1_000, 5, 2)] // reads ask for what is committed, which doubles the stated 1
    [InlineData(100_000, 50, 20)]
    public void Units_OfADocument_AreThoseThatAreStated(double bytes, double write, double read)
    {
        Assert.Equal(write, AzurePrices.WriteUnits(bytes), 1e-9);
        Assert.Equal(read, AzurePrices.ReadUnits(bytes), 1e-9);
    }

    [Fact]
    public void Month_OfTwiceThePrice_CostsTwice()
    {
        var (rates, prices) = (new MachineRates(), new AzurePrices());
        var plan = new ScalePlan(TrainingPlan.Of(_million), new ServingPlan(_million, rates, 10), rates, prices, 100);
        var dearer = plan with { Prices = prices with { MillionRequestUnits = 2 * prices.MillionRequestUnits } };

        Assert.Equal(2 * Dollars(plan), Dollars(dearer), 1e-6);

        static double Dollars(ScalePlan plan) => plan.Month().Single(item => item.Name == "request units").Dollars;
    }

    // Two hundred tracks each, each four times.
    private static TrainingSize Default(long listeners, long tracks) => _million with
    {
        Listeners = listeners,
        Tracks = tracks,
        Pairs = 200 * listeners,
        Events = 800 * listeners,
    };

    private static StagePlan Stage(TrainingPlan plan, string name) => plan.Stages.Single(stage => stage.Name == name);
}
