using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Audio.Rendering;

/// <summary>
/// Makes music up from a seed, and says exactly what is true of it: to train what listens on, and to give made-up worlds their songs. The
/// same request gives the same bytes. Reuses its buffers: one renderer serves one thread at a time.
/// </summary>
public sealed class SongRenderer
{
    /// <summary>Samples a second.</summary>
    public const int SampleRate = 22_050;

    private readonly TrackPlayer _player = new();
    private readonly Reverb _reverb = new();
    private float[] _bus = [];
    private float[] _send = [];

    /// <summary>Renders a song.</summary>
    /// <exception cref="ArgumentException">The request is out of its ranges.</exception>
    public RenderedSong Render(SongRequest request)
    {
        request.Validate();
        var dice = new Dice(SeededRandom.Mix(request.Seed ^ 0x4D69787461706531));
        var plan = SongPlan.Draw(request, dice.Split());
        var clock = new BeatClock(plan, dice.Split());
        var form = SongForm.Draw(plan, clock, dice.Split());
        var arrangement = Arrangement.Write(plan, clock, form, dice.Split());
        var production = Production.Draw(plan, dice.Split());
        var samples = new float[(int)Math.Round(plan.Seconds * SampleRate)];
        Mix(plan, arrangement, production, dice.Split(), samples);
        Mastering.Apply(production, dice.Split(), samples);
        return new RenderedSong(samples, Truth(plan, clock));
    }

    private void Mix(SongPlan plan, Arrangement arrangement, Production production, Dice dice, Span<float> mix)
    {
        if (_bus.Length < mix.Length) (_bus, _send) = (new float[mix.Length], new float[mix.Length]);
        var bus = _bus.AsSpan(0, mix.Length);
        var send = _send.AsSpan(0, mix.Length);
        send.Clear();
        foreach (var track in arrangement.Tracks)
        {
            bus.Clear();
            _player.Play(track, plan, bus);
            TrackEffects.Apply(track.Patch, bus);
            var gain = TrackEffects.GainTo(track.Level, bus);
            ScaledAddition.Add(gain, bus, mix);
            ScaledAddition.Add(gain * track.Send * production.ReverbLevel, bus, send);
        }

        if (arrangement.Hits.Count > 0)
        {
            bus.Clear();
            TrackPlayer.Play(arrangement.Hits, new DrumKit(plan.Profile.Electronic * dice.Unit(), plan.Brightness, dice), bus);
            var gain = (float)(0.42 * Math.Pow(10, (plan.Profile.DrumLevel + 2 * dice.Gaussian()) / 20));
            ScaledAddition.Add(gain, bus, mix);
            ScaledAddition.Add(gain * production.ReverbLevel * (float)dice.Between(0.05, 0.5), bus, send);
        }

        _reverb.Add(send, production.ReverbSeconds, production.RoomSize, production.Darkness, mix);
    }

    private static SongTruth Truth(SongPlan plan, BeatClock clock)
    {
        var beats = new List<double>();
        var numbers = new List<int>();
        for (var beat = 0; beat < clock.Count; beat++)
        {
            var seconds = clock.At(beat);
            if (seconds < 0 || seconds >= plan.Seconds) continue;
            beats.Add(seconds);
            numbers.Add(beat % plan.Beats + 1);
        }

        return new SongTruth(
            plan.Tempo, (PitchClass)plan.Key, plan.Mode, plan.BeatsPerBar, plan.Genre, plan.StylePoint, plan.TuningCents, plan.IsCompound,
            plan.HasDrums, !plan.DrumsOnly, beats, numbers);
    }
}
