using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Losses;
using Mixtape.Learning.Neural.Operations;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Neural;

/// <summary>
/// Compares what a tape computes with a plain double-precision formula: the values, and the gradient by every input and parameter with
/// central differences of the formula. The loss is the mean squared distance to random targets, so that every output counts.
/// </summary>
internal static class GradientCheck
{
    private const double Nudge = 1e-5;

    /// <summary>What a layer computes: the output from the input and the parameters, all flat and row-major.</summary>
    public delegate double[] Formula(double[] x, IReadOnlyList<double[]> parameters);

    /// <summary>Checks a layer on a random input of a shape.</summary>
    public static void Layer(
        Layer layer, int[] shape, Formula formula, int threads = 2, double tolerance = 2e-5)
    {
        var start = Numbers(shape.Aggregate(1, (a, b) => a * b), 1);
        foreach (var parameter in layer.Parameters.Where(parameter => parameter.RequiresGradient))
            Numbers(parameter.Length, StableHash.Of(parameter.Name)).CopyTo(parameter.Values);
        Tensors(layer.Parameters, [.. shape], start, layer.Apply, formula, threads, tolerance);
    }

    /// <summary>Checks any function of one input and some parameters.</summary>
    public static void Tensors(
        IReadOnlyList<Parameter> parameters, int[] shape, float[] start, Func<Tensor, Tensor> apply, Formula formula, int threads = 2,
        double tolerance = 2e-5)
    {
        using var team = new ThreadTeam(threads);
        var tape = new Tape(team, isTraining: true, seed: 5);
        var variable = new Parameter("x", shape, Initializer.Zeros);
        start.CopyTo(variable.Values);
        var x = tape.Record(new SumOperation(tape, "input", tape.Input("zeros", Dimensions(shape)), variable));
        // Used twice, so that gradients must add up.
        var once = apply(x);
        var y = tape.Record(new SumOperation(tape, "twice", once, apply(x)));
        var targets = tape.Input("targets", y.Shape);
        Numbers(y.Length, 77).CopyTo(targets.Values);
        var loss = Loss.SquaredError(y, targets);
        var measured = parameters.Where(parameter => !parameter.RequiresGradient);
        var running = measured.Select(parameter => (parameter, parameter.Values.ToArray())).ToArray();
        for (var repeat = 0; repeat < 2; repeat++)
        {
            foreach (var (parameter, values) in running) values.CopyTo(parameter.Values);
            tape.Forward();
            tape.Backward(loss);
        }

        foreach (var (parameter, values) in running) values.CopyTo(parameter.Values);
        double[][] point = [Doubles(start), .. parameters.Select(parameter => Doubles(parameter.Values.ToArray()))];
        double Oracle()
        {
            var output = formula(point[0], point[1..]);
            return output.Select((value, i) => (2 * value - targets.Values[i]) * (2 * value - targets.Values[i])).Sum() / output.Length;
        }

        var expected = formula(point[0], point[1..]);
        AssertClose(expected, once.Values, tolerance, "value");
        Tensor[] tensors = [variable, .. parameters];
        for (var which = 0; which < tensors.Length; which++)
        {
            if (!tensors[which].RequiresGradient) continue;
            var slopes = new double[point[which].Length];
            for (var i = 0; i < slopes.Length; i++)
            {
                var value = point[which][i];
                point[which][i] = value + Nudge;
                var above = Oracle();
                point[which][i] = value - Nudge;
                slopes[i] = (above - Oracle()) / (2 * Nudge);
                point[which][i] = value;
            }

            AssertClose(slopes, tensors[which].Gradient, tolerance, $"gradient by {tensors[which].Name}");
        }
    }

    /// <summary>Seeded numbers between -1 and 1.</summary>
    public static float[] Numbers(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        var numbers = new float[count];
        for (var i = 0; i < count; i++) numbers[i] = (float)(2 * random.NextDouble() - 1);
        return numbers;
    }

    /// <summary>Fixed axes.</summary>
    public static Dimension[] Dimensions(int[] shape) => Array.ConvertAll(shape, size => (Dimension)size);

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, value => (double)value);

    /// <summary>Within a tolerance relative to the greatest expected number.</summary>
    public static void AssertClose(IReadOnlyList<double> expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Count, actual.Length);
        var scale = Math.Max(1e-3, expected.Max(Math.Abs));
        for (var i = 0; i < expected.Count; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance * scale))
                Assert.Fail($"{what}[{i}] is {actual[i]}, expected {expected[i]} within {tolerance * scale:e2}.");
        }
    }
}
