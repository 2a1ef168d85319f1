namespace Mixtape.Music.Audio.Rendering;

/// <summary>
/// Chord progressions by family and mode: Roman numerals over the major scale (so minor writes bIII, bVI, bVII), small for minor; a space
/// ends a bar, a hyphen divides one. Endings: 7 dominant, M7 major seventh, o diminished, 0 half-diminished, s4 and s2 suspended, p a
/// power chord, 6 an added sixth.
/// </summary>
internal static class Progressions
{
    private static readonly (string Family, Mode Mode, string[] Lines)[] _all =
    [
        ("pop", Mode.Major,
        [
            "I V vi IV", "I vi IV V", "I IV V I", "I IV vi V", "I V IV IV", "I iii IV V", "I IV I V", "I ii IV V", "I I IV V",
            "I V vi iii IV I IV V", "IV V I vi", "I IV iv I", "I Vs4 vi IV",
        ]),
        ("pop", Mode.Minor,
        [
            "i bVI bIII bVII", "i bVII bVI bVII", "i iv bVI v", "i bVI iv V", "i bIII bVII bVI", "i iv i V7", "i v bVI bVII",
            "i bVII iv i", "i bVI bVII i",
        ]),
        ("ballad", Mode.Major, ["I vi IV V", "I V vi IV", "I iii vi IV", "I I7 IV iv", "I vi ii V7", "IM7 IVM7 IM7 IVM7", "I V IV V"]),
        ("ballad", Mode.Minor, ["i bVI bIII bVII", "i iv bVII bIII", "i bVII bVI V", "i v iv V7", "i iv i V"]),
        ("rock", Mode.Major,
        [
            "I bVII IV I", "I IV V IV", "I IV I V", "I V IV I", "I I bVII IV", "I bIII IV I", "I IV bVII IV", "I vi IV V", "I V vi IV",
        ]),
        ("rock", Mode.Minor,
            ["i bVII bVI bVII", "i bIII bVII IV", "i bVI bVII i", "i iv v i", "i i bIII bVII", "ip bIIIp IVp ip", "i IV i bVII"]),
        ("metal", Mode.Major, ["I bVII IV I", "I IV I V", "Ip IVp Ip Vp"]),
        ("metal", Mode.Minor,
        [
            "ip ip bVIp bVIIp", "ip ip ip bIIp", "ip bVIp bIIIp bVIIp", "ip ip ip Vp", "ip ip ivp ip", "ip bVIIp bVIp Vp",
            "ip ip bIIIp bIIp", "ip bIIIp bVIp bVIIp", "ip-bVIp bIIIp-bVIIp", "ip ivp bVIp Vp", "ip ip ip bVIIp-bVIp",
        ]),
        ("soul", Mode.Major,
        [
            "I vi ii V7", "IM7 ii7 iii7 ii7", "I IV I IV", "IM7 vi7 ii7 V7", "I I7 IV iv", "IM7 IVM7 iii7-vi7 ii7-V7", "I iii IV V",
            "I ii7 IV V7",
        ]),
        ("soul", Mode.Minor, ["i7 i7 IV7 i7", "i7 iv7 i7 V7", "i7 bVIM7 ii0 V7", "i7 v7 iv7 i7", "i7 bVII bVIM7 V7", "i7 iv7 i7 i7"]),
        ("vamp", Mode.Major, ["I I bVII I", "I I IV IV", "IM7 IM7 ii7 IM7", "I ii I V", "I7 I7 IV7 I7", "IM7 IM7 iii7 IVM7"]),
        ("vamp", Mode.Minor,
        [
            "i i iv iv", "i7 i7 i7 bVII", "i i bVI V", "i7 iv7 i7 iv7", "i i i V", "i bVI i V7", "i i iv V", "i7 i7 i7 IV7", "i i bVII i",
            "i i i i", "i iv i v", "i iv i V7",
        ]),
        ("drone", Mode.Major, ["I I I I", "I I IV I", "I Is2 I Is4", "IM7 IM7 II I", "I I bVII I"]),
        ("drone", Mode.Minor, ["i i i i", "i i i bVII", "i i bVI i", "i is2 i is4", "i i iv i"]),
        ("folk", Mode.Major, ["I IV I V", "I V I IV", "I I V I", "I IV V I", "I vi IV V", "I V vi IV", "I ii V I", "I I IV I I V V7 I"]),
        ("folk", Mode.Minor, ["i bVII i bVII", "i bVII bVI bVII", "i iv i V", "i bIII bVII i", "i i bVII i", "i bVI bVII i"]),
        ("country", Mode.Major,
            ["I I IV V7", "I IV I V7", "I I7 IV IV", "I V7 V7 I", "I I V V I I IV-V I", "I vi IV V7", "I IV V7 I", "II7 II7 V7 I"]),
        ("country", Mode.Minor, ["i iv i V7", "i bVII bVI V7", "i i iv i", "i bVII i V"]),
        ("reggae", Mode.Major, ["I IV I IV", "I V IV V", "I IV V IV", "I ii I ii", "I vi ii V", "I V vi IV"]),
        ("reggae", Mode.Minor, ["i bVII i bVII", "i iv i iv", "i iv bVII i", "i bVI bVII i", "i v i v", "i i iv v"]),
        ("blues", Mode.Major,
        [
            "I7 I7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7", "I7 IV7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7-IV7 I7-V7",
            "I7 IV7 I7 I7 IV7 IV7 I7 VI7 ii7 V7 I7 V7", "I7 V7 IV7 IV7 I7 V7 I7-IV7 I7-V7",
        ]),
        ("blues", Mode.Minor,
        [
            "i7 i7 i7 i7 iv7 iv7 i7 i7 bVI7 V7 i7 V7", "i i i i iv iv i i v iv i i", "ip ip ip ip ivp ivp ip ip vp ivp ip vp",
            "ip ip ip ip", "ip ip bVIIp ip",
        ]),
        ("jazz", Mode.Major,
        [
            "IM7 vi7 ii7 V7", "ii7 V7 IM7 IM7", "IM7 VI7 ii7 V7", "iii7-VI7 ii7-V7 IM7-VI7 ii7-V7", "I6 IV7 iii7-VI7 ii7-V7",
            "IM7 IM7 II7 II7 ii7 V7 IM7 V7", "IM7-vi7 ii7-V7 IM7-I7 IVM7-iv7", "I7 IV7 I7 I7 IV7 IV7 I7 VI7 ii7 V7 I7-VI7 ii7-V7",
        ]),
        ("jazz", Mode.Minor,
        [
            "i7 ii0 V7 i7", "i6 i6 ii0 V7", "iv7 bVII7 bIIIM7 bVIM7 ii0 V7 i6 i6", "i7 i7 iv7 i7 bVI7 V7 i7 V7", "i7 bVI7 ii0 V7",
            "i7 i7 i7 IV7",
        ]),
        ("classical", Mode.Major,
        [
            "I IV V7 I", "I V7 I V7", "I-V vi-iii IV-I IV-V7", "I ii V7 I", "I vi IV V7", "I V7-I IV-V7 I", "I I V7 V7 V7 V7 I I",
            "I IV I-V7 I", "I vi ii-V7 I",
        ]),
        ("classical", Mode.Minor,
        [
            "i iv V7 i", "i V7 i V7", "i bVI iio V7", "i-V7 i-iv i-V7 i", "i bVII bIII-bVI iv-V7", "i iv-V7 bVI iv-V7",
            "i i V7 V7 V7 V7 i i",
        ]),
    ];

    /// <summary>The lines of some families in a mode, the first family's first; never none.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyCollection<string> families, Mode mode) =>
        [.. _all.Where(row => row.Mode == mode && families.Contains(row.Family)).SelectMany(row => row.Lines)];
}
