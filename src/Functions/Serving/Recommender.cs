using System.Diagnostics;
using System.Runtime.InteropServices;
using Mixtape.Functions.Ingest;
using Mixtape.Functions.Telemetry;
using Mixtape.Functions.Training;
using Mixtape.Music.Evaluation;
using Mixtape.Music.Listening;
using Mixtape.Music.Neighbours;
using Mixtape.Numerics.Kernels;
using Mixtape.Storage;

namespace Mixtape.Functions.Serving;

/// <summary>Ranks tracks for a listener, and says why. Safe for concurrent use.</summary>
public sealed class Recommender(
    IDocumentStore documents, EventIngest events, Catalogue catalogue, NearestListeners nearest, MixtapeOptions options)
{
    /// <summary>Name of the factor model in answers.</summary>
    public const string Als = "als";

    /// <summary>Name of the popularity baseline in answers.</summary>
    public const string Popularity = "popularity";

    /// <summary>Name of the model of what the nearest listeners play, in answers.</summary>
    public const string Neighbours = "neighbours";

    /// <summary>Name in reasons of what is recommended by its sound.</summary>
    public const string Sound = "sound";

    private const int TracksPerReason = 2;

    /// <summary>
    /// What is known of a listener: as the generation has it, or counted and folded in anew where events came in since.
    /// </summary>
    public async Task<ListenerTaste> TasteAsync(Generation generation, string listener, CancellationToken cancellationToken)
    {
        if (await events.EventsIfNewerAsync(listener, generation.Manifest.Shape.Cutoff, cancellationToken) is { } all)
            return CountAndFold(generation, all);
        var stored = await documents.ReadAsync<ListenerVector>(
            ListenerVector.Container, new DocumentKey(listener, generation.Id), cancellationToken);
        return stored is null
            ? ListenerTaste.Unknown
            : new ListenerTaste(
                stored.Value.Vector, MemoryMarshal.Cast<byte, int>(stored.Value.Heard).ToArray(),
                MemoryMarshal.Cast<byte, float>(stored.Value.Strengths).ToArray(), true);
    }

    /// <summary>The best tracks that the listener has not heard, best first, with names and reasons, and whose model they are.</summary>
    /// <param name="generation">The generation to recommend from.</param>
    /// <param name="listener">The listener.</param>
    /// <param name="count">How many tracks at most.</param>
    /// <param name="excluded">Rows to leave out besides those heard; others than rows are passed over.</param>
    /// <param name="model"><see cref="Als"/>, <see cref="Neighbours"/> or <see cref="Popularity"/>; a listener without a vector, or
    /// one of nothing but zeros, gets popularity.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<(string Model, List<Recommendation> Tracks)> RecommendAsync(
        Generation generation, string listener, int count, IEnumerable<int> excluded, string model, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        using var span = Instruments.Spans.StartActivity("recommend");
        var answer = await AskAsync();
        Instruments.RecommendationDuration.Record(
            Stopwatch.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("mixtape.model", answer.Model));
        span?.SetTag("mixtape.model", answer.Model);
        return answer;

        async Task<(string Model, List<Recommendation> Tracks)> AskAsync()
        {
            var taste = await TasteAsync(generation, listener, cancellationToken);
            if (model == Neighbours && taste.HasDirection)
                return (Neighbours, await AskNeighboursAsync(generation, listener, taste, count, excluded, cancellationToken));
            var (by, ranked) = Rank(generation, taste, count, excluded, model);
            return (by, await DescribeAsync(generation, taste, by, ranked, cancellationToken));
        }
    }

    /// <summary>The best tracks that the listener has not heard, best first.</summary>
    /// <param name="generation">The generation to recommend from.</param>
    /// <param name="taste">What is known of the listener.</param>
    /// <param name="count">How many tracks at most.</param>
    /// <param name="excluded">Rows to leave out besides those heard; others than rows are passed over.</param>
    /// <param name="model"><see cref="Als"/> or <see cref="Popularity"/>; a listener without a vector, or one of nothing but zeros, gets
    /// popularity.</param>
    public static (string Model, (float Score, long Row)[] Ranked) Rank(
        Generation generation, ListenerTaste taste, int count, IEnumerable<int> excluded, string model)
    {
        var known = Known(taste, excluded);
        if (model != Popularity && taste.HasDirection) return (Als, generation.Vectors.Largest(taste.Vector, count, known));
        var listeners = (float)Math.Max(1, generation.Manifest.Shape.Listeners);
        var popular = generation.Popular.Where(track => Array.BinarySearch(known, track.Row) < 0).Take(count);
        return (Popularity, [.. popular.Select(track => (track.Listeners / listeners, (long)track.Row))]);
    }

    /// <summary>Puts names and reasons to ranked tracks.</summary>
    public async Task<List<Recommendation>> DescribeAsync(
        Generation generation, ListenerTaste taste, string model, IReadOnlyList<(float Score, long Row)> ranked,
        CancellationToken cancellationToken)
    {
        var leans = model == Als ? LeansOn(generation, taste, ranked) : [];
        var sound = new SoundReasons(generation, taste);
        var isPredicted = ranked.Select(entry => model == Als && generation.IsPredicted((int)entry.Row)).ToArray();
        for (var i = 0; i < leans.Length; i++)
            if (isPredicted[i]) leans[i] = sound.Of((int)ranked[i].Row, TracksPerReason);
        var ids = ranked.Select(entry => (int)entry.Row).Concat(leans.SelectMany(list => list.Select(lean => lean.Row)));
        var names = await catalogue.GetAsync(ids.Select(generation.TrackId), cancellationToken);
        var described = new List<Recommendation>(ranked.Count);
        for (var i = 0; i < ranked.Count; i++)
        {
            var id = generation.TrackId((int)ranked[i].Row);
            var track = names.GetValueOrDefault(id);
            var reason = model == Als ? BecauseOf(leans[i], isPredicted[i], generation, names) : ForEverybody(taste);
            described.Add(new Recommendation(id, track?.Title, track?.Artist, ranked[i].Score, reason, isPredicted[i]));
        }

        return described;
    }

    /// <summary>What the listeners nearest to somebody play and they do not, whoever those listeners are.</summary>
    private async Task<List<Recommendation>> AskNeighboursAsync(
        Generation generation, string listener, ListenerTaste taste, int count, IEnumerable<int> excluded,
        CancellationToken cancellationToken)
    {
        var neighbours = await nearest.FindAsync(generation, taste.Vector!, listener, options.NearestListeners, cancellationToken);
        DocumentKey[] keys = [.. neighbours.Select(neighbour => new DocumentKey(neighbour.Listener, generation.Id))];
        var heard = (await documents.ReadManyAsync<HeardTracks>(ListenerVector.Container, keys, cancellationToken))
            .ToDictionary(document => document.Key.Partition, document => document.Value, StringComparer.Ordinal);
        var vote = new NeighbourVote();
        foreach (var (likeness, neighbour) in neighbours)
        {
            if (heard.TryGetValue(neighbour, out var tracks))
                vote.Add(likeness, MemoryMarshal.Cast<byte, int>(tracks.Heard), MemoryMarshal.Cast<byte, float>(tracks.Strengths));
        }

        var ranked = vote.Rank(count, Known(taste, excluded));
        var names = await catalogue.GetAsync(ranked.Select(entry => generation.TrackId(entry.Row)), cancellationToken);
        return [.. ranked.Select(entry =>
        {
            var id = generation.TrackId(entry.Row);
            var track = names.GetValueOrDefault(id);
            var text = $"{entry.Listeners} of the {vote.Listeners} listeners nearest to you play it.";
            return new Recommendation(id, track?.Title, track?.Artist, entry.Score, new Reason(Neighbours, text, [], entry.Listeners));
        })];
    }

    /// <summary>The rows that a listener is not to get, rising.</summary>
    private static int[] Known(ListenerTaste taste, IEnumerable<int> excluded) =>
        [.. taste.Rows.Concat(excluded.Where(row => row >= 0)).Order()];

    private static ListenerTaste CountAndFold(Generation generation, List<ListeningEvent> all)
    {
        var counter = new PlayCounter(generation.Manifest.Options.Interest, generation.Manifest.Shape.AsOf);
        foreach (var e in all) counter.Add(e);
        var holdout = generation.Manifest.Options.Holdout;
        var known = counter.Listeners()
            .SelectMany(listener =>
            {
                var held = HoldoutSplit.Of(holdout, listener.Listener, listener.Tracks, generation.Manifest.Shape.AsOf);
                return listener.Tracks.Select((track, i) => (Row: generation.FindTrack(track.Track), track.Plays, Held: held[i]));
            })
            .Where(track => track.Row >= 0)
            .OrderBy(track => track.Row)
            .ToArray();
        int[] rows = [.. known.Select(track => track.Row)];
        var strengths = generation.Confidence.Weigh(rows, [.. known.Select(track => track.Plays)], [.. known.Select(track => track.Held)]);
        var vector = strengths.Any(strength => strength > 0) ? ListenerTaste.Fold(generation, rows, strengths).Vector : null;
        return new ListenerTaste(vector, rows, strengths, true);
    }

    /// <summary>
    /// Of each ranked track, the listener's own tracks that speak for it more than they speak for the others of the list:
    /// what a listener plays most speaks for everything, and would be the reason of every track.
    /// </summary>
    private static List<(int Row, float Share)>[] LeansOn(
        Generation generation, ListenerTaste taste, IReadOnlyList<(float Score, long Row)> ranked)
    {
        var folded = ListenerTaste.Fold(generation, taste.Rows, taste.Strengths);
        var shares = new float[ranked.Count][];
        var means = new float[taste.Rows.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = Shares(folded.Explain(generation.TrackVector((int)ranked[i].Row)));
            ScaledAddition.Add(1f / shares.Length, shares[i], means);
        }

        return Array.ConvertAll(shares, own => Enumerable.Range(0, own.Length)
            .Where(j => own[j] > 0)
            .OrderByDescending(j => own[j] - means[j])
            .ThenByDescending(j => own[j])
            .Take(TracksPerReason)
            .Select(j => (taste.Rows[j], own[j]))
            .ToList());
    }

    /// <summary>Contributions as shares of all that speaks for a track; what speaks against it has none.</summary>
    private static float[] Shares(float[] contributions)
    {
        var total = contributions.Where(contribution => contribution > 0).Sum();
        return total > 0 ? Array.ConvertAll(contributions, contribution => Math.Max(0, contribution) / total) : contributions;
    }

    private static Reason BecauseOf(
        List<(int Row, float Share)> leans, bool bySound, Generation generation, Dictionary<string, Track> names)
    {
        ReasonTrack[] because = [.. leans.Select(lean =>
        {
            var id = generation.TrackId(lean.Row);
            return new ReasonTrack(id, names.GetValueOrDefault(id)?.Title, lean.Share);
        })];
        var own = string.Join(" and ", because.Select(track => track.Title ?? track.Track));
        var text = (bySound, because.Length) switch
        {
            (true, 0) => "It sounds like what people with your taste play.",
            (true, _) => $"It sounds like {own} that you play.",
            (false, 0) => "People with your taste play it.",
            _ => $"Because you played {own}.",
        };
        return new Reason(bySound ? Sound : Als, text, because);
    }

    private static Reason ForEverybody(ListenerTaste taste) => new(
        Popularity,
        taste.IsKnown ? "Popular with everybody, and new to you." : "Popular with everybody; we do not know your taste yet.",
        []);

    /// <summary>What a neighbour plays: <see cref="ListenerVector"/> without the vector.</summary>
    private sealed record HeardTracks(byte[] Heard, byte[] Strengths);
}
