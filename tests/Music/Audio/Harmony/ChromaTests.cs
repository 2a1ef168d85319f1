using Mixtape.Music.Audio.Harmony;

namespace Mixtape.Music.Tests.Audio.Harmony;

public sealed class ChromaTests
{
    [Fact]
    public void Of_OneNote_IsInItsClass_AndWhollyShared()
    {
        for (var note = 0; note < PitchSpectrogram.Semitones; note++)
        {
            var values = new float[2 * PitchSpectrogram.Semitones];
            values[PitchSpectrogram.Semitones + note] = 3;
            var chroma = Chroma.Of(new PitchFrames(2, values, 0));
            Assert.Equal(3 * 12 * 2, chroma.Length);
            Assert.Equal(3, chroma.Sum(), 1e-5);
            float At(int register) => chroma[(register * 12 + note % 12) * 2 + 1];
            Assert.Equal(3, At(0) + At(1) + At(2), 1e-5);
            if (note <= 16) Assert.Equal(3, At(0), 1e-5);
            if (note is >= 28 and <= 40) Assert.Equal(3, At(1), 1e-5);
            if (note >= 52) Assert.Equal(3, At(2), 1e-5);
            Assert.InRange(Math.Min(At(0), At(2)), 0, 1e-6f);
        }
    }

    [Fact]
    public void Of_NoFrames_IsEmpty() => Assert.Empty(Chroma.Of(new PitchFrames(0, [], 0)));
}
