namespace Mixtape.Music.Audio.Harmony;

/// <summary>Which notes sound when, as <see cref="PitchSpectrogram"/> tells.</summary>
/// <param name="Frames">How many frames there are.</param>
/// <param name="Values">[frames x 72], semitones C1 to B6 of a frame in a row; 0 or more, about 3.4 for the loudest notes.</param>
/// <param name="TuningCents">
/// How far over the grid of A4 = 440 Hz the recording is tuned, from -50 to 50 hundredths of a semitone; the notes are taken from the
/// shifted grid. 0 where nothing has a pitch.
/// </param>
public sealed record PitchFrames(int Frames, float[] Values, double TuningCents)
{
    /// <summary>The notes of a frame, C1 to B6.</summary>
    public ReadOnlySpan<float> this[int frame] => Values.AsSpan(frame * PitchSpectrogram.Semitones, PitchSpectrogram.Semitones);
}
