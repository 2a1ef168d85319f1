using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics;

/// <summary>
/// The discrete Fourier transform of complex numbers, real and imaginary parts apart: Stockham's passes, radix 4 and at the end
/// perhaps 2, which need no bit reversal (Van Loan 1992, section 1.7). Each pass reads four runs of a quarter of the numbers, whatever
/// its stride, so all of them go sixteen lanes at a time; only how results are stored differs. Not safe for concurrent use.
/// </summary>
internal sealed class FourierPasses
{
    private readonly int _length;
    private readonly Pass[] _passes;
    private float[] _real, _imaginary, _spareReal, _spareImaginary;

    /// <param name="length">How many numbers, a power of two.</param>
    public FourierPasses(int length)
    {
        _length = length;
        (_real, _imaginary) = (new float[length], new float[length]);
        (_spareReal, _spareImaginary) = (new float[length], new float[length]);
        var passes = new List<Pass>();
        var stride = 1;
        for (; length / stride >= 4; stride *= 4) passes.Add(new Pass(length, stride));
        _passes = [.. passes];
        EndsInPairs = stride < length;
    }

    /// <summary>The real parts: set them before, and read them after <see cref="Run"/>.</summary>
    public float[] Real => _real;

    /// <summary>The imaginary parts.</summary>
    public float[] Imaginary => _imaginary;

    private bool EndsInPairs { get; }

    /// <summary>z[k] becomes the sum over n of z[n] e^(-2 pi i k n / length).</summary>
    public void Run()
    {
        foreach (var pass in _passes)
        {
            pass.Run(_real, _imaginary, _spareReal, _spareImaginary);
            Swap();
        }

        if (!EndsInPairs) return;
        var half = _length / 2;
        Pair(_real, _spareReal, half);
        Pair(_imaginary, _spareImaginary, half);
        Swap();
    }

    private void Swap()
    {
        (_real, _spareReal) = (_spareReal, _real);
        (_imaginary, _spareImaginary) = (_spareImaginary, _imaginary);
    }

    private static void Pair(float[] from, float[] to, int half)
    {
        for (var i = 0; i < half; i++) (to[i], to[i + half]) = (from[i] + from[i + half], from[i] - from[i + half]);
    }

    /// <summary>
    /// One pass of radix 4. With i = p stride + q and q below the stride, the numbers i + j length / 4 for j = 0 to 3 go through a
    /// transform of length 4 and a turn by (j p) steps of length / stride, to 4 p stride + j stride + q.
    /// </summary>
    private sealed class Pass
    {
        private readonly int _quarter;
        private readonly int _stride;

        // A twiddle for each lane where a vector spans several p, else one for each p.
        private readonly int _lanesPerTwiddle;
        private readonly float[] _cosine1, _sine1, _cosine2, _sine2, _cosine3, _sine3;

        public Pass(int length, int stride)
        {
            (_quarter, _stride) = (length / 4, stride);
            _lanesPerTwiddle = stride >= Lanes.Count ? stride : 1;
            var count = _quarter / _lanesPerTwiddle;
            (_cosine1, _sine1) = Twiddles(1, count, length);
            (_cosine2, _sine2) = Twiddles(2, count, length);
            (_cosine3, _sine3) = Twiddles(3, count, length);
        }

        public void Run(float[] real, float[] imaginary, float[] toReal, float[] toImaginary)
        {
            if (_quarter < Lanes.Count || _stride == 1 && !LaneTranspose.IsSupported) RunScalar(real, imaginary, toReal, toImaginary);
            else RunVector(ref real[0], ref imaginary[0], ref toReal[0], ref toImaginary[0]);
        }

        private (float[] Cosine, float[] Sine) Twiddles(int power, int count, int length)
        {
            var (cosine, sine) = (new float[count], new float[count]);
            for (var i = 0; i < count; i++)
            {
                long p = (long)i * _lanesPerTwiddle / _stride;
                var (c, s) = UnitCircle.Turn(power * p * _stride % length, length);
                (cosine[i], sine[i]) = ((float)c, (float)-s);
            }

            return (cosine, sine);
        }

        private void RunScalar(float[] real, float[] imaginary, float[] toReal, float[] toImaginary)
        {
            for (var i = 0; i < _quarter; i++)
            {
                var (ar, br, cr, dr) = (real[i], real[i + _quarter], real[i + 2 * _quarter], real[i + 3 * _quarter]);
                var (ai, bi, ci, di) = (imaginary[i], imaginary[i + _quarter], imaginary[i + 2 * _quarter], imaginary[i + 3 * _quarter]);
                var (evenR, evenI, oddR, oddI) = (ar + cr, ai + ci, br + dr, bi + di);
                var (awayR, awayI, turnR, turnI) = (ar - cr, ai - ci, bi - di, dr - br); // the last two times -i
                var to = 4 * (i / _stride) * _stride + i % _stride;
                var t = i / _lanesPerTwiddle;
                (toReal[to], toImaginary[to]) = (evenR + oddR, evenI + oddI);
                to += _stride;
                (toReal[to], toImaginary[to]) = Multiply(awayR + turnR, awayI + turnI, _cosine1[t], _sine1[t]);
                to += _stride;
                (toReal[to], toImaginary[to]) = Multiply(evenR - oddR, evenI - oddI, _cosine2[t], _sine2[t]);
                to += _stride;
                (toReal[to], toImaginary[to]) = Multiply(awayR - turnR, awayI - turnI, _cosine3[t], _sine3[t]);
            }
        }

        private void RunVector(ref float real, ref float imaginary, ref float toReal, ref float toImaginary)
        {
            var quarter = (nuint)_quarter;
            for (nuint i = 0; i < quarter; i += Lanes.Count)
            {
                var (ar, ai) = (Vector512.LoadUnsafe(ref real, i), Vector512.LoadUnsafe(ref imaginary, i));
                var (br, bi) = (Vector512.LoadUnsafe(ref real, i + quarter), Vector512.LoadUnsafe(ref imaginary, i + quarter));
                var (cr, ci) = (Vector512.LoadUnsafe(ref real, i + 2 * quarter), Vector512.LoadUnsafe(ref imaginary, i + 2 * quarter));
                var (dr, di) = (Vector512.LoadUnsafe(ref real, i + 3 * quarter), Vector512.LoadUnsafe(ref imaginary, i + 3 * quarter));
                var (evenR, evenI, oddR, oddI) = (ar + cr, ai + ci, br + dr, bi + di);
                var (awayR, awayI, turnR, turnI) = (ar - cr, ai - ci, bi - di, dr - br);
                var (r1, i1) = Multiply(awayR + turnR, awayI + turnI, Twiddle(_cosine1, i), Twiddle(_sine1, i));
                var (r2, i2) = Multiply(evenR - oddR, evenI - oddI, Twiddle(_cosine2, i), Twiddle(_sine2, i));
                var (r3, i3) = Multiply(awayR - turnR, awayI - turnI, Twiddle(_cosine3, i), Twiddle(_sine3, i));
                Store(evenR + oddR, r1, r2, r3, ref toReal, i);
                Store(evenI + oddI, i1, i2, i3, ref toImaginary, i);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector512<float> Twiddle(float[] table, nuint i)
        {
            ref var first = ref MemoryMarshal.GetArrayDataReference(table);
            return _stride >= Lanes.Count
                ? Vector512.Create(Unsafe.Add(ref first, (nint)((uint)i / (uint)_stride)))
                : Vector512.LoadUnsafe(ref first, i);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Store(Vector512<float> v0, Vector512<float> v1, Vector512<float> v2, Vector512<float> v3, ref float to, nuint i)
        {
            if (_stride >= Lanes.Count)
            {
                var (stride, q) = ((nuint)_stride, i % (nuint)_stride);
                var start = 4 * (i - q) + q;
                v0.StoreUnsafe(ref to, start);
                v1.StoreUnsafe(ref to, start + stride);
                v2.StoreUnsafe(ref to, start + 2 * stride);
                v3.StoreUnsafe(ref to, start + 3 * stride);
                return;
            }

            // Stride 4: each quarter of a vector is a p of its own. Stride 1: each lane is, and four vectors turn into that form.
            if (_stride == 1) (v0, v1, v2, v3) = LaneTranspose.Turn(v0, v1, v2, v3);
            StoreQuarters(v0, ref to, 4 * i);
            StoreQuarters(v1, ref to, 4 * i + 4);
            StoreQuarters(v2, ref to, 4 * i + 8);
            StoreQuarters(v3, ref to, 4 * i + 12);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void StoreQuarters(Vector512<float> v, ref float to, nuint start)
        {
            v.GetLower().GetLower().StoreUnsafe(ref to, start);
            v.GetLower().GetUpper().StoreUnsafe(ref to, start + 16);
            v.GetUpper().GetLower().StoreUnsafe(ref to, start + 32);
            v.GetUpper().GetUpper().StoreUnsafe(ref to, start + 48);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static (float Real, float Imaginary) Multiply(float r, float i, float c, float s) =>
            (MathF.FusedMultiplyAdd(r, c, -(i * s)), MathF.FusedMultiplyAdd(r, s, i * c));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static (Vector512<float> Real, Vector512<float> Imaginary) Multiply(
            Vector512<float> r, Vector512<float> i, Vector512<float> c, Vector512<float> s) =>
            (Vector512.FusedMultiplyAdd(r, c, -(i * s)), Vector512.FusedMultiplyAdd(r, s, i * c));
    }
}
