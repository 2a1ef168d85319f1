using Mixtape.Numerics;

namespace Mixtape.Music.SampleWorld;

/// <summary>
/// Names that nobody bears: each artist and most titles hold a word put together from syllables. No name comes twice.
/// </summary>
internal sealed class NameGenerator(SeededRandom random)
{
    // Soft sounds stand twice: they come twice as often.
    private static readonly string[] _onsets =
    [
        "b", "d", "f", "g", "h", "k", "l", "l", "m", "m", "n", "n", "p", "r", "r", "s", "s", "t", "t", "v", "v", "z",
        "br", "tr", "st",
    ];

    private static readonly string[] _vowels = ["a", "a", "e", "e", "i", "o", "u", "ia"];

    private static readonly string[] _codas = ["", "", "", "", "l", "n", "n", "r", "s"];

    private static readonly string[] _firstNames =
    [
        "Ada", "Bruno", "Cleo", "Dario", "Esme", "Fenna", "Gideon", "Hana", "Ilse", "Jonas", "Kaya", "Leif", "Mirela",
        "Nuno",
        "Odile", "Piet", "Quinn", "Rosa", "Samir", "Tove", "Ursa", "Vito", "Wilma", "Xenia", "Yusuf", "Zora",
    ];

    private static readonly string[] _groups =
    [
        "Lanterns", "Cartographers", "Understudies", "Weathervanes", "Arcade", "Quartet", "Tramlines", "Beekeepers",
        "Society",
        "Holiday", "Parade", "Telescopes", "Night Bus", "Orchard", "Signal", "Swimmers", "Foundry", "Collective",
        "Trio", "Choir",
    ];

    private static readonly string[] _adjectives =
    [
        "Paper", "Borrowed", "Silver", "Quiet", "Electric", "Hollow", "Slow", "Bright", "Northern", "Velvet", "Broken",
        "Second",
        "Wooden", "Distant", "Golden", "Careless", "Sleepless", "Tender", "Frozen", "Copper", "Empty", "Wild", "Late",
        "Small",
    ];

    private static readonly string[] _nouns =
    [
        "Harbour", "Window", "Engine", "Garden", "Letter", "River", "Static", "Staircase", "Summer", "Mirror", "Signal",
        "Kitchen",
        "Avenue", "Telephone", "Lighthouse", "Winter", "Carousel", "Shadow", "Bicycle", "Horizon", "Balcony", "Thunder",
        "Island",
        "Marble", "Postcard", "Corridor", "Meadow", "Satellite", "Umbrella", "Morning",
    ];

    private readonly HashSet<string> _used = [];

    /// <summary>A person or a group.</summary>
    public string Artist() => Unique(() => random.Next(6) switch
    {
        0 => $"The {Word()} {Pick(_groups)}",
        1 => $"{Word()} & the {Pick(_groups)}",
        2 => $"{Word()} {Word()}",
        3 => $"{Pick(_adjectives)} {Word()}",
        _ => $"{Pick(_firstNames)} {Word()}",
    });

    /// <summary>A song.</summary>
    public string Title() => Unique(() => random.Next(8) switch
    {
        0 => $"{Pick(_adjectives)} {Pick(_nouns)} of {Word()}",
        1 => $"{Pick(_nouns)} for {Pick(_firstNames)} {Word()}",
        2 => $"{Word()} by {Pick(_nouns)} Light",
        3 => $"The {Pick(_adjectives)} {Pick(_nouns)} of {Pick(_firstNames)}",
        4 => $"{Pick(_firstNames)}, the {Pick(_nouns)} Is {Pick(_adjectives)}",
        5 => $"Back to {Word()}",
        6 => $"{Word()} {Pick(_nouns)}",
        _ => $"{Pick(_adjectives)} as {Word()}",
    });

    private string Unique(Func<string> make)
    {
        while (true)
        {
            var name = make();
            if (_used.Add(name)) return name;
        }
    }

    private string Word()
    {
        var word = "";
        for (var syllables = 2 + random.Next(2); syllables > 0; syllables--) word += Pick(_onsets) + Pick(_vowels);
        word += Pick(_codas);
        return char.ToUpperInvariant(word[0]) + word[1..];
    }

    private string Pick(string[] words) => words[random.Next(words.Length)];
}
