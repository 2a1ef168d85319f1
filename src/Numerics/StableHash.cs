using System.Buffers.Binary;
using System.Text;

namespace Mixtape.Numerics;

/// <summary>
/// A 64-bit hash of text that never changes between runs, machines or versions, for placing ids in blocks and for
/// choices that must follow from an id alone. It is part of the stored formats. Not for secrets or against adversaries.
/// </summary>
public static class StableHash
{
    /// <summary>
    /// The hash of the UTF-8 bytes of <paramref name="text"/>, eight at a time:
    /// h = Mix(h xor word) with SplitMix64's finalizer, then Mix(h xor length). Unpaired surrogates hash as U+FFFD.
    /// </summary>
    public static ulong Of(ReadOnlySpan<char> text, ulong seed = 0)
    {
        Span<byte> stack = stackalloc byte[768];
        var needed = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = needed <= stack.Length ? stack : new byte[needed];
        var length = Encoding.UTF8.GetBytes(text, bytes);
        return OfUtf8(bytes[..length], seed);
    }

    /// <summary>As <see cref="Of"/>, of text that is UTF-8 already.</summary>
    public static ulong OfUtf8(ReadOnlySpan<byte> utf8, ulong seed = 0)
    {
        var hash = SeededRandom.Mix(seed + 0x9E3779B97F4A7C15);
        var rest = utf8;
        for (; rest.Length >= 8; rest = rest[8..])
            hash = SeededRandom.Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(rest));
        if (rest.Length > 0)
        {
            Span<byte> last = stackalloc byte[8];
            last.Clear();
            rest.CopyTo(last);
            hash = SeededRandom.Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(last));
        }

        return SeededRandom.Mix(hash ^ (ulong)utf8.Length);
    }

    /// <summary>
    /// Which of <paramref name="blocks"/> blocks a hash falls into, evenly: the high word of hash x blocks.
    /// </summary>
    public static int Block(ulong hash, int blocks)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blocks);
        return (int)Math.BigMul(hash, (ulong)blocks, out _);
    }

    /// <summary>The hash as a number in [0, 1), a multiple of 2^-53.</summary>
    public static double Fraction(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));
}
