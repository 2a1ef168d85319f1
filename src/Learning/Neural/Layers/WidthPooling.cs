using Mixtape.Learning.Neural.Operations;

namespace Mixtape.Learning.Neural.Layers;

/// <summary>
/// [batch x channels x height x width] to [batch x (kinds channels) x height], whatever the width: as <see cref="GlobalPooling"/>, but each
/// row of a plane for itself.
/// </summary>
/// <param name="name">Unique in its network.</param>
/// <param name="kinds">Which, at least one.</param>
public sealed class WidthPooling(string name, params IReadOnlyList<GlobalPoolingKind> kinds) : Layer(name)
{
    private readonly GlobalPoolingKind[] _kinds = kinds.Count > 0
        ? [.. kinds]
        : throw new ArgumentException($"'{name}' wants at least one kind of pooling.");

    /// <inheritdoc/>
    public override Tensor Apply(Tensor input)
    {
        if (input.Rank != 4) throw Unfit(input, "[batch x channels x height x width]");
        return input.Tape.Record(new GlobalPoolingOperation(Name, input, _kinds, keepsHeight: true));
    }
}
