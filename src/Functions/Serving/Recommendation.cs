namespace Mixtape.Functions.Serving;

/// <summary>A track for a listener.</summary>
/// <param name="Track">Its id.</param>
/// <param name="Title">Its title, where the catalogue knows it.</param>
/// <param name="Artist">Its artist's name, likewise.</param>
/// <param name="Score">The model's score: for als a predicted preference, near 1 for what the listener plays; for
/// popularity the share of listeners; for neighbours the share of the nearest listeners, by how near they are.</param>
/// <param name="Reason">Why it is recommended.</param>
/// <param name="Predicted">Whether its sound has a say in its score, because few or none have played it.</param>
public sealed record Recommendation(
    string Track, string? Title, string? Artist, float Score, Reason Reason, bool Predicted = false);

/// <summary>Why a track is recommended.</summary>
/// <param name="Model">
/// The model that says so: als, neighbours or popularity; or sound, of a track that few or none have played; or follows or plays, of a new
/// release by an artist that the listener follows or plays.
/// </param>
/// <param name="Text">A sentence for the listener.</param>
/// <param name="Because">The listener's own tracks that it leans on most.</param>
/// <param name="Neighbours">For neighbours: how many of the nearest listeners play it. Who they are is not said.</param>
public sealed record Reason(string Model, string Text, IReadOnlyList<ReasonTrack> Because, int? Neighbours = null);

/// <summary>One of the listener's own tracks that a recommendation leans on.</summary>
/// <param name="Track">Its id.</param>
/// <param name="Title">Its title, where the catalogue knows it.</param>
/// <param name="Share">Its share of all that speaks for the recommendation, 0 to 1.</param>
public sealed record ReasonTrack(string Track, string? Title, float Share);

/// <summary>A ranked list for a listener.</summary>
/// <param name="Listener">The listener.</param>
/// <param name="Generation">The generation it was made from.</param>
/// <param name="Model">The model: als, neighbours or popularity.</param>
/// <param name="Tracks">Best first.</param>
public sealed record Recommendations(string Listener, string Generation, string Model, IReadOnlyList<Recommendation> Tracks);
