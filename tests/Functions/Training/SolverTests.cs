using System.Text.Json;

namespace Mixtape.Functions.Tests.Training;

public sealed class SolverTests
{
    [Fact]
    public async Task Training_BySolverAndStart_EndsWhereTheExactOneDoes()
    {
        await using var app = await MixtapeApp.StartAsync(
            null, null, "--Mixtape:Training:EventsPerListenerBlock=12000", "--Mixtape:Training:TracksPerTrackBlock=150");
        await app.SendAsync(MixtapeApp.SmallWorld);

        var exact = await app.TrainAsync(new { factors = 24, finishingIterations = 0, tolerableLoss = 1, iterations = 12 });
        var warm = await app.TrainAsync(new { factors = 24, finishingIterations = 0, tolerableLoss = 1, iterations = 4, warmStart = true });
        var cold = await app.TrainAsync(new { factors = 24, finishingIterations = 0, tolerableLoss = 1, iterations = 4 });
        var other = await app.TrainAsync(new { factors = 16, finishingIterations = 0, tolerableLoss = 1, iterations = 4, warmStart = true });
        var gradients = await app.TrainAsync(new { factors = 24, finishingIterations = 0, tolerableLoss = 1, iterations = 12, solver = "conjugateGradient" });
        var subspace = await app.TrainAsync(new { factors = 24, finishingIterations = 0, tolerableLoss = 1, iterations = 12, solver = "subspace" });

        Assert.InRange(Loss(warm), 0.99 * Loss(exact), 1.002 * Loss(exact));
        Assert.True(Loss(warm) < Loss(cold) && Loss(cold) > 1.002 * Loss(exact), $"{Loss(exact)}, {Loss(warm)}, {Loss(cold)}");
        Assert.True(Loss(other) > Loss(warm));
        Assert.InRange(Loss(gradients), 0.98 * Loss(exact), 1.02 * Loss(exact));
        Assert.InRange(Loss(subspace), 0.98 * Loss(exact), 1.02 * Loss(exact));
        Assert.True(exact.GetProperty("secondsPerIteration").GetDouble() > 0);
    }

    private static double Loss(JsonElement training) => training.GetProperty("loss").GetDouble();
}
