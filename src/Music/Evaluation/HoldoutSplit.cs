using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Music.Evaluation;

/// <summary>
/// Divides what a listener knows into training and holdout. The unit is the pair of listener and track, and its time that of
/// the first event of any kind, a skip included: the question is whether the listener was still to meet the track, and a track
/// that was skipped before the cut is never recommended after it. So a pair met before the cut stays in training with all of its
/// plays, later ones too: how strongly it weighs may know of the time after the cut, which tracks it is may not.
/// <para>
/// By fraction only pairs with plays are held out. By last item and by time, pairs that were met in the time held out and only
/// skipped go along with it: they are neither known in training nor wanted.
/// </para>
/// </summary>
public static class HoldoutSplit
{
    /// <summary>Which of a listener's tracks are held out.</summary>
    /// <param name="options">How to choose.</param>
    /// <param name="listener">The listener's id.</param>
    /// <param name="tracks">All that the listener knows.</param>
    /// <param name="latest">The time of the latest event of all.</param>
    public static bool[] Of(HoldoutOptions options, string listener, ReadOnlySpan<PlayedTrack> tracks, DateTimeOffset latest)
    {
        var played = 0;
        foreach (var track in tracks)
            if (track.Plays > 0) played++;
        return options.Method switch
        {
            HoldoutMethod.LastItem => LastItems(options, listener, tracks, played),
            HoldoutMethod.Time => After(tracks, options.CutAt(latest)),
            _ => Fraction(options, listener, tracks, played),
        };
    }

    private static bool[] Fraction(HoldoutOptions options, string listener, ReadOnlySpan<PlayedTrack> tracks, int played)
    {
        var held = new bool[tracks.Length];
        for (var i = 0; i < held.Length; i++) held[i] = tracks[i].Plays > 0 && options.Holds(listener, tracks[i].Track, played);
        return held;
    }

    // Counts that come without times are all of one moment: then the hash draws, so that no part of the alphabet is preferred.
    private static bool[] LastItems(HoldoutOptions options, string listener, ReadOnlySpan<PlayedTrack> tracks, int played)
    {
        var held = new bool[tracks.Length];
        var wanted = Math.Min(options.LastItems, played / 2);
        if (played < options.MinimumTracks || wanted == 0) return held;
        var seed = StableHash.Of(listener, options.Seed);
        var latest = new List<(DateTimeOffset First, ulong Hash, int Index)>(played);
        for (var i = 0; i < tracks.Length; i++)
            if (tracks[i].Plays > 0) latest.Add((tracks[i].First, StableHash.Of(tracks[i].Track, seed), i));
        latest.Sort();
        foreach (var (_, _, index) in latest[^wanted..]) held[index] = true;
        var since = latest[^wanted].First;
        for (var i = 0; i < held.Length; i++) held[i] |= tracks[i].Plays <= 0 && tracks[i].First > since;
        return held;
    }

    private static bool[] After(ReadOnlySpan<PlayedTrack> tracks, DateTimeOffset cut)
    {
        var held = new bool[tracks.Length];
        for (var i = 0; i < held.Length; i++) held[i] = tracks[i].First > cut;
        return held;
    }
}
