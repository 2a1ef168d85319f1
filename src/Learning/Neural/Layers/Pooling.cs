using Mixtape.Learning.Neural.Operations;

namespace Mixtape.Learning.Neural.Layers;

/// <summary>
/// One number for each window of [batch x channels x width], or of [batch x channels x height x width]; what is left over at the end is
/// left out.
/// </summary>
public sealed class Pooling : Layer
{
    private readonly PoolingKind _kind;
    private readonly (int Y, int X) _window;
    private readonly (int Y, int X) _stride;
    private readonly int _rank;

    /// <summary>Windows along one axis.</summary>
    /// <param name="name">Unique in its network.</param>
    /// <param name="kind">What stands for a window.</param>
    /// <param name="window">Numbers of a window.</param>
    /// <param name="stride">Steps from one window to the next; the window's length when left out.</param>
    public Pooling(string name, PoolingKind kind, int window, int? stride = null)
        : this(name, kind, (1, window), (1, stride ?? window), 3)
    {
    }

    /// <summary>Windows along two axes.</summary>
    /// <param name="name">Unique in its network.</param>
    /// <param name="kind">What stands for a window.</param>
    /// <param name="window">Rows and columns of a window.</param>
    /// <param name="stride">Steps from one window to the next, down and along; the window's size when left out.</param>
    public Pooling(string name, PoolingKind kind, (int Height, int Width) window, (int Y, int X)? stride = null)
        : this(name, kind, window, stride ?? window, 4)
    {
    }

    private Pooling(string name, PoolingKind kind, (int Y, int X) window, (int Y, int X) stride, int rank)
        : base(name)
    {
        if (window.Y < 1 || window.X < 1 || stride.Y < 1 || stride.X < 1)
            throw new ArgumentException($"'{name}' has a window or stride below 1.");
        (_kind, _window, _stride, _rank) = (kind, window, stride, rank);
    }

    /// <inheritdoc/>
    public override Tensor Apply(Tensor input)
    {
        if (input.Rank != _rank) throw Unfit(input, $"[batch x channels x {(_rank == 3 ? "width" : "height x width")}]");
        if (input.Size(-1) < _window.X || input.Size(2) < (_rank == 3 ? _window.X : _window.Y))
            throw Unfit(input, "an input of at least one window");
        return input.Tape.Record(new PoolingOperation(Name, input, _kind, _window, _stride));
    }
}
