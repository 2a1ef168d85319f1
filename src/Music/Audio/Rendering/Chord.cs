namespace Mixtape.Music.Audio.Rendering;

/// <summary>A chord: its root's pitch class and its tones in semitones above the root, the root first.</summary>
internal sealed record Chord(int Root, int[] Tones)
{
    private static readonly (string Numeral, int Semitones)[] _numerals =
        [("VII", 11), ("VI", 9), ("IV", 5), ("V", 7), ("III", 4), ("II", 2), ("I", 0)];

    private static readonly (string Ending, int[] Major, int[] Minor)[] _endings =
    [
        ("M7", [0, 4, 7, 11], [0, 3, 7, 11]), ("7", [0, 4, 7, 10], [0, 3, 7, 10]), ("6", [0, 4, 7, 9], [0, 3, 7, 9]),
        ("s4", [0, 5, 7], [0, 5, 7]), ("s2", [0, 2, 7], [0, 2, 7]), ("p", [0, 7], [0, 7]), ("o", [0, 3, 6], [0, 3, 6]),
        ("0", [0, 3, 6, 10], [0, 3, 6, 10]), ("", [0, 4, 7], [0, 3, 7]),
    ];

    /// <summary>Whether a pitch is one of the chord's.</summary>
    public bool Has(int pitch) => Array.IndexOf(Tones, ((pitch - Root) % 12 + 12) % 12) >= 0;

    /// <summary>The chord that a numeral of <see cref="Progressions"/> means in a key.</summary>
    public static Chord Parse(string text, int tonic)
    {
        var root = tonic;
        var at = 0;
        if (text[at] == 'b')
        {
            root += 11;
            at++;
        }

        foreach (var (numeral, semitones) in _numerals)
        {
            if (!text.AsSpan(at).StartsWith(numeral, StringComparison.OrdinalIgnoreCase)) continue;
            var minor = char.IsLower(text[at]);
            var ending = text[(at + numeral.Length)..];
            var row = Array.Find(_endings, row => row.Ending == ending);
            return new Chord((root + semitones) % 12, minor ? row.Minor : row.Major);
        }

        throw new ArgumentException($"{text} is no chord: begin it with a Roman numeral.");
    }

    /// <summary>The chord with a seventh of the scale, and perhaps a ninth, on top.</summary>
    public Chord Widened(ReadOnlySpan<int> scale, int tonic, bool ninth)
    {
        if (Tones.Length != 3 || Tones[1] is 2 or 5 || Tones[2] != 7) return this;
        var seventh = InScale(scale, tonic, Root + 10) ? 10 : 11;
        return this with { Tones = ninth && InScale(scale, tonic, Root + 14) ? [.. Tones, seventh, 14] : [.. Tones, seventh] };
    }

    private static bool InScale(ReadOnlySpan<int> scale, int tonic, int pitch) => scale.Contains(((pitch - tonic) % 12 + 12) % 12);
}
