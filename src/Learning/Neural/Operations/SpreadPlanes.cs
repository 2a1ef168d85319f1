using Mixtape.Numerics;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>Copies planes into greater ones: after a margin, and with zeros between the numbers; what is around stays zero.</summary>
internal sealed class SpreadPlanes
{
    private readonly ReadOnlyMemory<float> _source;
    private readonly float[] _target;
    private readonly Planes _from;
    private readonly Planes _to;
    private readonly (int Y, int X) _margin;
    private readonly (int Y, int X) _stride;
    private readonly ParallelLoop _loop;

    public SpreadPlanes(ThreadTeam team, ReadOnlyMemory<float> source, Planes from, Planes to, (int Y, int X) margin, (int Y, int X) stride)
    {
        (_source, _target, _from, _to, _margin, _stride) = (source, new float[to.Length], from, to, margin, stride);
        _loop = new ParallelLoop(team, from.Batch * from.Channels, Math.Max(1, Elementwise.Grain / from.Size), Copy);
    }

    public ReadOnlyMemory<float> Target => _target;

    public void Run() => _loop.Run();

    private void Copy(int start, int end)
    {
        for (var plane = start; plane < end; plane++)
        {
            for (var y = 0; y < _from.Height; y++)
            {
                var source = _source.Span.Slice(plane * _from.Size + y * _from.Width, _from.Width);
                var target = _target.AsSpan(plane * _to.Size + (_margin.Y + y * _stride.Y) * _to.Width + _margin.X);
                if (_stride.X == 1) source.CopyTo(target);
                else for (var x = 0; x < source.Length; x++) target[x * _stride.X] = source[x];
            }
        }
    }
}
