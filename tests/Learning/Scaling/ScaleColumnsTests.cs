using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;
using Mixtape.Learning.Onnx;
using Mixtape.Learning.Scaling;
using Mixtape.Learning.Tests.Neural;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Scaling;

/// <summary>Scaling as layers: beside the scaler's formulas, their gradients, and ONNX Runtime.</summary>
public sealed class ScaleColumnsTests
{
    private static readonly TableScaler _scaler = new(
    [
        new("standard", ScalingKind.Standard, 0.1f, 0.7f, 0.1f), new("range", ScalingKind.MinMax, -1, 2.5f, 0.2f),
        new("log", ScalingKind.Log, 0.5f, 0.4f, 0.9f), new("constant", ScalingKind.Standard, 0.3f, 0, 0.3f),
    ]);

    [Fact]
    public void Scale_HasTheFormulasValuesAndGradients() => GradientCheck.Tensors(
        [], [5, 4], Numbers(i => 0.1f + i / 13f), new ScaleColumns("scale", _scaler).Apply,
        (x, _) => [.. x.Select((value, i) => (i % 4) switch
        {
            0 => (value - 0.1f) / 0.7f,
            1 => (value + 1) / 2.5,
            2 => (Math.Log(1 + value) - 0.5) / 0.4f,
            _ => 0,
        })]);

    [Fact]
    public void Restore_HasTheFormulasValuesAndGradients() => GradientCheck.Tensors(
        [], [5, 4], Numbers(i => i / 13f - 0.5f), new RestoreColumns("restore", _scaler).Apply,
        (z, _) => [.. z.Select((value, i) => (i % 4) switch
        {
            0 => value * 0.7f + 0.1f,
            1 => value * 2.5 - 1,
            2 => Math.Exp(value * 0.4f + 0.5) - 1,
            _ => 0.3f,
        })]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Scale_AnyInput_IsWhatTheScalerGivesAndOnnxRuntimeToo(bool isInverse)
    {
        float[] numbers =
        [
            0.25f, -3, float.NaN, 0, 2, 1e4f, 1e-7f, -1e20f, 1e20f, 1e14f, 77, float.MaxValue, float.PositiveInfinity,
            float.NegativeInfinity,
        ];
        // Restored, what is not finite would stay so in columns without a logarithm.
        if (isInverse) numbers = [.. numbers.Where(float.IsFinite)];
        float[] values = [.. numbers.SelectMany(number => Enumerable.Repeat(number, 4))];
        Layer layer = isInverse ? new RestoreColumns("layer", _scaler) : new ScaleColumns("layer", _scaler);
        using var team = new ThreadTeam(2);
        var tape = new Tape(team);
        var x = tape.Input("x", ("batch", numbers.Length), 4);
        var y = layer.Apply(x);
        values.CopyTo(x.Values);
        tape.Forward();
        var bytes = tape.ToOnnx("scaling", [("y", y)]);
        using var session = ModelSession.Open(
            bytes, ModelManifest.Describe("scaling", bytes, 1, new Dictionary<string, double>(), "made up"));

        var onnx = session.Run(new ModelInput("x", values, numbers.Length, 4))["y"].Values;

        for (var i = 0; i < values.Length; i++)
        {
            var column = _scaler.Columns[i % 4];
            var expected = (float)(isInverse ? column.Restore(values[i]) : column.Scale(values[i]));
            Assert.Equal(expected, y.Values[i], 1e-5 * Math.Max(1, Math.Abs(expected)));
            Assert.Equal(expected, onnx[i], 1e-5 * Math.Max(1, Math.Abs(expected)));
            if (!isInverse) Assert.InRange(onnx[i], -1_001, 1_001);
        }
    }

    [Fact]
    public void Apply_OtherColumns_SaysWhichAreWanted()
    {
        using var team = new ThreadTeam(1);
        var x = new Tape(team).Input("x", 2, 3);

        Assert.Contains("last axis of 4", Assert.Throws<ArgumentException>(() => new ScaleColumns("scale", _scaler).Apply(x)).Message);
        Assert.Contains("last axis of 4", Assert.Throws<ArgumentException>(() => new RestoreColumns("restore", _scaler).Apply(x)).Message);
    }

    private static float[] Numbers(Func<int, float> number) => [.. Enumerable.Range(0, 20).Select(number)];
}
