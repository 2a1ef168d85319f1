namespace Mixtape.Music.Audio;

/// <summary>Whether a piece is in major or in minor. The numbers are part of stored formats.</summary>
public enum Mode
{
    /// <summary>Major.</summary>
    Major,

    /// <summary>Minor.</summary>
    Minor,
}
