using System.Globalization;
using Mixtape.Benchmarks;
using Mixtape.Music.Collaborative;
using Mixtape.Music.SampleWorld;

if (args.Length == 0 || args[0] is not ("als" or "foldin" or "topk" or "gemm" or "networks" or "ears" or "coldstart"))
{
    Console.Error.WriteLine(
        """
        usage: dotnet run -c Release --project tests/Benchmarks -- als|foldin|topk|gemm|networks|ears|coldstart [options]
          als      alternating least squares: seconds per iteration, GFLOP/s, ratio to the machine's peak and to plain loops
          foldin   listeners folded into trained tracks per second
          topk     best tracks of listeners per second: index, plain scan, all listeners at once, after --iterations N (3) of training
          gemm     products of the shapes that neural networks have: GFLOP/s, share of the machine's peak
          networks layers, forward and backward: GFLOP/s, share of the matrix product's, and PyTorch's time where python3-torch is there
          ears     seconds of music rendered and heard per second of one core; training of the network that hears: clips/s, GFLOP/s
          coldstart tracks that nobody has played, told from their sound: AUC, beside genres and what plays would have told
          --by songs|features (songs)   what coldstart tells factors from: rendered songs that are heard, or the world's five numbers
          --seconds N (40)              of a song
          --factors N,.. (64)   --threads N,.. (all cores)   --solver Cholesky,ConjugateGradient,Subspace (Cholesky)
          --plays FILE.tsv (listener, track, plays per line)
          --listeners N (100000)   --tracks N (50000)   --pairs N (5000000)   of the made-up matrix
        """);
    return 2;
}

if (args[0] == "gemm")
{
    GemmBenchmark.Run(Numbers("--threads", Environment.ProcessorCount));
    return 0;
}

if (args[0] == "networks")
{
    NetworkBenchmark.Run(Numbers("--threads", Environment.ProcessorCount), Numbers("--rounds", 40)[0]);
    return 0;
}

if (args[0] == "ears")
{
    EarsBenchmark.Run(Numbers("--threads", Environment.ProcessorCount)[0]);
    return 0;
}

var factors = Numbers("--factors", 64);
if (args[0] == "coldstart")
{
    var world = new SampleWorldOptions { AsOf = new DateOnly(2026, 3, 2), Features = true };
    var seconds = Numbers("--seconds", 40)[0];
    await ColdStartBenchmark.RunAsync(
        world, factors[0],
        Text("--by", "songs") == "features"
            ? ColdStartBenchmark.Features
            : (coldStart, tracks) => ColdStartBenchmark.Songs(coldStart, tracks, seconds));
    return 0;
}

var threads = Numbers("--threads", Environment.ProcessorCount);
var index = Array.IndexOf(args, "--plays");
await Parity.CheckAsync(new AlternatingLeastSquaresOptions { Factors = factors[0] });
var plays = index >= 0
    ? Plays.Read(args[index + 1])
    : Plays.PowerLaw(Numbers("--listeners", 100_000)[0], Numbers("--tracks", 50_000)[0], Numbers("--pairs", 5_000_000)[0]);
Console.WriteLine($"matrix           {plays.Listeners:N0} listeners x {plays.Tracks:N0} tracks, {plays.ByListener.Entries:N0} pairs");
var model = AlternatingLeastSquaresBenchmark.Model(plays, factors[0]);
switch (args[0])
{
    case "als":
        var solvers = Array.ConvertAll(Text("--solver", nameof(RowSolverKind.Cholesky)).Split(','), Enum.Parse<RowSolverKind>);
        await AlternatingLeastSquaresBenchmark.RunAsync(plays, factors, solvers, threads);
        break;
    case "foldin":
        await ServingBenchmark.FoldInAsync(model, plays, threads[0]);
        break;
    default:
        await ServingBenchmark.TopKAsync(model, plays, threads[0], Numbers("--iterations", 3)[0]);
        break;
}

Console.WriteLine($"peak memory      {System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB");
return 0;

string Text(string name, string otherwise)
{
    var at = Array.IndexOf(args, name);
    return at < 0 ? otherwise : args[at + 1];
}

int[] Numbers(string name, int otherwise) =>
    Array.ConvertAll(Text(name, $"{otherwise}").Split(','), text => int.Parse(text, CultureInfo.InvariantCulture));
