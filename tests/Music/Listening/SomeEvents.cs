using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Listening;

/// <summary>Events at random, of every kind, some with ids and counts.</summary>
internal static class SomeEvents
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] _decorations = ["", "é", "日本", "🎵", "a b", "\u2028", "\u0085x", "\"quoted\"", "'", "<&>", "\ufeff"];

    public static List<ListeningEvent> Random(int count, ulong seed, int listeners = 20, int tracks = 30)
    {
        var random = new SeededRandom(seed);
        var events = new List<ListeningEvent>(count);
        for (var i = 0; i < count; i++)
        {
            events.Add(new ListeningEvent(
                Named("listener", random.Next(listeners)),
                Named("track", random.Next(tracks)),
                Now.AddMilliseconds(-random.Next(int.MaxValue) * 20.0),
                random.Next(60_000),
                (EventKind)random.Next(6),
                random.NextDouble() < 0.1 ? 1 + random.Next(50) : 1,
                random.NextDouble() < 0.3 ? $"id {i} {_decorations[i % _decorations.Length]}." : null));
        }

        return events;
    }

    public static void Shuffle<T>(List<T> items, ulong seed)
    {
        var random = new SeededRandom(seed);
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static string Named(string what, int number) => $"{what}{_decorations[number % _decorations.Length]}{number}";
}
