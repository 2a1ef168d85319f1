using Mixtape.Learning.Neural.Operations;

namespace Mixtape.Learning.Neural.Layers;

/// <summary>
/// [batch x channels x ...] to [batch x (kinds channels)], whatever the length: one number a channel of each kind, one kind after the other
/// (Dieleman 2014 pools sound over time so).
/// </summary>
/// <param name="name">Unique in its network.</param>
/// <param name="kinds">Which, at least one.</param>
public sealed class GlobalPooling(string name, params IReadOnlyList<GlobalPoolingKind> kinds) : Layer(name)
{
    private readonly GlobalPoolingKind[] _kinds = kinds.Count > 0
        ? [.. kinds]
        : throw new ArgumentException($"'{name}' wants at least one kind of pooling.");

    /// <inheritdoc/>
    public override Tensor Apply(Tensor input)
    {
        if (input.Rank is not (3 or 4)) throw Unfit(input, "[batch x channels x width] or [batch x channels x height x width]");
        return input.Tape.Record(new GlobalPoolingOperation(Name, input, _kinds, keepsHeight: false));
    }
}
