using System.Text;

namespace Mixtape.Numerics.Tests;

public sealed class StableHashTests
{
    /// <summary>
    /// Computed from the documented formula by an independent program. They are part of the stored formats: never change
    /// them.
    /// </summary>
    public static TheoryData<string, ulong, ulong> Pinned => new()
    {
        { "", 0, 0x48218226ff3cd4bf },
        { "a", 0, 0xb7c3bbc717c50cb6 },
        { "listener-1", 0, 0x6b043fb5781736a0 },
        { "12345678", 0, 0xfc711a7336b97b25 },
        { "12345678", 1, 0x37251c0acc9cbc38 },
        { "Björk – Jóga 🎵", 0, 0x3347bf9a7fa753bc },
        { "\ufffd", 0, 0x1a7530bfc25a3872 },
        { new string('x', 300), 7, 0xb5eac399cd790da6 },
    };

    [Theory]
    [MemberData(nameof(Pinned))]
    public void Of_PinnedTexts_NeverChanges(string text, ulong seed, ulong expected)
    {
        Assert.Equal(expected, StableHash.Of(text, seed));
        Assert.Equal(expected, StableHash.OfUtf8(Encoding.UTF8.GetBytes(text), seed));
    }

    [Fact]
    public void Of_UnpairedSurrogate_HashesAsTheReplacementCharacter() =>
        Assert.Equal(StableHash.Of("a\ufffdb"), StableHash.Of("a\ud800b"));

    [Fact]
    public void Of_TextsThatDifferInTrailingZeros_Differ()
    {
        var hashes = Enumerable.Range(0, 20).Select(length => StableHash.Of(new string('\0', length)));
        Assert.Equal(20, hashes.Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Block_CountedIds_FallEvenly(int blocks)
    {
        const int PerBlock = 2_000;
        var counts = new int[blocks];
        for (var i = 0; i < PerBlock * blocks; i++) counts[StableHash.Block(StableHash.Of($"user{i}"), blocks)]++;
        Assert.All(counts, count => Assert.InRange(count, PerBlock - 225, PerBlock + 225)); // five standard errors
    }

    [Fact]
    public void Block_Extremes_StayInside()
    {
        Assert.Equal(0, StableHash.Block(0, int.MaxValue));
        Assert.Equal(int.MaxValue - 1, StableHash.Block(ulong.MaxValue, int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => StableHash.Block(1, 0));
    }

    [Fact]
    public void Fraction_Extremes_AreInTheHalfOpenInterval()
    {
        Assert.Equal(0, StableHash.Fraction(0));
        Assert.Equal(1 - Math.Pow(2, -53), StableHash.Fraction(ulong.MaxValue));
    }
}
