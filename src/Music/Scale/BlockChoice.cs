namespace Mixtape.Music.Scale;

/// <summary>Which sizes of blocks move the fewest bytes, of those whose activities fit in memory.</summary>
public static class BlockChoice
{
    // What the options take: EventsPerListenerBlock, TracksPerTrackBlock.
    private const long MostEvents = 100_000_000;
    private const int MostTracks = 10_000_000;

    private static readonly long[] _matrixBytes = [48L << 20, 128L << 20, 256L << 20, 512L << 20];

    /// <summary>
    /// The best cut, tried by factors of the root of two; the same size where none fits better than it does. The most matrices that are open at once is no
    /// option of the app: it is varied only where that is asked for.
    /// </summary>
    public static TrainingSize Best(TrainingSize size, MachineRates rates, bool varyMatrices = false)
    {
        var best = size;
        var (bestMemory, bestBytes) = Judge(size, rates);
        for (double events = 250_000; events <= MostEvents; events *= Math.Sqrt(2))
        {
            for (double tracks = 512; tracks <= MostTracks; tracks *= Math.Sqrt(2))
            {
                foreach (var matrices in varyMatrices ? _matrixBytes : [size.MatrixBytes])
                {
                    var tried = size with
                    {
                        EventsPerListenerBlock = (long)events, TracksPerTrackBlock = (int)tracks, MatrixBytes = matrices, BytesPerPage = 128 << 20,
                    };
                    var (memory, bytes) = Judge(tried, rates);
                    if (memory > bestMemory || (memory == bestMemory && bytes >= bestBytes)) continue;
                    (best, bestMemory, bestBytes) = (tried, memory, bytes);
                }
            }
        }

        return best;
    }

    /// <summary>How far beyond its memory it is, 1 where it fits; and the bytes it moves.</summary>
    private static (double Memory, double Bytes) Judge(TrainingSize size, MachineRates rates)
    {
        var plan = TrainingPlan.Of(size);
        return (Math.Max(1, plan.Total.Memory / rates.ActivityBytes), plan.Total.BytesRead + plan.Total.BytesWritten);
    }
}
