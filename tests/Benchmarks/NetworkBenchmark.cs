using System.Diagnostics;
using System.Globalization;
using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;
using Mixtape.Learning.Neural.Losses;
using Mixtape.Numerics;
using static System.FormattableString;

namespace Mixtape.Benchmarks;

/// <summary>
/// Layers of neural networks, forward and backward: 10^9 operations per second, the share of what the machine's matrix product reaches, and
/// the time that PyTorch takes for the same numbers.
/// </summary>
internal static class NetworkBenchmark
{
    private static readonly Case[] _cases =
    [
        new("dense", "512 -> 1024, batch 1024", () => new Dense("layer", 512, 1024), [1024, 512], 2.0 * 1024 * 512 * 1024),
        new(
            "convolution", "128 -> 256, width 4, 600 frames, batch 1", () => new Convolution1d("layer", 128, 256, 4), [1, 128, 603],
            2.0 * 256 * 512 * 600),
        new("convolution", "the same, batch 16", () => new Convolution1d("layer", 128, 256, 4), [16, 128, 603], 2.0 * 256 * 512 * 600 * 16),
        new("gru", "256 -> 256, 100 steps, batch 32", () => new Gru("layer", 256, 256), [32, 100, 256], 2.0 * 3200 * 768 * (256 + 256)),
    ];

    /// <summary>Prints a line for each layer and number of threads.</summary>
    public static void Run(int[] threads, int rounds)
    {
        foreach (var count in threads)
        {
            var peak = GemmBenchmark.Best(count);
            Console.WriteLine(Invariant($"{count} threads; matrix product {peak:N0} GFLOP/s"));
            foreach (var example in _cases) Run(example, count, rounds, peak);
        }
    }

    private static void Run(Case example, int threads, int rounds, double peak)
    {
        using var team = new ThreadTeam(threads);
        var tape = new Tape(team, isTraining: true);
        var layer = example.Make();
        var x = new Parameter("x", example.Shape, Initializer.Zeros);
        Parameter[] parameters = [x, .. layer.Parameters];
        for (var i = 0; i < parameters.Length; i++) Fill(parameters[i], i);
        var input = Join.Add("input", tape.Input("zeros", x.Shape), x);
        var y = layer.Apply(input);
        var operation = tape.Operations[^1];
        var loss = Loss.SquaredError(y, tape.Input("targets", y.Shape));
        var (forward, backward) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            var (forwardBefore, backwardBefore) = (operation.ForwardTime, operation.BackwardTime);
            tape.Forward();
            tape.Backward(loss);
            forward = Math.Min(forward, (operation.ForwardTime - forwardBefore).TotalMilliseconds);
            backward = Math.Min(backward, (operation.BackwardTime - backwardBefore).TotalMilliseconds);
        }

        var (speed, backwardSpeed) = (example.Operations / forward / 1e6, 2 * example.Operations / backward / 1e6);
        Console.Write(Invariant($"  {example.Kind,-12} {example.Text,-42}"));
        Console.Write(Invariant($" forward {forward,7:N3} ms {speed,4:N0} GFLOP/s {speed / peak,4:P0}"));
        Console.Write(Invariant($", backward {backward,7:N3} ms {backwardSpeed,4:N0} GFLOP/s {backwardSpeed / peak,4:P0}"));
        var sums = new[] { loss.Values[0], Norm(input), Norm(layer.Parameters[0]) };
        if (Peer(example, layer, threads, rounds, sums) is not { } peer)
        {
            Console.WriteLine("; python3-torch is not installed");
            return;
        }

        var together = (peer.Forward + peer.Backward) / (forward + backward);
        Console.Write(Invariant($"; PyTorch {peer.Forward:N3} and {peer.Backward:N3} ms: {peer.Forward / forward:N2}x"));
        Console.WriteLine(Invariant($" and {peer.Backward / backward:N2}x its speed, together {together:N2}x"));
    }

    /// <summary>
    /// The same layer on the same numbers in PyTorch, by whichever of its ways of sharing the cores is faster here: all of its own threads,
    /// or one that leaves them to its BLAS.
    /// </summary>
    private static (double Forward, double Backward)? Peer(Case example, Layer layer, int threads, int rounds, float[] sums)
    {
        var best = Peer(example, layer, threads, threads, rounds, sums);
        if (threads == 1 || best is null) return best;
        var other = Peer(example, layer, 1, threads, rounds, sums)!.Value;
        return other.Forward + other.Backward < best.Value.Forward + best.Value.Backward ? other : best;
    }

    /// <summary>Runs PyTorch, and checks that it comes to the same; null where it is not installed.</summary>
    private static (double Forward, double Backward)? Peer(
        Case example, Layer layer, int threads, int blasThreads, int rounds, float[] sums)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Peers", "torch_layers.py");
        var shapes = layer.Parameters.Select(Sizes);
        var start = new ProcessStartInfo(
            File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3",
            [script, example.Kind, $"{threads}", $"{rounds}", string.Join(',', example.Shape), .. shapes])
        {
            RedirectStandardOutput = true,
        };
        // OpenBLAS of Debian takes new AMD processors for old ones, at half their speed, unless told.
        start.Environment["OPENBLAS_CORETYPE"] = "SKYLAKEX";
        start.Environment["OPENBLAS_NUM_THREADS"] = $"{blasThreads}";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 3) return null;
        if (process.ExitCode != 0) throw new InvalidOperationException($"{script} ended with {process.ExitCode}.");
        var numbers = Array.ConvertAll(output.Split(' '), number => double.Parse(number, CultureInfo.InvariantCulture));
        for (var i = 0; i < sums.Length; i++)
        {
            if (Math.Abs(sums[i] - numbers[i + 2]) > 1e-3 * Math.Abs(numbers[i + 2]))
            {
                throw new InvalidOperationException(
                    $"{example.Kind}: here {sums[i]}, in PyTorch {numbers[i + 2]}: they do not compute the same.");
            }
        }

        return (numbers[0], numbers[1]);
    }

    /// <summary>Numbers that the other side can make as well: sin(1 + 0.7 i + index), for parameters over the root of 512.</summary>
    private static void Fill(Parameter parameter, int index)
    {
        var scale = index == 0 ? 1 : 1 / Math.Sqrt(512);
        for (var i = 0; i < parameter.Length; i++) parameter.Values[i] = (float)(Math.Sin(1 + 0.7 * i + index) * scale);
    }

    private static float Norm(Tensor tensor)
    {
        var sum = 0.0;
        foreach (var value in tensor.Gradient) sum += (double)value * value;
        return (float)Math.Sqrt(sum);
    }

    private static string Sizes(Tensor tensor) => string.Join(',', tensor.Shape.ToArray().Select(dimension => dimension.Size));

    /// <param name="Kind">What the other side calls it.</param>
    /// <param name="Text">Its sizes.</param>
    /// <param name="Make">Makes the layer.</param>
    /// <param name="Shape">The input's axes.</param>
    /// <param name="Operations">Multiplications and additions of a forward step.</param>
    private sealed record Case(string Kind, string Text, Func<Layer> Make, int[] Shape, double Operations);
}
