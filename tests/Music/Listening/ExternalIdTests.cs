using Mixtape.Music.Listening;

namespace Mixtape.Music.Tests.Listening;

public sealed class ExternalIdTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("spotify:track:4uLU6hMCjMI75M1A2tKUQC")]
    [InlineData("Jóga – 🎵 日本")]
    [InlineData("a b")]
    [InlineData("%2F..%00")]
    public void Problem_GoodId_IsNull(string id) => Assert.Null(ExternalId.Problem(id));

    [Fact]
    public void Problem_BadId_IsSaid()
    {
        string?[] bad =
        [
            null, "", " a", "a ", "a/b", "a\\b", "a?", "#a", "a\0", "\n", "\u007f", "\u0085", "\ud800", "\udc00\ud800", "a\ud83c", "\u00a0", "\u3000",
            new('x', 201),
        ];
        Assert.All(bad, id => Assert.NotNull(ExternalId.Problem(id)));
        Assert.Null(ExternalId.Problem(new string('x', 200)));
    }
}
