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
        var size = _million with { Tracks = 10_000, TracksPerTrackBlock = 9_999, Pairs = 20_000_000 };
        var tracks = Stage(TrainingPlan.Of(size with { Iterations = 1, FinishingIterations = 0 }), "solve tracks");

        Assert.Equal(3_024, TrainingPlan.Of(size).OpenRows);
        // Two passes, and half of one before that is known: 2.5 times the factors, and as often the tiles, which are half as large here.
        Assert.InRange(tracks.BytesRead / (2 * 256e6), 3.6, 3.8);
    }

    [Fact]
    public void Best_OfAMillion_FitsAndMovesLess()
    {
        var rates = new MachineRates();
        var best = TrainingPlan.Of(BlockChoice.Best(_million, rates));

        Assert.True(best.Total.Memory <= rates.ActivityBytes);
        Assert.True(best.Total.BytesRead < TrainingPlan.Of(_million).Total.BytesRead / 2);
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

    private static StagePlan Stage(TrainingPlan plan, string name) => plan.Stages.Single(stage => stage.Name == name);
}
