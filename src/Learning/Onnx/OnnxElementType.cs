namespace Mixtape.Learning.Onnx;

/// <summary>What a tensor's elements are; the numbers are those of the ONNX format.</summary>
public enum OnnxElementType
{
    /// <summary>No tensor: a sequence, map, optional or sparse tensor.</summary>
    None = 0,

    /// <summary>32-bit floating point.</summary>
    Float = 1,

    /// <summary>8-bit unsigned integer.</summary>
    UInt8 = 2,

    /// <summary>8-bit integer.</summary>
    Int8 = 3,

    /// <summary>16-bit unsigned integer.</summary>
    UInt16 = 4,

    /// <summary>16-bit integer.</summary>
    Int16 = 5,

    /// <summary>32-bit integer.</summary>
    Int32 = 6,

    /// <summary>64-bit integer.</summary>
    Int64 = 7,

    /// <summary>UTF-8 text.</summary>
    String = 8,

    /// <summary>True or false, one byte.</summary>
    Bool = 9,

    /// <summary>16-bit floating point of IEEE 754.</summary>
    Float16 = 10,

    /// <summary>64-bit floating point.</summary>
    Double = 11,

    /// <summary>32-bit unsigned integer.</summary>
    UInt32 = 12,

    /// <summary>64-bit unsigned integer.</summary>
    UInt64 = 13,

    /// <summary>Two 32-bit floating-point numbers.</summary>
    Complex64 = 14,

    /// <summary>Two 64-bit floating-point numbers.</summary>
    Complex128 = 15,

    /// <summary>The upper half of a 32-bit floating-point number.</summary>
    BFloat16 = 16,

    /// <summary>8-bit floating point: 4 bits of exponent, 3 of mantissa, no infinity.</summary>
    Float8E4M3FN = 17,

    /// <summary>8-bit floating point: 4 bits of exponent, 3 of mantissa, no infinity, no negative zero.</summary>
    Float8E4M3FNUZ = 18,

    /// <summary>8-bit floating point: 5 bits of exponent, 2 of mantissa.</summary>
    Float8E5M2 = 19,

    /// <summary>8-bit floating point: 5 bits of exponent, 2 of mantissa, no infinity, no negative zero.</summary>
    Float8E5M2FNUZ = 20,

    /// <summary>4-bit unsigned integer, two to a byte.</summary>
    UInt4 = 21,

    /// <summary>4-bit integer, two to a byte.</summary>
    Int4 = 22,
}
