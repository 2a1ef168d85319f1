using Mixtape.Numerics;

namespace Mixtape.Music.Sound;

/// <summary>What came of learning to tell factors from sound.</summary>
/// <param name="Model">Predicts factors; fitted to all tracks.</param>
/// <param name="Quality">How good it is.</param>
/// <param name="HeldOut">The tracks that it was chosen by.</param>
/// <param name="Predicted">What was predicted for these before they were learned from, [held out x width of the model].</param>
public sealed record SoundFit(SoundModel Model, SoundQuality Quality, IReadOnlyList<string> HeldOut, FactorMatrix Predicted);
