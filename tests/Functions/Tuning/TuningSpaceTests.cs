using Mixtape.Functions.Training;
using Mixtape.Functions.Tuning;
using Mixtape.Music.Evaluation;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Tests.Tuning;

public sealed class TuningSpaceTests
{
    [Fact]
    public void Trial_OfAGrid_GoesThroughEveryCombinationOnceAfterTheSettingsInForce()
    {
        var space = new TuningSpace
        {
            Factors = [16, 32],
            Alpha = [1, 2, 5],
            Curve = [ConfidenceCurve.Linear, ConfidenceCurve.Logarithmic],
            Biases = [true],
        };

        var trials = Enumerable.Range(0, (int)space.Trials).Select(space.Trial).ToArray();

        Assert.Equal(13, trials.Length);
        Assert.Equal(new TrainingSettings(), trials[0]);
        Assert.Equal(13, trials.Distinct().Count());
        Assert.All(trials[1..], trial => Assert.Equal((true, null), (trial.Biases, trial.Regularization)));
    }

    [Fact]
    public void Trial_Drawn_LiesBetweenTheEndsAndFollowsFromTheSeed()
    {
        var space = new TuningSpace { Factors = [16, 64], Alpha = [0.01f, 100], RegularizationExponent = [0, 1], Iterations = [7], Random = 400, Seed = 3 };

        var trials = Enumerable.Range(1, 400).Select(space.Trial).ToArray();

        Assert.Equal(401, space.Trials);
        Assert.All(trials, trial =>
        {
            Assert.InRange(trial.Factors!.Value, 16, 64);
            Assert.InRange(trial.Alpha!.Value, 0.01f, 100);
            Assert.InRange(trial.RegularizationExponent!.Value, 0, 1);
            Assert.Equal((7, null), (trial.Iterations, trial.Regularization));
        });
        Assert.InRange(trials.Count(trial => trial.Alpha < 1), 150, 250); // the middle, by the logarithm
        Assert.InRange(trials.Count(trial => trial.RegularizationExponent < 0.5), 150, 250);
        Assert.InRange(trials.Select(trial => trial.Alpha).Distinct().Count(), 300, 400);
        Assert.Equal(trials, Enumerable.Range(1, 400).Select(space.Trial));
        Assert.NotEqual(trials, Enumerable.Range(1, 400).Select((space with { Seed = 4 }).Trial));
    }

    [Fact]
    public void OrDefault_WithoutLists_TriesAlphaAndRegularization()
    {
        Assert.Equal(13, new TuningSpace().OrDefault().Trials);
        Assert.Equal(31, new TuningSpace { Random = 30 }.OrDefault().Trials);
        Assert.Equal(2, new TuningSpace { Factors = [32] }.OrDefault().Trials);
    }

    [Fact]
    public void Rank_TiesAndFailures_PutsTheCheaperFirstAndFailuresLast()
    {
        TrialResult Trial(int number, double? ndcg, int factors, int iterations = 15) => new(
            number, new TrainingSettings(Factors: factors, Iterations: iterations),
            ndcg is null ? null : new RankingMetrics { Ndcg10 = ndcg.Value, ExpectedPercentileRank = ndcg.Value }, null, 1, null);
        TrialResult[] trials = [Trial(0, null, 8), Trial(1, 0.2, 64), Trial(2, 0.3, 64), Trial(3, 0.3, 32), Trial(4, 0.3, 32, 10), Trial(5, 0.3, 32)];

        Assert.Equal([4, 3, 5, 2, 1, 0], TuningMetric.Find("ndcg@10")!.Rank(trials).Select(trial => trial.Number));
        Assert.Equal([1, 4, 3, 5, 2, 0], TuningMetric.Find("percentileRank")!.Rank(trials).Select(trial => trial.Number));
        Assert.Null(TuningMetric.Find("coverage@10"));
    }
}
