namespace Mixtape.Music.Audio.Rendering;

/// <summary>The profiles of <see cref="RenderGenres.Names"/>, in that order.</summary>
internal static class GenreProfiles
{
    public static IReadOnlyList<GenreProfile> All { get; } =
    [
        new()
        {
            // pop
            Tempo = (88, 132), Minor = 0.4, OtherMeters = 0.3, Swing = 0.12, DrumShare = 0.94, Electronic = 0.6, DrumLevel = 0,
            Drums = ["rock", "pop", "four", "ballad", "boom bap"],
            BassLines = ["eighths", "syncopated", "whole", "root fifth", "octaves"],
            Basses = ["finger bass", "synth bass", "sub", "pick bass"],
            Chords =
            [
                ("piano", "quarters"), ("steel guitar", "strum"), ("supersaw", "held"), ("electric piano", "syncopated"),
                ("pluck synth", "arpeggio"), ("clean guitar", "arpeggio"), ("piano", "arpeggio"), ("poly synth", "stabs"),
            ],
            Pads = ["strings", "synth pad", "choir", "organ"], PadShare = 0.6,
            Leads = ["voice", "low voice", "square lead", "voice", "saw lead"], LeadShare = 0.85,
            Harmony = ["pop", "ballad"], Extensions = 0.12, Space = 0.4, Loudness = 0.75,
        },
        new()
        {
            // hip-hop
            Tempo = (75, 105), Minor = 0.72, OtherMeters = 0.15, Swing = 0.4, DrumShare = 0.98, Electronic = 0.7, DrumLevel = 3,
            Drums = ["boom bap", "trap", "boom bap", "funk"],
            BassLines = ["kick", "808", "syncopated", "kick"],
            Basses = ["sub", "808", "finger bass", "upright bass"],
            Chords =
            [
                ("electric piano", "held"), ("piano", "arpeggio"), ("strings", "stabs"), ("bells", "arpeggio"),
                ("clean guitar", "arpeggio"),
                ("pluck synth", "syncopated"), ("organ", "stabs"), ("piano", "syncopated"),
            ],
            Pads = ["strings", "synth pad", "choir"], PadShare = 0.4,
            Leads = ["rap", "low voice", "rap", "flute", "square lead"], LeadShare = 0.75,
            Harmony = ["vamp", "pop", "soul"], Extensions = 0.35, Space = 0.25, Loudness = 0.75,
        },
        new()
        {
            // indie rock
            Tempo = (96, 165), Minor = 0.4, OtherMeters = 0.33, Swing = 0.08, DrumShare = 0.95, Electronic = 0.1, DrumLevel = 0,
            Drums = ["rock", "rock", "punk", "ballad", "tom"],
            BassLines = ["eighths", "root fifth", "eighths", "syncopated"],
            Basses = ["pick bass", "finger bass"],
            Chords =
            [
                ("crunch guitar", "strum"), ("clean guitar", "arpeggio"), ("distorted guitar", "power"), ("clean guitar", "strum"),
                ("steel guitar", "strum"), ("crunch guitar", "power"), ("clean guitar", "quarters"),
            ],
            Pads = ["organ", "strings", "synth pad"], PadShare = 0.35,
            Leads = ["voice", "low voice", "lead guitar", "clean guitar"], LeadShare = 0.8,
            Harmony = ["rock", "pop"], Extensions = 0.08, Space = 0.4, Loudness = 0.7,
        },
        new()
        {
            // house
            Tempo = (116, 130), Minor = 0.7, OtherMeters = 0.12, Swing = 0.25, DrumShare = 0.98, Electronic = 0.95, DrumLevel = 3,
            Drums = ["four", "house", "house", "garage"],
            BassLines = ["offbeat", "syncopated", "octaves", "kick"],
            Basses = ["synth bass", "fm bass", "sub", "acid bass"],
            Chords =
            [
                ("house piano", "stabs"), ("poly synth", "stabs"), ("electric piano", "syncopated"), ("supersaw", "stabs"),
                ("organ", "stabs"), ("pluck synth", "arpeggio"),
            ],
            Pads = ["synth pad", "strings", "choir"], PadShare = 0.55,
            Leads = ["voice", "saw lead", "square lead", "bells"], LeadShare = 0.5,
            Harmony = ["vamp", "soul", "pop"], Extensions = 0.5, Space = 0.45, Loudness = 0.8,
        },
        new()
        {
            // soul
            Tempo = (68, 118), Minor = 0.42, OtherMeters = 0.38, Swing = 0.3, DrumShare = 0.95, Electronic = 0.15, DrumLevel = 0,
            Drums = ["pop", "funk", "ballad", "shuffle", "rock"],
            BassLines = ["syncopated", "root fifth", "kick", "walking"],
            Basses = ["finger bass", "finger bass", "upright bass"],
            Chords =
            [
                ("electric piano", "syncopated"), ("organ", "held"), ("clean guitar", "offbeat"), ("piano", "quarters"),
                ("piano", "triplets"), ("clean guitar", "chops"),
            ],
            Pads = ["strings", "brass section", "organ", "choir"], PadShare = 0.6,
            Leads = ["voice", "low voice", "saxophone", "voice"], LeadShare = 0.85,
            Harmony = ["soul", "ballad", "pop"], Extensions = 0.6, Space = 0.35, Loudness = 0.5,
        },
        new()
        {
            // folk
            Tempo = (76, 148), Minor = 0.38, OtherMeters = 0.45, Swing = 0.2, DrumShare = 0.3, Electronic = 0, DrumLevel = -5,
            Drums = ["percussion", "brushes", "train"],
            BassLines = ["root fifth", "whole", "two beat"],
            Basses = ["upright bass", "finger bass"],
            Chords =
            [
                ("steel guitar", "travis"), ("steel guitar", "strum"), ("nylon guitar", "arpeggio"), ("banjo", "arpeggio"),
                ("accordion", "held"), ("nylon guitar", "travis"),
            ],
            Pads = ["strings", "accordion"], PadShare = 0.25,
            Leads = ["voice", "low voice", "fiddle", "flute", "harmonica"], LeadShare = 0.85,
            Harmony = ["folk", "pop"], Extensions = 0.05, Space = 0.3, Loudness = 0.25,
        },
        new()
        {
            // metal
            Tempo = (90, 200), Minor = 0.9, OtherMeters = 0.35, Swing = 0.06, DrumShare = 0.97, Electronic = 0.1, DrumLevel = 2,
            Drums = ["metal", "punk", "rock", "metal"],
            BassLines = ["eighths", "pedal", "eighths"],
            Basses = ["pick bass", "pick bass", "fm bass"],
            Chords =
            [
                ("distorted guitar", "chug"), ("distorted guitar", "power"), ("distorted guitar", "gallop"),
                ("distorted guitar", "held"), ("fuzz guitar", "chug"),
            ],
            Pads = ["choir", "strings"], PadShare = 0.15,
            Leads = ["lead guitar", "shout", "low voice", "lead guitar"], LeadShare = 0.65,
            Harmony = ["metal", "rock"], Extensions = 0, Space = 0.3, Loudness = 0.95,
        },
        new()
        {
            // techno
            Tempo = (122, 145), Minor = 0.88, OtherMeters = 0.12, Swing = 0.1, DrumShare = 0.99, Electronic = 1, DrumLevel = 4,
            Drums = ["techno", "four", "techno", "house"],
            BassLines = ["sixteenths", "offbeat", "pedal", "kick"],
            Basses = ["acid bass", "sub", "reese bass", "fm bass"],
            Chords =
            [
                ("poly synth", "stabs"), ("pluck synth", "arpeggio"), ("bells", "arpeggio"), ("saw lead", "arpeggio"),
                ("supersaw", "held"),
            ],
            Pads = ["synth pad", "choir", "strings"], PadShare = 0.5,
            Leads = ["square lead", "bells", "saw lead"], LeadShare = 0.35,
            Harmony = ["vamp", "drone"], Extensions = 0.25, Space = 0.5, Loudness = 0.85,
        },
        new()
        {
            // jazz
            Tempo = (85, 210), Minor = 0.38, OtherMeters = 0.33, Swing = 0.85, DrumShare = 0.85, Electronic = 0, DrumLevel = -2,
            Drums = ["jazz", "jazz", "brushes", "bossa"],
            BassLines = ["walking", "walking", "two beat", "bossa"],
            Basses = ["upright bass"],
            Chords =
            [
                ("piano", "comp"), ("clean guitar", "quarters"), ("piano", "comp"), ("vibraphone", "comp"), ("nylon guitar", "bossa"),
                ("organ", "comp"),
            ],
            Pads = ["brass section", "strings"], PadShare = 0.15,
            Leads = ["saxophone", "trumpet", "piano", "clean guitar", "muted trumpet", "vibraphone", "flute"], LeadShare = 0.88,
            Harmony = ["jazz"], Extensions = 0.95, Space = 0.35, Loudness = 0.2,
        },
        new()
        {
            // ambient
            Tempo = (58, 105), Minor = 0.55, OtherMeters = 0.35, Swing = 0, DrumShare = 0.22, Electronic = 0.9, DrumLevel = -6,
            Drums = ["percussion", "four", "trap"],
            BassLines = ["whole", "pedal", "whole"],
            Basses = ["sub", "synth bass", "reese bass"],
            Chords =
            [
                ("synth pad", "held"), ("bells", "arpeggio"), ("piano", "arpeggio"), ("electric piano", "arpeggio"),
                ("pluck synth", "arpeggio"), ("choir", "held"), ("vibraphone", "arpeggio"),
            ],
            Pads = ["synth pad", "strings", "choir", "supersaw"], PadShare = 0.9,
            Leads = ["flute", "bells", "whistle", "square lead"], LeadShare = 0.45,
            Harmony = ["drone", "vamp", "ballad"], Extensions = 0.6, Space = 0.95, Loudness = 0.25,
        },
        .. GenreProfilesContinued.All,
    ];
}
