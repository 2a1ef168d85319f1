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
        for (var rows = 0; rows <= 130; rows++)
        {
            var (source, scales) = (SeededVectors.Of(rows * stride, 1), SeededVectors.Of(stride, 2));
            var width = FactorMatrix.PaddedWidth(rows);
            var target = SeededVectors.Of(width * stride + 1, 3);
            var beyond = target[^1];

            ScaledTranspose.Copy(source, rows, scales, target);

            for (var j = 0; j < stride; j++)
                for (var i = 0; i < width; i++) Assert.Equal(i < rows ? scales[j] * source[i * stride + j] : 0, target[j * width + i]);
            Assert.Equal(beyond, target[^1]);
        }
    }

    [Fact]
    public void Copy_WhatDoesNotFit_Throws()
    {
        Assert.Throws<ArgumentException>(() => ScaledTranspose.Copy(new float[31], 2, new float[16], new float[256]));
        Assert.Throws<ArgumentException>(() => ScaledTranspose.Copy(new float[32], 2, new float[16], new float[255]));
        Assert.Throws<ArgumentException>(() => ScaledTranspose.Copy(new float[32], 2, new float[15], new float[256]));
    }
}
