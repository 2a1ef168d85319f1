namespace Mixtape.Music.Audio.Rendering;

/// <summary>The profiles from reggae on; see <see cref="GenreProfiles"/>.</summary>
internal static class GenreProfilesContinued
{
    public static IReadOnlyList<GenreProfile> All { get; } =
    [
        new()
        {
            // reggae
            Tempo = (62, 96), Minor = 0.5, OtherMeters = 0.12, Swing = 0.45, DrumShare = 0.97, Electronic = 0.15, DrumLevel = 1,
            Drums = ["one drop", "rockers", "steppers"],
            BassLines = ["reggae", "reggae", "syncopated"],
            Basses = ["finger bass", "sub", "finger bass"],
            Chords =
            [
                ("clean guitar", "skank"), ("organ", "bubble"), ("piano", "skank"), ("clean guitar", "double skank"), ("organ", "skank"),
            ],
            Pads = ["organ", "brass section"], PadShare = 0.3,
            Leads = ["voice", "low voice", "voice", "melodica", "trumpet"], LeadShare = 0.8,
            Harmony = ["reggae", "vamp"], Extensions = 0.1, Space = 0.45, Loudness = 0.5,
        },
        new()
        {
            // chamber music
            Tempo = (60, 150), Minor = 0.42, OtherMeters = 0.5, Swing = 0, DrumShare = 0, Electronic = 0, DrumLevel = 0,
            Drums = ["percussion"],
            BassLines = ["whole", "two beat", "root fifth", "classical", "eighths"],
            Basses = ["cello", "piano", "bowed bass", "cello"],
            Chords =
            [
                ("strings", "quarters"), ("piano", "alberti"), ("strings", "held"), ("harpsichord", "alberti"), ("woodwinds", "quarters"),
                ("pizzicato", "arpeggio"), ("piano", "waltz"), ("strings", "repeated"),
            ],
            Pads = ["strings", "woodwinds", "horns"], PadShare = 0.45,
            Leads = ["violin", "flute", "clarinet", "cello", "piano", "oboe", "violin"], LeadShare = 0.95,
            Harmony = ["classical"], Extensions = 0.12, Space = 0.6, Loudness = 0.02,
        },
        new()
        {
            // blues
            Tempo = (62, 150), Minor = 0.38, OtherMeters = 0.3, Swing = 0.75, DrumShare = 0.78, Electronic = 0, DrumLevel = -1,
            Drums = ["shuffle", "slow blues", "shuffle", "rock", "train"],
            BassLines = ["walking", "boogie", "root fifth", "eighths"],
            Basses = ["upright bass", "finger bass"],
            Chords =
            [
                ("crunch guitar", "boogie"), ("piano", "triplets"), ("clean guitar", "strum"), ("steel guitar", "boogie"),
                ("organ", "held"), ("piano", "comp"), ("steel guitar", "travis"),
            ],
            Pads = ["full organ", "brass section"], PadShare = 0.25,
            Leads = ["crunch guitar", "low voice", "harmonica", "voice", "saxophone", "clean guitar"], LeadShare = 0.9,
            Harmony = ["blues"], Extensions = 0.1, Space = 0.25, Loudness = 0.35,
        },
        new()
        {
            // country
            Tempo = (76, 150), Minor = 0.14, OtherMeters = 0.35, Swing = 0.3, DrumShare = 0.85, Electronic = 0.02, DrumLevel = -2,
            Drums = ["train", "two beat", "rock", "brushes", "ballad"],
            BassLines = ["two beat", "root fifth", "two beat", "walking"],
            Basses = ["upright bass", "finger bass"],
            Chords =
            [
                ("steel guitar", "boom chick"), ("steel guitar", "strum"), ("clean guitar", "travis"), ("banjo", "arpeggio"),
                ("piano", "quarters"), ("steel guitar", "travis"),
            ],
            Pads = ["strings", "organ", "choir"], PadShare = 0.3,
            Leads = ["low voice", "fiddle", "voice", "clean guitar", "harmonica"], LeadShare = 0.88,
            Harmony = ["folk", "country"], Extensions = 0.05, Space = 0.3, Loudness = 0.45,
        },
        new()
        {
            // disco
            Tempo = (104, 132), Minor = 0.6, OtherMeters = 0.12, Swing = 0.08, DrumShare = 0.99, Electronic = 0.3, DrumLevel = 2,
            Drums = ["disco", "disco", "four", "funk"],
            BassLines = ["octaves", "octaves", "syncopated", "eighths"],
            Basses = ["finger bass", "synth bass", "pick bass"],
            Chords =
            [
                ("clean guitar", "chops"), ("electric piano", "syncopated"), ("piano", "stabs"), ("clean guitar", "offbeat"),
                ("clavinet", "chops"),
            ],
            Pads = ["strings", "brass section", "strings"], PadShare = 0.8,
            Leads = ["voice", "strings", "low voice", "trumpet", "saw lead"], LeadShare = 0.8,
            Harmony = ["soul", "vamp", "pop"], Extensions = 0.5, Space = 0.35, Loudness = 0.55,
        },
        new()
        {
            // drum and bass
            Tempo = (160, 180), Minor = 0.85, OtherMeters = 0.1, Swing = 0.15, DrumShare = 1, Electronic = 0.6, DrumLevel = 3,
            Drums = ["breakbeat", "two step", "breakbeat"],
            BassLines = ["whole", "syncopated", "808", "pedal"],
            Basses = ["reese bass", "sub", "fm bass", "synth bass"],
            Chords =
            [
                ("synth pad", "held"), ("electric piano", "syncopated"), ("supersaw", "stabs"), ("pluck synth", "arpeggio"),
                ("poly synth", "stabs"), ("bells", "arpeggio"),
            ],
            Pads = ["synth pad", "strings", "choir"], PadShare = 0.65,
            Leads = ["voice", "saw lead", "bells", "flute"], LeadShare = 0.4,
            Harmony = ["vamp", "drone", "pop"], Extensions = 0.4, Space = 0.45, Loudness = 0.85,
        },
    ];
}
