namespace Mixtape.Music.Audio.Rendering;

/// <summary>
/// How basses move through four beats: R root, 5 fifth, 8 octave, 3 third, 6 sixth, 7 the seventh below the octave, a a step towards the
/// next root; a hyphen holds the note, a dot is silence, ? the root in half of the songs. Bars of other lengths take part of it or
/// begin again.
/// </summary>
internal static class BassLines
{
    // Steps to a beat, and lines to choose from.
    private static readonly Dictionary<string, (int Steps, string[] Lines)> _named = new(StringComparer.Ordinal)
    {
        ["whole"] = (1, ["R---", "R--5", "R-R-"]),
        ["root fifth"] = (2, ["R---5---", "R--R5---", "R-..5-.R", "R---R-5-"]),
        ["two beat"] = (1, ["R.5.", "R-5-", "R-5a"]),
        ["eighths"] = (2, ["RRRRRRRR", "RRRRRR5a", "R-RRR-RR", "RR.RRR.R"]),
        ["sixteenths"] = (4, [".RRR.RRR.RRR.RRR", "RRRRRRRRRRRRRRRR", "R.R8R.R8R.R8R.R8"]),
        ["octaves"] = (2, ["R8R8R8R8", "R8R8R85a", ".8.8.8.8"]),
        ["offbeat"] = (2, [".R.R.R.R", ".R.R.R?8"]),
        ["syncopated"] = (4, ["R--R--R-..R-5-8-", "R-..R.8...R-..5.", "R..R.R..R..7.5..", "R.R...8.R..R..5a", "R-----R-..5---a-"]),
        ["kick"] = (4, ["R--?..?...R-....", "R-....R--?R-..?.", "R-?-....R---..?."]),
        ["808"] = (4, ["R---------R---..", "R-----..R---?---", "R-------?---R---"]),
        ["walking"] = (1, ["R35a", "R36a", "R58a", "R57a", "RR5a", "R535"]),
        ["boogie"] = (1, ["R356", "R367", "R568"]),
        ["pedal"] = (2, ["RRRRRRRR", "R-------", "R.RRR.RR"]),
        ["reggae"] = (2, ["R-.R5-..", "..RR..5R", "R.R5.R..", "R--.R-5."]),
        ["bossa"] = (2, ["R--R5--5", "R--55--R"]),
        ["classical"] = (1, ["R353", "R-5-", "R35R"]),
    };

    // Two beats of three, for 6/8, whatever the name.
    private static readonly string[] _compound = ["R--5--", "R--R-5", "R-----", "R-RR-R", "R-35-3"];

    public static (int Steps, string[] Lines) Named(string name, bool compound) => compound ? (3, _compound) : _named[name];
}
