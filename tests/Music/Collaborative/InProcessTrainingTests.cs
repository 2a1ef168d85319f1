using Mixtape.Music.Collaborative;
using Mixtape.Music.Tests.Evaluation;

namespace Mixtape.Music.Tests.Collaborative;

public sealed class InProcessTrainingTests
{
    private static readonly AlternatingLeastSquaresOptions _options = new() { Factors = 5, Regularization = 0.1f };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task RunAsync_AnyThreads_IsWhatSolvingSideAfterSideGives(int threads)
    {
        var plays = PlayMatrix.Random(30, 20, 1);
        var (listeners, tracks) = await plays.TrainAsync(_options, 4);

        var model = await new InProcessTraining(_options, threads).RunAsync(FactorEvaluationTests.MatrixOf(plays), 4, default);

        Assert.Equal(listeners.Data.ToArray(), model.Listeners.Data.ToArray());
        Assert.Equal(tracks.Data.ToArray(), model.Tracks.Data.ToArray());
    }

    [Fact]
    public async Task RunAsync_Losses_AreTheObjectiveAndNeverRise()
    {
        var plays = PlayMatrix.Random(30, 20, 2);

        var model = await new InProcessTraining(_options, 1).RunAsync(FactorEvaluationTests.MatrixOf(plays), 6, default);

        var loss = plays.Loss(_options, model.Listeners, model.Tracks);
        Assert.Equal(loss, model.Losses[^1], 1e-4 * loss);
        Assert.Equal(model.Losses.OrderDescending(), model.Losses);
        Assert.Equal(6, model.Losses.Distinct().Count());
    }
}
