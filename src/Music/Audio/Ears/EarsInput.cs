namespace Mixtape.Music.Audio.Ears;

/// <summary>What the network hears of a clip, whatever its level: mel bands and chroma along time.</summary>
/// <param name="Mel">[bands x frames], as <see cref="MelSpectrogram"/> with its default options gives them.</param>
/// <param name="Frames">Mel frames, 43 a second.</param>
/// <param name="Chroma">[registers x 12 x chroma frames].</param>
/// <param name="ChromaFrames">Chroma frames, 5.4 a second.</param>
internal sealed record EarsInput(float[] Mel, int Frames, float[] Chroma, int ChromaFrames)
{
    /// <summary>Mel bands.</summary>
    public const int Bands = 96;

    /// <summary>Registers of the chroma: bass, middle, treble.</summary>
    public const int Registers = 3;

    /// <summary>Pitch classes that the network sees: all twelve tonics need the twelve from themselves up.</summary>
    public const int DoubledClasses = 23;

    /// <summary>The chroma as the network takes it: [registers x 23 x chroma frames], the classes from C up, and again up to the next B flat.</summary>
    public float[] DoubleChroma()
    {
        var doubled = new float[Registers * DoubledClasses * ChromaFrames];
        for (var note = 0; note < Registers * DoubledClasses; note++)
            Chroma.AsSpan(SourceOf(note) * ChromaFrames, ChromaFrames).CopyTo(doubled.AsSpan(note * ChromaFrames));
        return doubled;
    }

    /// <summary>Which of the registers' 12 pitch classes stands in which of the network's 23.</summary>
    public static int SourceOf(int note) => note / DoubledClasses * 12 + note % DoubledClasses % 12;
}
