namespace Mixtape.Music.Scale;

/// <summary>Which sizes of blocks move the fewest bytes, of those whose activities fit in memory.</summary>
public static class BlockChoice
{
    // What the options take: EventsPerListenerBlock, TracksPerTrackBlock.
    private const long MostEvents = 100_000_000;
    private const int MostTracks = 10_000_000;

    // As large as sorting them fits in memory.
    private const long PageBytes = 128 << 20;

    /// <summary>
    /// The best cut, tried by factors of the root of two, with larger pages. Where none fits, the one that comes nearest; where none
    /// comes nearer than the size's own, that.
    /// </summary>
    public static TrainingSize Best(TrainingSize size, MachineRates rates)
    {
        var best = size;
        var (bestMemory, bestBytes) = Judge(size, rates);
        for (double events = 250_000; events <= MostEvents; events *= Math.Sqrt(2))
        {
            for (double tracks = 512; tracks <= MostTracks; tracks *= Math.Sqrt(2))
            {
                var tried = size with
                {
                    EventsPerListenerBlock = (long)events,
                    TracksPerTrackBlock = (int)tracks,
                    BytesPerPage = PageBytes,
                };
                var (memory, bytes) = Judge(tried, rates);
                if (memory > bestMemory || (memory == bestMemory && bytes >= bestBytes)) continue;
                (best, bestMemory, bestBytes) = (tried, memory, bytes);
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
