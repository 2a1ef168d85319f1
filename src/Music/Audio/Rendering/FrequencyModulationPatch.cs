namespace Mixtape.Music.Audio.Rendering;

/// <summary>One sine that bends another's phase (Chowning 1973): electric pianos, bells, basses.</summary>
internal sealed record FrequencyModulationPatch : Patch
{
    private const int LogLength = 12;

    private static readonly float[] _sines =
        [.. Enumerable.Range(0, 1 << LogLength).Select(i => MathF.Sin(2 * MathF.PI * i / (1 << LogLength)))];

    /// <summary>The bending sine's frequency as a multiple of the pitch.</summary>
    public required float Ratio { get; init; }

    /// <summary>How far it bends at first, in radians.</summary>
    public required float Index { get; init; }

    /// <summary>Seconds until it bends little.</summary>
    public float IndexDecay { get; init; } = 0.5f;

    /// <summary>What share of the bending stays.</summary>
    public float IndexFloor { get; init; } = 0.15f;

    /// <summary>Semitones that a note starts above its pitch, as the skin of an 808 does.</summary>
    public float Drop { get; init; }

    public override Patch Varied(float brightness, Dice dice) => this with
    {
        Index = Index * brightness * (float)dice.LogBetween(0.8, 1.25),
        IndexDecay = IndexDecay * (float)dice.LogBetween(0.6, 1.6),
        Decay = Decay * (float)dice.LogBetween(0.7, 1.4),
    };

    public override void Render(NoteShape note, Span<float> sound)
    {
        const double turn = 4_294_967_296.0;
        uint carrier = 0, modulator = 0;
        var step = note.Frequency / Rate * turn;
        var fast = (uint)(step * Ratio);
        var index = (float)(Index * (0.4f + 0.8f * note.Velocity) / (2 * Math.PI) * turn);
        var floor = index * IndexFloor;
        var fall = Approach(IndexDecay);
        var drop = Drop;
        var settle = Approach(0.05f);
        var sines = _sines;
        for (var i = 0; i < sound.Length; i++)
        {
            var bend = index * sines[modulator >> (32 - LogLength)];
            sound[i] = 0.5f * sines[(uint)(carrier + (long)bend) >> (32 - LogLength)];
            index += (floor - index) * fall;
            modulator += fast;
            carrier += (uint)(step * (1 + drop * 0.0595f));
            drop -= drop * settle;
        }

        Shape(sound, note.Gate);
    }
}
