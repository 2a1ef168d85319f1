using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Neural;

public sealed class BatchNormalizationTests
{
    [Theory]
    [InlineData(5, 3, 1)]
    [InlineData(3, 5, 7)]
    [InlineData(2, 1, 19)]
    public void Apply_InTraining_HasTheFormulasValuesAndGradients(int batch, int channels, int size) =>
        GradientCheck.Layer(
            new BatchNormalization("norm", channels), size == 1 ? [batch, channels] : [batch, channels, size],
            (x, p) => Formula(x, p[0], p[1], channels, size), tolerance: 1e-4);

    [Fact]
    public void Apply_InTraining_MeasuresRunningMeanAndVariance()
    {
        using var team = new ThreadTeam(2);
        var layer = new BatchNormalization("norm", 2);
        _ = new Network(1, layer);
        var tape = new Tape(team, isTraining: true);
        var x = tape.Input("x", 4, 2);
        layer.Apply(x);
        new float[] { 1, 10, 2, 20, 3, 30, 6, 40 }.CopyTo(x.Values);

        tape.Forward();

        Assert.Equal([0.3f, 2.5f], layer.Parameters[2].Values.ToArray());
        Assert.Equal(0.9 + 0.1 * (4 + 1 + 0 + 9) / 3, layer.Parameters[3].Values[0], 1e-6);
        Assert.Equal(0.9 + 0.1 * (225 + 25 + 25 + 225) / 3, layer.Parameters[3].Values[1], 1e-4);
    }

    [Fact]
    public void Apply_NotInTraining_UsesWhatWasMeasured()
    {
        using var team = new ThreadTeam(1);
        var layer = new BatchNormalization("norm", 1);
        _ = new Network(1, layer);
        float[] values = [3, 0.5f, 2, 4];
        for (var i = 0; i < values.Length; i++) layer.Parameters[i].Values[0] = values[i];
        var tape = new Tape(team);
        var x = tape.Input("x", 1, 1, 2);
        var y = layer.Apply(x);
        new float[] { 2, 6 }.CopyTo(x.Values);

        tape.Forward();

        Assert.Equal(0.5, y.Values[0], 1e-6);
        Assert.Equal(6.5, y.Values[1], 1e-4);
    }

    [Fact]
    public void Apply_OneNumberAChannelInTraining_IsRefused()
    {
        using var team = new ThreadTeam(1);
        var tape = new Tape(team, isTraining: true);

        Assert.Throws<ArgumentException>(() => new BatchNormalization("norm", 3).Apply(tape.Input("x", 1, 3)));
    }

    private static double[] Formula(double[] x, double[] scale, double[] shift, int channels, int size)
    {
        var y = new double[x.Length];
        for (var channel = 0; channel < channels; channel++)
        {
            var places = Enumerable.Range(0, x.Length).Where(i => i / size % channels == channel).ToArray();
            var mean = places.Average(i => x[i]);
            var variance = places.Average(i => (x[i] - mean) * (x[i] - mean));
            foreach (var i in places) y[i] = scale[channel] * (x[i] - mean) / Math.Sqrt(variance + 1e-5) + shift[channel];
        }

        return y;
    }
}
