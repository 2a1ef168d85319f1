using System.Globalization;
using Mixtape.Benchmarks;
using Mixtape.Music.Collaborative;

if (args.Length == 0 || args[0] is not ("als" or "foldin" or "topk"))
{
    Console.Error.WriteLine(
        """
        usage: dotnet run -c Release --project tests/Benchmarks -- als|foldin|topk [options]
          als      alternating least squares: seconds per iteration, GFLOP/s, ratio to a plain scalar solver
          foldin   listeners folded into trained tracks per second
          topk     best tracks of listeners per second: index, plain scan, all listeners at once
          --factors N (64)   --threads N (all cores)   --iterations N (3)   --plays FILE.tsv (listener, track, plays per line)
          --listeners N (20000)   --tracks N (10000)   --pairs N (1000000)   of the made-up matrix
        """);
    return 2;
}

var options = new AlternatingLeastSquaresOptions { Factors = Number("--factors", 64) };
var threads = Number("--threads", Environment.ProcessorCount);
await Parity.CheckAsync(options);
var index = Array.IndexOf(args, "--plays");
var plays = index >= 0
    ? Plays.Read(args[index + 1])
    : Plays.PowerLaw(Number("--listeners", 20_000), Number("--tracks", 10_000), Number("--pairs", 1_000_000));
Console.WriteLine($"matrix           {plays.Listeners:N0} listeners x {plays.Tracks:N0} tracks, {plays.ByListener.Entries:N0} pairs");
Console.WriteLine($"model            {options.Factors} factors, {threads} threads");
switch (args[0])
{
    case "als":
        await AlternatingLeastSquaresBenchmark.RunAsync(options, plays, threads, Number("--iterations", 3));
        break;
    case "foldin":
        await ServingBenchmark.FoldInAsync(options, plays, threads);
        break;
    default:
        await ServingBenchmark.TopKAsync(options, plays, threads, Number("--iterations", 3));
        break;
}

Console.WriteLine($"peak memory      {System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB");
return 0;

int Number(string name, int otherwise)
{
    var at = Array.IndexOf(args, name);
    return at < 0 ? otherwise : int.Parse(args[at + 1], CultureInfo.InvariantCulture);
}
