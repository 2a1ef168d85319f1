namespace Mixtape.Music.Listening;

/// <summary>What is wrong with one item of a batch.</summary>
/// <param name="Item">Its place in the batch, from 0.</param>
/// <param name="Field">The field, or "" for the item as a whole.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
public sealed record ItemError(int Item, string Field, string Message);
