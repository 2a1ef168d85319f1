namespace Mixtape.Music.Audio.Rendering;

/// <summary>The instruments, by name.</summary>
internal static class Patches
{
    private static readonly Wave _drawbars = new([0.5f, 0.45f, 0.35f, 0.25f, 0, 0.2f, 0, 0.2f]);
    private static readonly Wave _fullOrgan = new([0.5f, 0.5f, 0.4f, 0.4f, 0.2f, 0.3f, 0, 0.3f, 0, 0.2f, 0, 0.15f]);
    private static readonly Wave _hollow = new([0.9f, 0.05f, 0.45f, 0.05f, 0.25f, 0.06f, 0.15f, 0.04f, 0.08f]);
    private static readonly Wave _nasal = new([0.4f, 0.55f, 0.6f, 0.5f, 0.35f, 0.25f, 0.2f, 0.15f, 0.1f, 0.07f, 0.05f]);
    private static readonly Wave _reed = new([0.6f, 0.5f, 0.45f, 0.4f, 0.25f, 0.3f, 0.15f, 0.2f, 0.1f, 0.12f, 0.06f, 0.05f, 0.04f]);
    private static readonly Wave _pipe = new([0.9f, 0.25f, 0.08f, 0.03f]);
    private static readonly Wave _pulse = Wave.Pulse(0.22f);

    private static readonly float[] _bars = [1, 3.99f, 9.2f, 2.01f];
    private static readonly float[] _bell = [1, 2.01f, 2.76f, 5.4f, 3.01f, 8.93f];

    public static IReadOnlyDictionary<string, Patch> Named { get; } = new Dictionary<string, Patch>(StringComparer.Ordinal)
    {
        // Basses.
        ["finger bass"] = Bass(Wave.Triangle, 5, 4, 0.5f) with { Voices = 1, Sub = 0.15f },
        ["pick bass"] = new StringPatch { Softness = 0.45f, Loss = 0.25f, Ring = 5, Centre = 36, Decay = 2, Sustain = 0.5f },
        ["upright bass"] = new StringPatch
        {
            Softness = 0.85f,
            Loss = 0.45f,
            Ring = 2.2f,
            Body = 110,
            Centre = 36,
            Decay = 0.8f,
            Sustain = 0.35f
        },
        ["synth bass"] = Bass(Wave.Saw, 3, 9, 0.4f),
        ["sub"] = Bass(Wave.Sine, 0, 0, 0.9f) with { Drive = 0.6f },
        ["808"] = new FrequencyModulationPatch
        {
            Ratio = 1,
            Index = 0.4f,
            Drop = 10,
            Decay = 1.6f,
            Sustain = 0.15f,
            Release = 0.15f,
            Centre = 35,
            Drive = 1.5f,
        },
        ["fm bass"] = new FrequencyModulationPatch
        {
            Ratio = 1,
            Index = 3.5f,
            IndexDecay = 0.25f,
            IndexFloor = 0.3f,
            Decay = 0.6f,
            Sustain = 0.5f,
            Centre = 36
        },
        ["acid bass"] = Bass(Wave.Saw, 2, 14, 0.5f) with { Resonance = 0.7f, SweepDecay = 0.25f },
        ["reese bass"] = Bass(Wave.Saw, 6, 3, 0.9f) with { Voices = 3, Detune = 35, SweepDecay = 1, Release = 0.15f },
        ["bowed bass"] = Bowed(38) with { Cutoff = 6 },
        ["cello"] = Bowed(48),

        // Strings that are plucked.
        ["steel guitar"] = Guitar(0.25f, 0.22f, 3) with { Body = 180 },
        ["nylon guitar"] = Guitar(0.7f, 0.4f, 2) with { Body = 130 },
        ["clean guitar"] = Guitar(0.5f, 0.3f, 3.5f) with { Chorus = 0.4f, Cabinet = 5_000, Drive = 0.4f },
        ["crunch guitar"] = Guitar(0.45f, 0.25f, 5) with { Drive = 6, Cabinet = 4_500 },
        ["distorted guitar"] = Guitar(0.35f, 0.2f, 8) with { Drive = 22, Cabinet = 4_200, Centre = 52, Sustain = 1 },
        ["fuzz guitar"] = Guitar(0.5f, 0.3f, 8) with { Drive = 40, Cabinet = 3_200, Centre = 50, Sustain = 1 },
        ["lead guitar"] = Guitar(0.4f, 0.15f, 9) with { Drive = 16, Cabinet = 4_800, Centre = 69, Sustain = 1, Release = 0.1f },
        ["banjo"] = Guitar(0.1f, 0.35f, 0.9f) with { Body = 500, Centre = 64 },
        ["harpsichord"] = Guitar(0.02f, 0.12f, 2.5f) with { Centre = 62 },
        ["pizzicato"] = Guitar(0.8f, 0.45f, 0.6f) with { Body = 250, Centre = 62 },
        ["clavinet"] = Guitar(0.2f, 0.25f, 1.2f) with { Release = 0.03f, Cabinet = 6_000, Drive = 1 },

        // Struck.
        ["piano"] = new PartialsPatch { Stretch = 0.0004f, Rolloff = 0.68f, Ring = 5, Decay = 2, Sustain = 0.6f, Release = 0.15f },
        ["house piano"] = new PartialsPatch { Stretch = 0.0003f, Rolloff = 0.8f, Ring = 3, Knock = 0.06f, Release = 0.1f, Centre = 64 },
        ["vibraphone"] = new PartialsPatch
        {
            Ratios = _bars,
            Rolloff = 0.3f,
            Ring = 5,
            Damping = 1,
            Tremolo = 0.35f,
            Centre = 65,
            Release = 0.3f
        },
        ["bells"] = new PartialsPatch
        {
            Ratios = _bell,
            Rolloff = 0.55f,
            Ring = 4,
            Damping = 0.5f,
            Centre = 74,
            Release = 0.5f,
            Knock = 0.01f
        },
        ["electric piano"] = new FrequencyModulationPatch
        {
            Ratio = 1,
            Index = 1.4f,
            IndexDecay = 0.7f,
            Decay = 2.2f,
            Sustain = 0.25f,
            Release = 0.12f,
            Tremolo = 0.25f,
            Chorus = 0.3f,
        },

        // Held.
        ["organ"] = Held(_drawbars, 0.01f) with { Tremolo = 0.2f, TremoloRate = 6.3f, Chorus = 0.6f, Voices = 2, Detune = 6 },
        ["full organ"] = Held(_fullOrgan, 0.02f) with { Chorus = 0.8f, Voices = 2, Detune = 10, Drive = 0.8f },
        ["accordion"] = Held(_reed, 0.05f) with { Voices = 2, Detune = 18 },
        ["strings"] = Held(Wave.Saw, 0.16f) with { Voices = 3, Detune = 22, Cutoff = 6, Chorus = 0.5f, Release = 0.3f, Centre = 64 },
        ["choir"] = Held(_nasal, 0.2f) with { Voices = 3, Detune = 24, Cutoff = 4, Noise = 0.02f, Chorus = 0.5f, Release = 0.35f },
        ["woodwinds"] = Held(_hollow, 0.06f) with { Voices = 2, Detune = 8, Noise = 0.01f, Cutoff = 9, Centre = 66 },
        ["horns"] = Held(_reed, 0.08f) with { Voices = 2, Detune = 7, Cutoff = 3, Sweep = 3, SweepAttack = 0.08f, Centre = 56 },
        ["brass section"] = Held(Wave.Saw, 0.03f) with
        {
            Voices = 3,
            Detune = 14,
            Cutoff = 2,
            Sweep = 6,
            SweepAttack = 0.05f,
            SweepDecay = 0.5f
        },
        ["synth pad"] = Held(Wave.Saw, 0.3f) with
        {
            Voices = 3,
            Detune = 18,
            Cutoff = 3,
            Sweep = 3,
            SweepAttack = 0.5f,
            SweepDecay = 2,
            Release = 0.5f
        },
        ["supersaw"] = Held(Wave.Saw, 0.01f) with { Voices = 5, Detune = 40, Cutoff = 12, Release = 0.2f },
        ["poly synth"] = Held(_pulse, 0.004f) with
        {
            Voices = 2,
            Detune = 12,
            Cutoff = 2.5f,
            Sweep = 8,
            SweepDecay = 0.25f,
            Resonance = 0.3f
        },
        ["pluck synth"] = Held(Wave.Saw, 0.002f) with
        {
            Cutoff = 1.2f,
            Sweep = 9,
            SweepDecay = 0.12f,
            Decay = 0.35f,
            Sustain = 0.1f,
            Centre = 66
        },

        // Singing.
        ["voice"] = new VoicePatch { Attack = 0.03f, Size = 1.17f, Centre = 67 },
        ["low voice"] = new VoicePatch { Attack = 0.03f, Size = 1, Centre = 57 },
        ["rap"] = new VoicePatch
        {
            Attack = 0.01f,
            Size = 1,
            Centre = 50,
            Vibrato = 0,
            Slide = 3,
            Consonant = 0.5f,
            Sustain = 0.4f,
            Decay = 0.15f
        },
        ["shout"] = new VoicePatch { Attack = 0.02f, Size = 1, Centre = 55, Drive = 8, Breath = 0.25f, Consonant = 0.5f },
        ["flute"] = Solo(_pipe, 72) with { Noise = 0.05f },
        ["whistle"] = Solo(Wave.Sine, 79) with { Noise = 0.01f },
        ["clarinet"] = Solo(_hollow, 66),
        ["oboe"] = Solo(_nasal, 71),
        ["saxophone"] = Solo(_reed, 62) with { Noise = 0.04f, Cutoff = 3, Sweep = 4, SweepAttack = 0.05f, SweepDecay = 0.6f },
        ["trumpet"] = Solo(Wave.Saw, 68) with { Cutoff = 2.5f, Sweep = 6, SweepAttack = 0.04f, SweepDecay = 0.5f },
        ["muted trumpet"] = Solo(_nasal, 70) with { Cutoff = 6, Resonance = 0.4f },
        ["harmonica"] = Solo(_reed, 70) with { Vibrato = 0.25f, Tremolo = 0.25f, Drive = 1.5f, Cabinet = 5_000 },
        ["melodica"] = Solo(_reed, 70) with { Vibrato = 0.1f },
        ["violin"] = Bowed(73),
        ["fiddle"] = Bowed(71) with { Attack = 0.03f, Noise = 0.03f },
        ["square lead"] = Solo(Wave.Square, 70) with { Cutoff = 5, Sweep = 4, Attack = 0.005f },
        ["saw lead"] = Solo(Wave.Saw, 70) with { Voices = 2, Detune = 12, Cutoff = 6, Sweep = 4, Attack = 0.005f },
    };

    private static SubtractivePatch Bass(Wave wave, float cutoff, float sweep, float sustain) => new()
    {
        Wave = wave,
        Cutoff = cutoff,
        Sweep = sweep,
        SweepDecay = 0.15f,
        Sustain = sustain,
        Decay = 0.7f,
        Attack = 0.004f,
        Release = 0.05f,
        Centre = 36,
    };

    private static StringPatch Guitar(float softness, float loss, float ring) => new()
    {
        Softness = softness,
        Loss = loss,
        Ring = ring,
        Decay = 3,
        Sustain = 0.7f,
        Release = 0.07f,
        Centre = 58,
        Attack = 0.001f,
    };

    private static SubtractivePatch Held(Wave wave, float attack) => new()
    {
        Wave = wave,
        Attack = attack,
        Sustain = 0.9f,
        Release = 0.12f,
        Centre = 60,
    };

    private static SubtractivePatch Solo(Wave wave, int centre) => new()
    {
        Wave = wave,
        Attack = 0.03f,
        Sustain = 0.85f,
        Release = 0.08f,
        Vibrato = 0.2f,
        Centre = centre,
    };

    private static SubtractivePatch Bowed(int centre) => new()
    {
        Wave = Wave.Saw,
        Attack = 0.07f,
        Sustain = 0.9f,
        Release = 0.15f,
        Vibrato = 0.18f,
        Cutoff = 8,
        Noise = 0.015f,
        Centre = centre,
    };
}
