using Mixtape.Music.Audio;

namespace Mixtape.Music.Tests.Audio;

/// <summary>How keys are judged: MIREX' weighted score, as mir_eval has it.</summary>
internal static class KeyScore
{
    /// <summary>
    /// 1 for the key; 0.5 for the one a fifth over it, of the same mode; 0.3 for the relative; 0.2 for the parallel; 0 for others.
    /// </summary>
    public static double Of((PitchClass Key, Mode Mode) estimate, (PitchClass Key, Mode Mode) truth)
    {
        var steps = ((int)estimate.Key - (int)truth.Key + 12) % 12;
        if (estimate.Mode == truth.Mode) return steps switch { 0 => 1, 7 => 0.5, _ => 0 };
        if (steps == 0) return 0.2;
        return steps == (truth.Mode == Mode.Major ? 9 : 3) ? 0.3 : 0;
    }
}
