namespace Mixtape.Music.Audio.Rendering;

/// <summary>How the tones of a chord are sounded.</summary>
internal enum CompManner
{
    /// <summary>At once.</summary>
    Block,

    /// <summary>Across the strings, down on the beat and up off it.</summary>
    Strum,

    /// <summary>One after the other: a digit is the tone to play.</summary>
    Single,

    /// <summary>Root and fifth, low.</summary>
    Power,
}

/// <summary>How chords are played through four beats.</summary>
/// <param name="Manner">How tones are sounded.</param>
/// <param name="Steps">Steps to a beat.</param>
/// <param name="Lines">
/// To choose from: X accent, x, o soft, h in half of the songs, m muted; digits the tones of the chord from below, B the bass note; a
/// hyphen holds, a dot is silence.
/// </param>
/// <param name="Compound">The same through two beats of three, for 6/8.</param>
internal sealed record CompStyle(CompManner Manner, int Steps, string[] Lines, string[] Compound);

/// <summary>The styles, by name.</summary>
internal static class CompStyles
{
    private static readonly string[] _roll = ["013213", "B12321", "012345", "B31213"];
    private static readonly string[] _block = ["x-----", "x--x--", "xxxxxx", "x-ox-o", ".xx.xx"];
    private static readonly string[] _strum = ["x-xx-x", "X-oX-o", "XooXoo", "X--Xxx"];
    private static readonly string[] _oompah = ["Bxx.xx", "B-xB-x"];

    public static IReadOnlyDictionary<string, CompStyle> Named { get; } = new Dictionary<string, CompStyle>(StringComparer.Ordinal)
    {
        ["held"] = new(CompManner.Block, 1, ["x---", "x---", "x-x-"], ["x-----"]),
        ["quarters"] = new(CompManner.Block, 1, ["xxxx", "XxXx", "xxxx"], _block),
        ["repeated"] = new(CompManner.Block, 2, ["Xoxoxoxo", ".o.o.o.o", "Xooooooo"], _block),
        ["offbeat"] = new(CompManner.Block, 1, [".x.x"], [".xx.xx"]),
        ["triplets"] = new(CompManner.Block, 3, ["XooXooXooXoo", "xxxxxxxxxxxx"], _block),
        ["syncopated"] = new(CompManner.Block, 4, ["x--x--x-..x--.h.", "x-....x-..x-....", "x--.x--x.-..x-h-", "x-----x---------"], _block),
        ["stabs"] = new(CompManner.Block, 4, ["x..x..x...x..x..", "..x...x...x...x.", "x.....x....x....", "x..x....x..x..h.",
            "...x..x....x..x."], _block),
        ["chops"] = new(CompManner.Strum, 4, ["xmmxmmxmxmmxmmxm", "..xm..xm..xm..xm", "mmxmmmxxmmxmmmxm", "x.xxm.xxx.xxm.xh"], _strum),
        ["comp"] = new(CompManner.Block, 2, ["x--x----", ".x--.x--", "x-...x..", ".x.-x-.h", "...x..x-", "x--h.x-."], _block),
        ["strum"] = new(CompManner.Strum, 2, ["X-xx.xxx", "X.x.X.xx", "X-x-.xxh", "XxXxXxXx", "X--xX-xx"], _strum),
        ["travis"] = new(CompManner.Single, 2, ["B2131213", "B3B2B3B2", "B123B213", "B-231-32"], _roll),
        ["arpeggio"] = new(CompManner.Single, 4, ["0.1.2.3.2.1.0.1.", "0123012301230123", "0.2.1.3.0.2.1.3.", "B.1.2.3.4.3.2.1.",
            "0213021302130213"], _roll),
        ["alberti"] = new(CompManner.Single, 2, ["02120212", "01210121", "02120121"], ["012012", "021021"]),
        ["waltz"] = new(CompManner.Block, 1, ["Bxxx", "BxBx"], _oompah),
        ["boom chick"] = new(CompManner.Strum, 2, ["B.x.B.x.", "B.xxB.xx", "B-x-B-xo"], _oompah),
        ["skank"] = new(CompManner.Block, 2, [".x.x.x.x"], [".xx.xx"]),
        ["double skank"] = new(CompManner.Block, 4, ["..xx..xx..xx..xx", "..x...xx..x...xx"], [".xx.xx"]),
        ["bubble"] = new(CompManner.Block, 4, [".oxo.oxo.oxo.oxo", "o.xoo.xoo.xoo.xo"], _block),
        ["bossa"] = new(CompManner.Block, 2, ["x..x..x.", "x.x..x.x", ".x.xx..x"], _block),
        ["power"] = new(CompManner.Power, 2, ["X-------", "XxXxXxXx", "X--X--X-", "X-xx.xxx", "X-X-X-X-"], _block),
        ["chug"] = new(CompManner.Power, 4, ["X.mmm.mmX.mmm.mm", "m.m.m.X-m.m.m.X-", "X-mmX-mmX-mmX-mm", "mmmmmmmmmmmmX-X-",
            "X--m.mX-..mmX-.."], ["XmmXmm", "XmXmXm"]),
        ["gallop"] = new(CompManner.Power, 4, ["m.mmm.mmm.mmm.mm", "X.mmm.mmX.mmX-X-"], ["XmmXmm", "mmmmmm"]),
        ["boogie"] = new(CompManner.Power, 2, ["XoXoXoXo", "X-xoX-xo", "Xm6mXm6m"], _block),
    };
}
