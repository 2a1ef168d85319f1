using Mixtape.Functions.Audio;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Audio;

public sealed class AudioBlobNameTests
{
    public static TheoryData<string> Ids => new(
        "a", "track-0001", "spotify:track:7", "A b.c", "a.", "...", "=41", "a%2Fb", "Ünïcödé", "夜に駆ける", "🎵 x", "it's \"quoted\" & <odd>",
        new string('x', 200), new string('x', 120), new string('x', 119) + "é", new string('.', 167), new string('é', 83));

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Of_AnyIdThatFits_IsABlobNameFromWhichTheIdComesBack(string id)
    {
        using var folder = new TemporaryFolder();
        var name = AudioBlobName.Of(id);

        Assert.NotNull(name);
        Assert.Equal(id, AudioBlobName.TrackOf(name));
        var store = new FileBlobStore(folder.Path);
        await store.WriteAsync(name, (stream, cancellation) => stream.WriteAsync("x"u8.ToArray(), cancellation).AsTask());
    }

    [Fact]
    public void Of_IdsThatDifferInCaseOrForm_HaveNamesOfTheirOwn()
    {
        string[] ids = ["a", "A", "=41", "é", "e\u0301", "a=", "a b", "a_b"];

        Assert.Equal(ids.Length, ids.Select(AudioBlobName.Of).Distinct().Count());
        Assert.Equal("audio/spotify=3Atrack=3A7", AudioBlobName.Of("spotify:track:7"));
    }

    [Theory]
    [InlineData('.', 168)]
    [InlineData('é', 84)]
    [InlineData('夜', 56)]
    public void Of_IdThatIsTooLong_IsNone(char letter, int count)
    {
        Assert.NotNull(AudioBlobName.Of(new string(letter, count - 1)));
        Assert.Null(AudioBlobName.Of(new string(letter, count)));
    }

    [Theory]
    [InlineData("events/a")]
    [InlineData("audio/")]
    [InlineData("audio/song.wav")]
    [InlineData("audio/folder/song")]
    [InlineData("audio/=4")]
    [InlineData("audio/a=")]
    [InlineData("audio/=zz")]
    [InlineData("audio/=+4")]
    [InlineData("audio/=3a")]
    [InlineData("audio/=41")]
    [InlineData("audio/=FF")]
    [InlineData("audio/=00")]
    [InlineData("audio/=2F")]
    [InlineData("audio/=20a")]
    public void TrackOf_NameOfNoTrack_IsNull(string name) => Assert.Null(AudioBlobName.TrackOf(name));
}
