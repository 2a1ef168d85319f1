using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Audio.Rendering;

/// <summary>
/// Sounds the notes of a track. Equal notes are made once: lengths are rounded to 23 ms and strength to quarters, and only the gain of a
/// copy is its own. Reuses its memory; not safe for concurrent use.
/// </summary>
internal sealed class TrackPlayer
{
    private const float Rate = SongRenderer.SampleRate;
    private const int LengthStep = 512;
    private const double LongestNote = 8;

    private readonly Dictionary<(int Pitch, int Length, int Strength), (int At, int Length)> _known = [];
    private float[] _store = new float[1 << 20];
    private int _used;

    /// <summary>Adds a track's notes, dry and before its effects, to a bus that is silent.</summary>
    public void Play(NoteTrack track, SongPlan plan, Span<float> bus)
    {
        _known.Clear();
        _used = 0;
        var release = (int)(track.Patch.Release * Rate);
        foreach (var note in track.Notes)
        {
            var start = (int)Math.Round(note.Start * Rate);
            if (start >= bus.Length) continue;
            var gate = Math.Clamp((int)Math.Round(note.Length * Rate / LengthStep), 1, (int)(LongestNote * Rate) / LengthStep) * LengthStep;
            if (start + gate + release <= 0) continue;
            var strength = Math.Clamp((int)(note.Velocity * 4), 1, 4);
            var key = (note.Pitch, gate, strength);
            if (!_known.TryGetValue(key, out var place))
            {
                place = Make(track.Patch, new NoteShape(
                    plan.Frequency(note.Pitch), gate, strength / 4f, (uint)(note.Pitch * 31 + gate + strength)), gate + release);
                _known.Add(key, place);
            }

            Mix(_store.AsSpan(place.At, place.Length), start, note.Velocity, bus);
        }
    }

    /// <summary>Adds the hits of a kit; a closed hat stops an open one's ringing by being louder, as in a mix.</summary>
    public static void Play(IReadOnlyList<DrumHit> hits, DrumKit kit, Span<float> bus)
    {
        foreach (var hit in hits) Mix(kit.Hit(hit.Voice), (int)Math.Round(hit.Start * Rate), hit.Velocity, bus);
    }

    private static void Mix(ReadOnlySpan<float> sound, int start, float gain, Span<float> bus)
    {
        if (start < 0)
        {
            sound = sound[Math.Min(sound.Length, -start)..];
            start = 0;
        }

        if (start >= bus.Length) return;
        var length = Math.Min(sound.Length, bus.Length - start);
        ScaledAddition.Add(gain, sound[..length], bus.Slice(start, length));
    }

    private (int At, int Length) Make(Patch patch, NoteShape shape, int length)
    {
        if (_used + length > _store.Length) Array.Resize(ref _store, Math.Max(2 * _store.Length, _used + length));
        patch.Render(shape, _store.AsSpan(_used, length));
        _used += length;
        return (_used - length, length);
    }
}
