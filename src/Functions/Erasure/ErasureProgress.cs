namespace Mixtape.Functions.Erasure;

/// <summary>How far an erasure is: what it goes on with, its custom status, and its result.</summary>
/// <param name="Batches">Batches of events that the listener was taken out of.</param>
/// <param name="Documents">Other documents of the listener that were deleted.</param>
/// <param name="WaitsFor">
/// The training that ran when the events were gone: it may know the listener, and what it publishes of them is deleted when it ends. Null
/// where none ran, or before that is known.
/// </param>
public sealed record ErasureProgress(int Batches = 0, int Documents = 0, string? WaitsFor = null);
