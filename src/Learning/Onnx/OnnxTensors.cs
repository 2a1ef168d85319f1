using System.Buffers.Binary;
using Mixtape.Learning.Onnx.Format;

namespace Mixtape.Learning.Onnx;

/// <summary>Checks stored tensors: what they are made of, that shape and data agree, that nothing stands outside the file.</summary>
internal sealed class OnnxTensors(OnnxLimits limits)
{
    /// <summary>The most dimensions. The format sets no bound; no operator here needs more than a handful.</summary>
    public const int MaximumRank = 32;

    private long _total;

    /// <summary>Elements of a dense tensor, once all about it holds.</summary>
    /// <exception cref="InvalidModelException">Something does not hold.</exception>
    public long Check(TensorProto tensor, string where)
    {
        where = tensor.Name.Length == 0 ? where : $"{where} '{tensor.Name}'";
        if (tensor.ExternalData.Count > 0 || tensor.DataLocation != TensorProto.Types.DataLocation.Default)
            throw new InvalidModelException(
                $"The {where} keeps its data in another file, which is never opened: save the model with all data inside.");
        if (tensor.Segment is not null)
            throw new InvalidModelException($"The {where} is one segment of a tensor: save the model with whole tensors.");
        var type = ElementType(tensor.DataType, where);
        var count = Elements(tensor.Dims, where);
        Add(count, where);
        CheckData(tensor, type, count, where);
        return count;
    }

    /// <summary>Elements that a sparse tensor stores, once all about it holds.</summary>
    /// <exception cref="InvalidModelException">Something does not hold.</exception>
    public long Check(SparseTensorProto sparse, string where)
    {
        if (sparse.Values is not { } values || sparse.Indices is not { } indices)
            throw new InvalidModelException($"The {where} lacks its values or indices: export the model anew.");
        where = $"{where} '{values.Name}'";
        var stored = Check(values, $"values of the {where}");
        Check(indices, $"indices of the {where}");
        var dense = Elements(sparse.Dims, where);
        Add(dense, where);
        var rank = sparse.Dims.Count;
        var linear = indices.Dims.Count == 1;
        if (indices.DataType != (int)OnnxElementType.Int64 || values.Dims.Count != 1 || rank == 0
            || !(linear || (indices.Dims.Count == 2 && indices.Dims[1] == rank)) || indices.Dims[0] != stored)
            throw new InvalidModelException($"The {where} has indices that do not fit its values: export the model anew.");
        var numbers = Integers(indices)!;
        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] < 0 || numbers[i] >= (linear ? dense : sparse.Dims[i % rank]))
                throw new InvalidModelException($"The {where} has an index of {numbers[i]} outside its shape: export the model anew.");
        }

        return stored;
    }

    /// <summary>The type that a number stands for.</summary>
    /// <exception cref="InvalidModelException">It stands for none.</exception>
    public static OnnxElementType ElementType(int number, string where) =>
        number is > 0 and <= (int)OnnxElementType.Int4
            ? (OnnxElementType)number
            : throw new InvalidModelException(
                $"The {where} has the unknown element type {number}: export the model with the types of IR version 10 or older.");

    /// <summary>The product of dimensions.</summary>
    /// <exception cref="InvalidModelException">One is negative, there are too many, or the product is above the limit.</exception>
    public long Elements(IReadOnlyList<long> dimensions, string where)
    {
        if (dimensions.Count > MaximumRank)
            throw new InvalidModelException($"The {where} has {dimensions.Count} dimensions, and {MaximumRank} are the most: reshape it.");
        var count = 1L;
        var isEmpty = false;
        foreach (var size in dimensions)
        {
            if (size < 0)
                throw new InvalidModelException(
                    $"The {where} has the dimension {size}: export the model anew; open dimensions are named.");
            isEmpty |= size == 0;
            if (size > 0 && count > limits.MaximumElements / size) throw TooLarge(where);
            count *= Math.Max(1, size);
        }

        return isEmpty ? 0 : count;
    }

    /// <summary>Checks a count that is not stored but follows from numbers in the file.</summary>
    /// <exception cref="InvalidModelException">It is above the limit, or no number.</exception>
    public void CheckCount(double count, string where)
    {
        if (!(count <= limits.MaximumElements)) throw TooLarge(where);
    }

    /// <summary>The numbers of a checked int64 or int32 tensor, or null for another type.</summary>
    public static long[]? Integers(TensorProto tensor)
    {
        var raw = tensor.RawData.Span;
        switch ((OnnxElementType)tensor.DataType)
        {
            case OnnxElementType.Int64:
                if (!tensor.HasRawData) return [.. tensor.Int64Data];
                var longs = new long[raw.Length / sizeof(long)];
                for (var i = 0; i < longs.Length; i++) longs[i] = BinaryPrimitives.ReadInt64LittleEndian(raw[(i * sizeof(long))..]);
                return longs;
            case OnnxElementType.Int32:
                if (!tensor.HasRawData) return [.. tensor.Int32Data.Select(value => (long)value)];
                var integers = new long[raw.Length / sizeof(int)];
                for (var i = 0; i < integers.Length; i++) integers[i] = BinaryPrimitives.ReadInt32LittleEndian(raw[(i * sizeof(int))..]);
                return integers;
            default:
                return null;
        }
    }

    /// <summary>The numbers of a checked tensor of integers, floats or doubles, or null for another type.</summary>
    public static double[]? Numbers(TensorProto tensor)
    {
        var raw = tensor.RawData.Span;
        switch ((OnnxElementType)tensor.DataType)
        {
            case OnnxElementType.Float:
                if (!tensor.HasRawData) return [.. tensor.FloatData.Select(value => (double)value)];
                var floats = new double[raw.Length / sizeof(float)];
                for (var i = 0; i < floats.Length; i++) floats[i] = BinaryPrimitives.ReadSingleLittleEndian(raw[(i * sizeof(float))..]);
                return floats;
            case OnnxElementType.Double:
                if (!tensor.HasRawData) return [.. tensor.DoubleData];
                var doubles = new double[raw.Length / sizeof(double)];
                for (var i = 0; i < doubles.Length; i++) doubles[i] = BinaryPrimitives.ReadDoubleLittleEndian(raw[(i * sizeof(double))..]);
                return doubles;
            default:
                return Integers(tensor) is { } integers ? Array.ConvertAll(integers, value => (double)value) : null;
        }
    }

    /// <summary>Bytes that elements take; text is not of a fixed size, and counts 0.</summary>
    public static long Bytes(OnnxElementType type, long count) => type switch
    {
        OnnxElementType.String => 0,
        OnnxElementType.UInt4 or OnnxElementType.Int4 => (count + 1) / 2,
        OnnxElementType.UInt8 or OnnxElementType.Int8 or OnnxElementType.Bool => count,
        >= OnnxElementType.Float8E4M3FN and <= OnnxElementType.Float8E5M2FNUZ => count,
        OnnxElementType.UInt16 or OnnxElementType.Int16 or OnnxElementType.Float16 or OnnxElementType.BFloat16 => 2 * count,
        OnnxElementType.Float or OnnxElementType.Int32 or OnnxElementType.UInt32 => 4 * count,
        OnnxElementType.Complex128 => 16 * count,
        _ => 8 * count,
    };

    private InvalidModelException TooLarge(string where) =>
        new($"The {where} would have more than {limits.MaximumElements} elements: make it smaller, or raise "
            + $"{nameof(OnnxLimits)}.{nameof(OnnxLimits.MaximumElements)}.");

    private void Add(long count, string where)
    {
        if (count > limits.MaximumTotalElements - _total)
            throw new InvalidModelException(
                $"Up to the {where}, the model's tensors have more than {limits.MaximumTotalElements} elements: make it "
                + $"smaller, or raise {nameof(OnnxLimits)}.{nameof(OnnxLimits.MaximumTotalElements)}.");
        _total += count;
    }

    private static void CheckData(TensorProto tensor, OnnxElementType type, long count, string where)
    {
        ReadOnlySpan<int> lengths =
        [
            tensor.FloatData.Count, tensor.Int32Data.Count, tensor.StringData.Count,
            tensor.Int64Data.Count, tensor.DoubleData.Count, tensor.Uint64Data.Count,
        ];
        // The field that holds a type's elements, and how many of its entries make up the tensor.
        var (field, entries) = type switch
        {
            OnnxElementType.Float => (0, count),
            OnnxElementType.Complex64 => (0, 2 * count),
            OnnxElementType.String => (2, count),
            OnnxElementType.Int64 => (3, count),
            OnnxElementType.Double => (4, count),
            OnnxElementType.Complex128 => (4, 2 * count),
            OnnxElementType.UInt32 or OnnxElementType.UInt64 => (5, count),
            OnnxElementType.UInt4 or OnnxElementType.Int4 => (1, (count + 1) / 2),
            _ => (1, count),
        };
        for (var other = 0; other < lengths.Length; other++)
        {
            if (lengths[other] > 0 && (tensor.HasRawData || other != field))
                throw new InvalidModelException(
                    $"The {where} of {type} has data in more than one field, or in another type's: export the model anew.");
        }

        if (tensor.HasRawData && type == OnnxElementType.String)
            throw new InvalidModelException($"The {where} has text as raw data: export the model anew.");
        var (length, expected, unit) = tensor.HasRawData
            ? (tensor.RawData.Length, Bytes(type, count), "bytes")
            : (lengths[field], entries, "entries");
        if (length != expected)
            throw new InvalidModelException(
                $"The {where} of {type} is [{string.Join(", ", tensor.Dims)}], which takes {expected} {unit}, but holds "
                + $"{length}: the file is damaged; export the model anew.");
    }
}
