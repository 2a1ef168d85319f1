using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mixtape.Learning.Neural;

/// <summary>y[i] = f(x[i]), sixteen at a time.</summary>
internal interface IUnaryFunction
{
    static abstract Vector512<float> Apply(Vector512<float> x);
}

/// <summary>z[i] = f(x[i], y[i]), sixteen at a time.</summary>
internal interface IBinaryFunction
{
    static abstract Vector512<float> Apply(Vector512<float> x, Vector512<float> y);
}

/// <summary>z[i] = f(x[i], y[i], z[i]), sixteen at a time.</summary>
internal interface ITernaryFunction
{
    static abstract Vector512<float> Apply(Vector512<float> x, Vector512<float> y, Vector512<float> z);
}

/// <summary>Loops over vectors; the function is a type, so that it is compiled into the loop. Lengths are the target's.</summary>
internal static class Elementwise
{
    /// <summary>Numbers that a thread takes at once: enough to make up for handing them out.</summary>
    public const int Grain = 16_384;

    /// <summary>Numbers of a vector.</summary>
    public const int Lanes = 16;

    /// <summary>y[i] = f(x[i]). x and y may be the same memory.</summary>
    public static void Map<TFunction>(ReadOnlySpan<float> x, Span<float> y)
        where TFunction : IUnaryFunction
    {
        ref var source = ref MemoryMarshal.GetReference(x[..y.Length]);
        ref var target = ref MemoryMarshal.GetReference(y);
        var i = 0;
        for (; i <= y.Length - Lanes; i += Lanes)
            TFunction.Apply(Vector512.LoadUnsafe(ref source, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
        if (i < y.Length) Store(TFunction.Apply(Load(x[i..y.Length])), y[i..]);
    }

    /// <summary>z[i] = f(x[i], y[i]). All may be the same memory.</summary>
    public static void Map<TFunction>(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z)
        where TFunction : IBinaryFunction
    {
        ref var left = ref MemoryMarshal.GetReference(x[..z.Length]);
        ref var right = ref MemoryMarshal.GetReference(y[..z.Length]);
        ref var target = ref MemoryMarshal.GetReference(z);
        var i = 0;
        for (; i <= z.Length - Lanes; i += Lanes)
        {
            var value = TFunction.Apply(Vector512.LoadUnsafe(ref left, (nuint)i), Vector512.LoadUnsafe(ref right, (nuint)i));
            value.StoreUnsafe(ref target, (nuint)i);
        }

        if (i < z.Length) Store(TFunction.Apply(Load(x[i..z.Length]), Load(y[i..z.Length])), z[i..]);
    }

    /// <summary>z[i] = f(x[i], y[i], z[i]).</summary>
    public static void Update<TFunction>(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z)
        where TFunction : ITernaryFunction
    {
        ref var left = ref MemoryMarshal.GetReference(x[..z.Length]);
        ref var right = ref MemoryMarshal.GetReference(y[..z.Length]);
        ref var target = ref MemoryMarshal.GetReference(z);
        var i = 0;
        for (; i <= z.Length - Lanes; i += Lanes)
        {
            TFunction.Apply(
                    Vector512.LoadUnsafe(ref left, (nuint)i), Vector512.LoadUnsafe(ref right, (nuint)i),
                    Vector512.LoadUnsafe(ref target, (nuint)i))
                .StoreUnsafe(ref target, (nuint)i);
        }

        if (i < z.Length) Store(TFunction.Apply(Load(x[i..z.Length]), Load(y[i..z.Length]), Load(z[i..])), z[i..]);
    }

    /// <summary>Adds x to y, or copies it there.</summary>
    public static void AddOrCopy(ReadOnlySpan<float> x, Span<float> y, bool accumulate)
    {
        if (accumulate) Map<Sum>(x, y, y);
        else x.CopyTo(y);
    }

    /// <summary>The largest number; NaN if there is one. There must be at least one.</summary>
    public static float Max(ReadOnlySpan<float> x)
    {
        var largest = Vector512.Create(x[0]);
        var i = 0;
        for (; i <= x.Length - Lanes; i += Lanes) largest = Vector512.Max(largest, Vector512.Create<float>(x[i..]));
        var result = largest[0];
        for (var lane = 1; lane < Lanes; lane++) result = MathF.Max(result, largest[lane]);
        for (; i < x.Length; i++) result = MathF.Max(result, x[i]);
        return result;
    }

    /// <summary>The sum, by lanes of sixteen and then their halves: the same bits on every machine.</summary>
    public static float SumOf(ReadOnlySpan<float> x)
    {
        var sum = Vector512<float>.Zero;
        var i = 0;
        for (; i <= x.Length - Lanes; i += Lanes) sum += Vector512.Create<float>(x[i..]);
        if (i < x.Length) sum += Load(x[i..]);
        return Numerics.Kernels.Lanes.Sum(sum);
    }

    /// <summary>Whether no number is infinite or NaN.</summary>
    public static bool AreFinite(ReadOnlySpan<float> x)
    {
        // 0 times a finite number is 0; times infinity or NaN, it is NaN, which no sum takes back.
        var sum = Vector512<float>.Zero;
        var i = 0;
        for (; i <= x.Length - Lanes; i += Lanes) sum += Vector512<float>.Zero * Vector512.Create<float>(x[i..]);
        if (i < x.Length) sum += Vector512<float>.Zero * Load(x[i..]);
        return Vector512.EqualsAll(sum, Vector512<float>.Zero);
    }

    /// <summary>Sixteen numbers from a place on; zeros for what is beyond the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ReadOnlySpan<float> x, int at) =>
        at <= x.Length - Lanes ? Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(x), (nuint)at) : Load(x[at..]);

    /// <summary>Writes sixteen numbers from a place on; what is beyond the end is left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, Span<float> y, int at)
    {
        if (at <= y.Length - Lanes) value.StoreUnsafe(ref MemoryMarshal.GetReference(y), (nuint)at);
        else Store(value, y[at..]);
    }

    /// <summary>Up to fifteen numbers, then zeros.</summary>
    private static Vector512<float> Load(ReadOnlySpan<float> x)
    {
        Span<float> lanes = stackalloc float[Lanes];
        x.CopyTo(lanes);
        return Vector512.Create<float>(lanes);
    }

    private static void Store(Vector512<float> value, Span<float> y)
    {
        Span<float> lanes = stackalloc float[Lanes];
        value.CopyTo(lanes);
        lanes[..y.Length].CopyTo(y);
    }

    /// <summary>x + y.</summary>
    internal readonly struct Sum : IBinaryFunction
    {
        public static Vector512<float> Apply(Vector512<float> x, Vector512<float> y) => x + y;
    }

    /// <summary>x y.</summary>
    internal readonly struct Product : IBinaryFunction
    {
        public static Vector512<float> Apply(Vector512<float> x, Vector512<float> y) => x * y;
    }

    /// <summary>x y + z, rounded once.</summary>
    internal readonly struct ProductSum : ITernaryFunction
    {
        public static Vector512<float> Apply(Vector512<float> x, Vector512<float> y, Vector512<float> z) =>
            Vector512.FusedMultiplyAdd(x, y, z);
    }
}
