namespace Mixtape.Music.Audio;

/// <summary>How samples are written in a WAV file.</summary>
internal enum WaveEncoding
{
    /// <summary>Integers: unsigned where 8 bits wide, else signed.</summary>
    Integer,

    /// <summary>IEEE 754 floats.</summary>
    Float,
}
