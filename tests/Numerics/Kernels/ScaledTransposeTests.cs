using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics.Tests.Kernels;

public sealed class ScaledTransposeTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(48)]
    [InlineData(144)]
    public void Copy_AnyNumberOfRows_TurnsAndScalesEachEntry(int stride)
    {
        for (var rows = 0; rows <= 144; rows += 16)
        {
            var (source, scales) = (SeededVectors.Of(rows * stride, 1), SeededVectors.Of(stride, 2));
            var target = SeededVectors.Of(rows * stride + 1, 3);
            var beyond = target[^1];

            ScaledTranspose.Copy(source, rows, scales, target);

            for (var j = 0; j < stride; j++)
                for (var i = 0; i < rows; i++) Assert.Equal(scales[j] * source[i * stride + j], target[j * rows + i]);
            Assert.Equal(beyond, target[^1]);
        }
    }

    [Fact]
    public void Copy_WhatDoesNotFit_Throws()
    {
        Assert.Throws<ArgumentException>(() => ScaledTranspose.Copy(new float[255], 16, new float[16], new float[256]));
        Assert.Throws<ArgumentException>(() => ScaledTranspose.Copy(new float[256], 16, new float[16], new float[255]));
        Assert.Throws<ArgumentException>(() => ScaledTranspose.Copy(new float[256], 16, new float[15], new float[256]));
        Assert.Throws<ArgumentException>(() => ScaledTranspose.Copy(new float[256], 15, new float[16], new float[256]));
    }
}
