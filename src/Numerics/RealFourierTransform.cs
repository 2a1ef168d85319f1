using System.Numerics;

namespace Mixtape.Numerics;

/// <summary>
/// The discrete Fourier transform of real signals whose length N is a power of two, and its inverse:
/// <code>
/// forward   X[k] = sum over n of x[n] e^(-2 pi i k n / N)               for k = 0 to N / 2, unscaled
/// inverse   x[n] = 1/N sum over k = 0 to N - 1 of X[k] e^(2 pi i k n / N), with X[N - k] = conj X[k]
/// </code>
/// so that the inverse undoes the forward transform. The other bins mirror these. Half as many complex numbers are transformed (even
/// entries as real parts, odd ones as imaginary parts) and taken apart after. In float, with twiddles rounded from double; the error
/// grows with log N, about 1e-7 of the largest bin. The same bytes on every machine. NaN and infinities spread over all bins.
/// An instance allocates nothing after it is made, and is not safe for concurrent use: give each thread its own.
/// </summary>
public sealed class RealFourierTransform
{
    private const int MaximumLength = 1 << 20;

    private readonly FourierPasses _half;
    private readonly float[] _cosine, _sine; // of 2 pi k / N, for k = 0 to N / 4

    /// <summary>A plan for one length.</summary>
    /// <param name="length">N, a power of two, 2 to 2^20.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public RealFourierTransform(int length)
    {
        if (length is < 2 or > MaximumLength || !BitOperations.IsPow2(length))
            throw new ArgumentOutOfRangeException(nameof(length), length, "the length must be a power of two, 2 to 1,048,576.");
        Length = length;
        _half = new FourierPasses(length / 2);
        (_cosine, _sine) = (new float[length / 4 + 1], new float[length / 4 + 1]);
        for (var k = 0; k < _cosine.Length; k++)
        {
            var (cosine, sine) = UnitCircle.Turn(k, length);
            (_cosine[k], _sine[k]) = ((float)cosine, (float)sine);
        }
    }

    /// <summary>N, the entries of a signal.</summary>
    public int Length { get; }

    /// <summary>N / 2 + 1, the bins of a half spectrum.</summary>
    public int Bins => Length / 2 + 1;

    /// <summary>From signal to half spectrum.</summary>
    /// <param name="signal">x, of length N.</param>
    /// <param name="real">Gets the real parts of X[0] to X[N / 2].</param>
    /// <param name="imaginary">Gets the imaginary parts; those of X[0] and X[N / 2] are 0.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Forward(ReadOnlySpan<float> signal, Span<float> real, Span<float> imaginary)
    {
        Check(signal.Length, real.Length, imaginary.Length);
        var (r, i) = (_half.Real, _half.Imaginary);
        for (var n = 0; n < r.Length; n++) (r[n], i[n]) = (signal[2 * n], signal[2 * n + 1]);
        _half.Run();

        (r, i) = (_half.Real, _half.Imaginary);
        var half = r.Length;
        (real[0], imaginary[0]) = (r[0] + i[0], 0);
        (real[half], imaginary[half]) = (r[0] - i[0], 0);
        for (var k = 1; k <= half / 2; k++)
        {
            var m = half - k;
            // Z[k] = E + i O, where E and O are the spectra of the even and the odd entries, and Z[m] holds the mirror of both.
            var (evenR, evenI) = (0.5f * (r[k] + r[m]), 0.5f * (i[k] - i[m]));
            var (oddR, oddI) = (0.5f * (i[k] + i[m]), 0.5f * (r[m] - r[k]));
            var (c, s) = (_cosine[k], _sine[k]);
            var turnR = MathF.FusedMultiplyAdd(oddR, c, oddI * s); // times e^(-2 pi i k / N)
            var turnI = MathF.FusedMultiplyAdd(oddI, c, -(oddR * s));
            (real[m], imaginary[m]) = (evenR - turnR, turnI - evenI);
            (real[k], imaginary[k]) = (evenR + turnR, evenI + turnI);
        }
    }

    /// <summary>From half spectrum to signal.</summary>
    /// <param name="real">The real parts of X[0] to X[N / 2].</param>
    /// <param name="imaginary">The imaginary parts; those of X[0] and X[N / 2] are taken for 0, as a real signal has them.</param>
    /// <param name="signal">Gets x, of length N.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Inverse(ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary, Span<float> signal)
    {
        Check(signal.Length, real.Length, imaginary.Length);
        // The inverse is the forward transform with real and imaginary parts changed over, before and after.
        var (i, r) = (_half.Real, _half.Imaginary);
        var half = r.Length;
        var scale = 1f / Length; // exact, and twice E and twice O below make it 2 / N, as half the length wants
        (r[0], i[0]) = (scale * (real[0] + real[half]), scale * (real[0] - real[half]));
        for (var k = 1; k <= half / 2; k++)
        {
            var m = half - k;
            var (evenR, evenI) = (scale * (real[k] + real[m]), scale * (imaginary[k] - imaginary[m]));
            var (turnR, turnI) = (scale * (real[k] - real[m]), scale * (imaginary[k] + imaginary[m]));
            var (c, s) = (_cosine[k], _sine[k]);
            var oddR = MathF.FusedMultiplyAdd(turnR, c, -(turnI * s)); // times e^(2 pi i k / N)
            var oddI = MathF.FusedMultiplyAdd(turnI, c, turnR * s);
            (r[m], i[m]) = (evenR + oddI, oddR - evenI);
            (r[k], i[k]) = (evenR - oddI, evenI + oddR);
        }

        _half.Run();
        (i, r) = (_half.Real, _half.Imaginary);
        for (var n = 0; n < half; n++) (signal[2 * n], signal[2 * n + 1]) = (r[n], i[n]);
    }

    private void Check(int signal, int real, int imaginary)
    {
        if (signal != Length || real != Bins || imaginary != Bins)
            throw new ArgumentException(
                $"A signal of {signal} with {real} real and {imaginary} imaginary bins does not fit a transform of {Length}, " +
                $"which has {Bins} bins.");
    }
}
