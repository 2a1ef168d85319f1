namespace Mixtape.Music.Audio.Rendering;

/// <summary>A bar of drums.</summary>
/// <param name="Family">What it belongs to; <see cref="GenreProfile.Drums"/> names families.</param>
/// <param name="Slowest">The slowest beats a minute at which it is played so.</param>
/// <param name="Fastest">The fastest.</param>
/// <param name="Steps">Steps to a beat: 2 or 4, or 3 for triplets.</param>
/// <param name="Rows">
/// For each drum a letter (<see cref="DrumVoice"/>) and its steps: X accent, x hit, o soft, g ghost, h and q one that this song has with
/// probability 1/2 and 1/4, r a ghost that comes and goes, a dot for none. Spaces between beats are for the eye.
/// </param>
internal sealed record DrumPattern(string Family, double Slowest, double Fastest, int Steps, params string[] Rows)
{
    /// <summary>Beats of the bar.</summary>
    public int Beats { get; } = Rows[0].Count(letter => letter != ' ' && !char.IsWhiteSpace(letter)) is var signs ? (signs - 1) / Steps : 0;
}

/// <summary>How drums are played, from bars that everybody knows. A 5/4 or 7/4 bar is a bar of three and (part of) a bar of four.</summary>
internal static class DrumPatterns
{
    private const double Any = 300;

    public static IReadOnlyList<DrumPattern> All { get; } =
    [
        // Four beats, straight.
        new("rock", 0, 95, 4, "K X..h h.q. X.h. ..q.", "S .... X..r .r.. X..r", "H xgxg xgxg xgxg xgxg"),
        new("rock", 60, 170, 4, "K X... q.h. X.h. ..q.", "S .... X... .... X...", "H X.x. X.x. X.x. X.x."),
        new("rock", 70, 150, 4, "K X..h ..q. h.X. ....", "S .... X..g .g.. X...", "D x.o. x.o. x.o. x.o."),
        new("rock", 140, Any, 2, "K X. .h Xh .q", "S .. X. .. X.", "H x. x. x. x."),
        new("rock", 120, Any, 2, "K X. qh X. hq", "S .. X. .. X.", "O xo xo xo xo"),
        new("pop", 0, 110, 4, "K X..h ..h. q.X. ..q.", "S .... X... .... X...", "C .... h... .... h...", "H x.xq x.x. x.xq x.xq"),
        new("pop", 60, 150, 4, "K X... h.X. ..h. ....", "C .... X... .... X...", "Z xgog xgog xgog xgog"),
        new("pop", 110, Any, 2, "K X. h. X. hq", "S .. X. .. X.", "H xo xo xo xo", "J .. x. .. x."),
        new("ballad", 0, 110, 4, "K X... .... X.h. ..q.", "R .... X... .... X...", "H x.g. x.g. x.g. x.g."),
        new("ballad", 0, 100, 4, "K X..q .... ..X. ....", "S .... X... .... X...", "H xgxg xgxg xgxg xgxg"),
        new("ballad", 90, Any, 2, "K X. .. Xh ..", "R .. X. .. X.", "H x. x. x. x."),
        new("punk", 120, Any, 2, "K Xh .. Xh ..", "S .. X. .. X.", "H xx xx xx xx"),
        new("punk", 140, Any, 2, "K X. X. X. X.", "S .x .x .x .x", "D x. x. x. x."),
        new("punk", 110, Any, 2, "K X. .X .X ..", "S .. X. .. X.", "O x. x. x. x."),
        new("tom", 60, 180, 4, "K X... X... X... X...", "L x.x. ..x. x.x. ..xh", "S .... X... .... X..."),
        new("metal", 60, 150, 4, "K XxXx XxXx XxXx XxXx", "S .... X... .... X...", "D X.x. X.x. X.x. X.x."),
        new("metal", 70, 220, 4, "K X.xx ..xx X.xx ..xx", "S .... X... .... X...", "O x... x... x... x..."),
        new("metal", 130, Any, 2, "K Xx Xx Xx Xx", "S .. X. .. X.", "D x. x. x. x."),
        new("metal", 150, Any, 2, "K X. X. X. X.", "S .X .X .X .X", "O x. x. x. x."),
        new("metal", 60, 130, 4, "K X..X ..X. ..X. .h..", "S .... X... .... X...", "O x... x... x... x..."),
        new("four", 90, Any, 4, "K X... X... X... X...", "C .... X... .... X...", "O ..x. ..x. ..x. ..x.", "H xh.h xh.h xh.h xh.h"),
        new("four", 60, Any, 2, "K X. X. X. X.", "S .. X. .. X.", "H xx xx xx xx"),
        new("four", 0, 105, 4, "K X... X..q X... X.q.", "C .... X... .... X...", "H xgxg xgxg xgxg xgxg"),
        new("house", 80, Any, 4, "K X... X... X... X..q", "C .... X... .... X...", "O ..X. ..X. ..X. ..X.", "Z xgxg xgxg xgxg xgxg"),
        new("house", 80, Any, 4, "K X... X... X... X...", "C .... X..q .h.. X...", "H ..x. ..x. ..x. ..x.", "N .h.. q..h ..h. .q.h"),
        new("techno", 90, Any, 4, "K X... X... X... X...", "H ..X. ..X. ..X. ..X.", "R .h.q ..h. q..h .h.."),
        new("techno", 80, Any, 4, "K X... X... X... X...", "H gxXx gxXx gxXx gxXx", "C .... h... .... h...", "L ..q. .h.. q..h ...q"),
        new("techno", 90, Any, 4, "K X... X... X... X...", "D ..X. ..X. ..X. ..X.", "Z xxxx xxxx xxxx xxxx"),
        new("garage", 100, Any, 4, "K X... ...h ..X. .q..", "C .... X... .... X...", "H ..x. r.xr ..x. r.xr"),
        new("disco", 70, Any, 4, "K X... X... X... X...", "S .... X... .... X...", "O ..X. ..X. ..X. ..X.", "H xx.x xx.x xx.x xx.x"),
        new("disco", 60, Any, 2, "K X. X. X. X.", "S .. X. .. X.", "H x. x. x. x.", "O .X .X .X .X"),
        new("disco", 80, 145, 4, "K X... X... X... X...", "S .... X... .... X..q", "H xxxx xxxx xxxx xxxx", "J x.xx x.xx x.xx x.xx",
            "N .h.h h..h .h.h h.hh"),
        new("boom bap", 55, 125, 4, "K X..h ..q. .hX. .q..", "S .... X..r .r.. X..r", "H x.x. x.x. x.x. x.x."),
        new("boom bap", 55, 120, 4, "K X.h. ..qX ..X. q...", "S .... X... .r.. X...", "H x.xr x.x. x.xr x.x.", "O .... .... .... ..q."),
        new("boom bap", 60, Any, 2, "K X. .h Xh ..", "S .. X. .. X.", "H x. x. x. x."),
        new("trap", 50, 95, 4, "K X... ..h. ..X. h..q", "C .... X... .... X...", "H xxxx xxxx xxxx xxxx"),
        new("trap", 50, 90, 8, "K X....... ....h... ....X... ..q.....", "S ........ X....... ........ X.......",
            "H x.x.x.x. x.x.xhxh x.x.x.x. x.x.hhhh"),
        new("trap", 80, Any, 2, "K X. .h .X q.", "C .. X. .. X.", "H xx xx xx xx"),
        new("funk", 60, 130, 4, "K X.h. ..q. .hX. .hq.", "S ...r X..g .g.r X..g", "H xxxx xxxx xxxx xxxx"),
        new("funk", 70, 140, 4, "K X..X ..h. ..Xh ....", "S .... X..g .g.. X..h", "H x.x. x.x. x.x. x.x.", "W .... h... .... h..."),
        new("funk", 120, Any, 2, "K X. .h hX ..", "S .. X. .. X.", "H xx xx xx xx"),
        new("percussion", 0, Any, 2, "Z xo xo xo xo", "J .. x. .. x."),
        new("percussion", 50, 150, 4, "N ..x. x... ..x. xx..", "G x... ...h x... ...x", "Z xgog xgog xgog xgog"),
        new("percussion", 50, 140, 4, "K X... h... X... h...", "Z xgxg xgxg xgxg xgxg"),
        new("train", 75, Any, 4, "K X... X... X... X...", "S gogo Xogo gogo Xogo"),
        new("train", 110, Any, 2, "K X. .. X. ..", "S oo Xo oo Xo"),
        new("two beat", 70, Any, 2, "K X. .. X. ..", "S .. X. .. X.", "H x. x. x. x."),
        new("two beat", 60, Any, 2, "K X. .. X. ..", "R .. X. .. X.", "H xo xo xo xo"),
        new("bossa", 70, Any, 2, "K X. .x X. .x", "R x. .x .. x.", "H xo xo xo xo"),
        new("brushes", 60, Any, 2, "B x. Xo x. Xo", "K o. .. o. .."),
        new("brushes", 55, 140, 4, "B o... X.o. o... X.o.", "K o... .... o... ....", "H .... o... .... o..."),
        new("one drop", 0, Any, 2, "K .. X. .. X.", "R .. X. .. X.", "H xo xo xo xo"),
        new("one drop", 55, 110, 4, "K .... X... .... X...", "S .... x..r .... x...", "H x.xr x.x. x.xr x.xr"),
        new("rockers", 0, Any, 2, "K X. X. X. X.", "R .. X. .. X.", "H xo xo xo xo"),
        new("rockers", 55, 120, 4, "K X... h... X... h...", "S .... X..h .... X.q.", "H x.xg x.xg x.xg x.xg"),
        new("steppers", 0, Any, 2, "K X. X. X. X.", "R .. x. .h x.", "H .x .x .x .x"),
        new("breakbeat", 100, Any, 4, "K X.x. .... ..xh ....", "S .... X..g .g.. X..g", "H x.x. x.x. x.x. x.x."),
        new("breakbeat", 100, Any, 4, "K X.x. ..h. ..X. .q..", "S .... X..g .g.. X.g.", "D x.x. x.x. x.x. x.x."),
        new("breakbeat", 55, 130, 4, "K X.x. .... .hxX ....", "S .... X..g .g.g X..g", "H xgxg xgxg xgxg xgxg"),
        new("two step", 90, Any, 4, "K X... .... ..X. ....", "S .... X... .... X...", "H x.xr x.xr x.xr x.xr", "Z gogo gogo gogo gogo"),
        new("two step", 55, 120, 4, "K X... ...h .hX. ....", "S .... X... .... X...", "H xgxg xgxg xgxg xgxg"),

        // Four beats in triplets.
        new("shuffle", 55, Any, 3, "K X.. ..h X.h ..q", "S ... X.. ... X..", "H x.x x.x x.x x.x"),
        new("shuffle", 55, 180, 3, "K X.. X.. X.. X..", "S ..r X.g ..r X.g", "D x.x x.x x.x x.x"),
        new("slow blues", 0, 105, 3, "K X.. ..h X.h ...", "S ... X.. ... X..", "H xoo xoo xoo xoo"),
        new("slow blues", 0, 130, 3, "K X.. ... X.. ..h", "R ... X.. ... X..", "D xoo xoo xoo xoo"),
        new("jazz", 60, 180, 3, "D X.. x.x X.. x.x", "H ... x.. ... x..", "K g.. g.. g.. g.q", "S ..q ..r ... .rr"),
        new("jazz", 110, Any, 2, "D x. xo x. xo", "H .. x. .. x.", "K g. g. g. g.", "S .. .r .. .r"),
        new("jazz", 55, 110, 3, "B o.. X.o o.. X.o", "H ... x.. ... x..", "K o.. ... q.. ..."),

        // Three beats.
        new("rock", 0, 130, 4, "K X... .... ..h.", "S .... X... X...", "H x.x. x.x. x.x."),
        new("rock", 90, Any, 2, "K X. .. ..", "S .. x. x.", "H xo xo xo"),
        new("rock", 0, 140, 4, "K X..h .... q...", "S .... .... X...", "H X.x. x.x. x.x."),
        new("ballad", 0, Any, 2, "K X. .. .h", "R .. x. x.", "H xo xo xo"),
        new("four", 0, Any, 2, "K X. h. h.", "C .. x. x.", "H ox ox ox"),
        new("house", 0, Any, 4, "K X... X... X...", "C .... .... X...", "O ..x. ..x. ..x."),
        new("jazz", 60, Any, 3, "D X.. x.x x..", "H ... x.. ...", "K o.. ... ..q", "S ... ..r ..r"),
        new("jazz", 60, Any, 3, "B X.. o.. o..", "H ... x.. x..", "K o.. ... ..."),
        new("brushes", 0, Any, 2, "B X. x. x.", "K o. .. .."),
        new("train", 0, Any, 2, "K X. .. ..", "S gg Xo Xo"),
        new("shuffle", 0, Any, 3, "K X.. ... ..h", "S ... x.. x..", "H x.x x.x x.x"),
        new("metal", 0, Any, 2, "K Xx xx xx", "S .. .. X.", "O x. x. x."),
        new("percussion", 0, Any, 2, "Z Xo xo xo", "J .. x. x."),
        new("boom bap", 0, Any, 2, "K X. .h ..", "S .. .. X.", "H xx xx xx"),
        new("funk", 0, 140, 4, "K X..h .... h.q.", "S .... X..g X..g", "H xxxx xxxx xxxx"),

        // Two beats of three: 6/8.
        new("rock", 0, Any, 3, "K X.. ..h", "S ... X..", "H xxx xxx"),
        new("rock", 0, Any, 3, "K X.h ..q", "S ... X..", "D xox xox"),
        new("rock", 0, 80, 6, "K X...h. ....q.", "S ...... X....r", "H x.x.x. x.x.x."),
        new("ballad", 0, Any, 3, "K X.. ...", "R ... X..", "H xoo xoo"),
        new("jazz", 0, Any, 3, "D X.x x.x", "H ..x ..x", "K o.. ..q"),
        new("brushes", 0, Any, 3, "B Xoo Xoo", "K o.. ..."),
        new("four", 0, Any, 3, "K X.. X..", "C ... X..", "H xox xox"),
        new("percussion", 0, Any, 3, "Z Xoo xoo", "J ... x.."),
        new("metal", 0, Any, 3, "K Xxx Xxx", "S ... X..", "O x.. x.."),
        new("shuffle", 0, Any, 3, "K X.. h.h", "S ... X..", "H xxx xxx"),
    ];
}
