using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Losses;
using Mixtape.Learning.Neural.Training;
using Mixtape.Music.Audio.Rendering;
using Mixtape.Numerics;

namespace Mixtape.Music.Audio.Ears;

/// <summary>
/// Clips of rendered songs on a tape, with what is true of them. For training, each clip is cut from another place of its song, played up to
/// a fifth slower or an eighth faster, and goes through an equalizer, a band-pass and a noise floor drawn for it: the network shall not go by
/// what differs between two records of one song. For validation, it is the song's start as it is. Not safe for concurrent use.
/// </summary>
internal sealed class EarsBatch
{
    /// <summary>Mel frames of a clip: 13.9 s.</summary>
    public const int Frames = 600;

    /// <summary>Chroma frames of a clip: 13.4 s.</summary>
    public const int ChromaFrames = 72;

    private const double Slowest = 0.8;
    private const double Fastest = 1.13;

    // In steps of the tempo grid: a truth between two of them is as near to one as to the other.
    private const double TempoSpread = 1;

    private readonly EarsDataset _songs;
    private readonly ulong? _seed;
    private readonly int[] _visits;
    private readonly Tensor _mel, _chroma, _tempo, _style, _isPitched;
    private readonly IndexTensor _key, _genre;
    private readonly float[] _equalizer = new float[EarsInput.Bands];

    private EarsBatch(Tape tape, int size, EarsDataset songs)
    {
        (_songs, _seed, _visits) = (songs, tape.IsTraining ? tape.Seed : null, new int[songs.Count]);
        _mel = tape.Input(EarsNetwork.Mel, size, EarsInput.Bands, Frames);
        _chroma = tape.Input(EarsNetwork.Chroma, size, EarsInput.Registers, EarsInput.DoubledClasses, ChromaFrames);
        _tempo = tape.Input("tempo truth", size, TempoGrid.Count);
        _style = tape.Input("style truth", size, 2);
        _isPitched = tape.Input("whether there is a key", size);
        _key = tape.IndexInput("key truth", size);
        _genre = tape.IndexInput("genre truth", size);
    }

    /// <summary>Records the network's loss over a batch of clips.</summary>
    public static RecordedBatch Record(Tape tape, int size, EarsNetwork network, EarsDataset songs)
    {
        var batch = new EarsBatch(tape, size, songs);
        var heads = network.Apply(batch._mel, batch._chroma);
        // The genre and the style say what a song is made of, which shapes the embedding; the rest is asked for by name.
        var loss = Loss.Sum(
            (Loss.CrossEntropy(heads.Tempo, batch._tempo), 1), (Loss.CrossEntropy(heads.Key, batch._key, batch._isPitched), 1),
            (Loss.CrossEntropy(heads.Genre, batch._genre), 0.5f), (Loss.SquaredError(heads.Style, batch._style), 0.5f));
        return new RecordedBatch(loss, batch.Fill);
    }

    private void Fill(ReadOnlySpan<int> examples)
    {
        for (var row = 0; row < examples.Length; row++)
        {
            var song = _songs[examples[row]];
            if (_seed is { } seed)
            {
                var random = new SeededRandom(SeededRandom.Mix(seed + (ulong)examples[row]) + (ulong)_visits[examples[row]]++);
                Cut(song, row, random);
            }
            else
            {
                Write(song, row, speed: 1, start: 0);
                Array.Clear(_equalizer);
                Color(row, floor: 0, lowest: 0, EarsInput.Bands);
            }
        }
    }

    /// <summary>A clip that was never heard quite so.</summary>
    private void Cut(EarsDataset.Song song, int row, SeededRandom random)
    {
        // As many go by as the song has frames for.
        var fastest = Math.Min(Fastest, (song.Frames - 1.0) / Frames);
        var speed = Slowest * Math.Pow(fastest / Slowest, random.NextDouble());
        Write(song, row, speed, random.NextDouble() * (song.Frames - 1 - speed * (Frames - 1)));
        DrawEqualizer(random);
        var floor = random.Next(3) == 0 ? (float)(1.5 * random.NextDouble()) : 0;
        var lowest = random.Next(6) == 0 ? random.Next(12) : 0;
        var highest = random.Next(4) == 0 ? EarsInput.Bands - random.Next(30) : EarsInput.Bands;
        Color(row, floor, lowest, highest);
        if (random.Next(5) == 0) Silence(row, floor, random.Next(EarsInput.Bands - 20), 8 + random.Next(12));
    }

    /// <summary>Two slow waves over the bands, and a level, in nepers of power.</summary>
    private void DrawEqualizer(SeededRandom random)
    {
        var (tilt, wave) = (0.7 * random.NextGaussian(), 0.4 * random.NextGaussian());
        var (phase, length, level) = (random.NextDouble(), 20 + 60 * random.NextDouble(), 0.4 * random.NextGaussian());
        for (var band = 0; band < _equalizer.Length; band++)
        {
            var x = band / (double)_equalizer.Length;
            _equalizer[band] = (float)(level + tilt * (2 * x - 1) + wave * Math.Cos(Math.Tau * (band / length + phase)));
        }
    }

    /// <summary>Writes a clip of a song, and what is true of it.</summary>
    /// <param name="song">The song.</param>
    /// <param name="row">The row of the batch.</param>
    /// <param name="speed">How fast it goes by.</param>
    /// <param name="start">The mel frame at which it starts.</param>
    private void Write(EarsDataset.Song song, int row, double speed, double start)
    {
        for (var band = 0; band < EarsInput.Bands; band++)
        {
            Resample(
                song.Mel.AsSpan(band * song.Frames, song.Frames), EarsDataset.Song.MelStep,
                _mel.Values.Slice((row * EarsInput.Bands + band) * Frames, Frames), start, speed);
        }

        var chromaStart = start * song.ChromaFrames / song.Frames;
        for (var note = 0; note < EarsInput.Registers * EarsInput.DoubledClasses; note++)
        {
            var source = EarsInput.SourceOf(note);
            Resample(
                song.Chroma.AsSpan(source * song.ChromaFrames, song.ChromaFrames), EarsDataset.Song.ChromaStep,
                _chroma.Values.Slice(
                    (row * EarsInput.Registers * EarsInput.DoubledClasses + note) * ChromaFrames, ChromaFrames), chromaStart, speed);
        }

        WriteTruth(song.Truth, row, speed);
    }

    private void WriteTruth(SongTruth truth, int row, double speed)
    {
        var tempo = _tempo.Values.Slice(row * TempoGrid.Count, TempoGrid.Count);
        var place = Math.Clamp(TempoGrid.IndexOf(truth.Tempo * speed), 0, TempoGrid.Count - 1);
        var sum = 0f;
        for (var i = 0; i < tempo.Length; i++)
            sum += tempo[i] = (float)Math.Exp(-0.5 * (i - place) * (i - place) / (TempoSpread * TempoSpread));
        foreach (ref var share in tempo) share /= sum;
        _isPitched.Values[row] = truth.IsPitched ? 1 : 0;
        _key.Values[row] = 12 * (int)truth.Mode + (int)truth.Key;
        _genre.Values[row] = truth.Genre;
        var (sine, cosine) = Math.SinCos(Math.Tau * truth.Style);
        (_style.Values[2 * row], _style.Values[2 * row + 1]) = ((float)cosine, (float)sine);
    }

    /// <summary>Numbers between those there are, in a straight line; the last stands for all after it.</summary>
    private static void Resample(ReadOnlySpan<byte> source, float step, Span<float> target, double start, double speed)
    {
        for (var i = 0; i < target.Length; i++)
        {
            var at = Math.Min(start + speed * i, source.Length - 1);
            var (before, share) = ((int)at, (float)(at - (int)at));
            var after = Math.Min(before + 1, source.Length - 1);
            target[i] = step * (source[before] + share * (source[after] - source[before]));
        }
    }

    /// <summary>Puts a clip through the equalizer and onto a floor of noise, which is all that is left outside of some bands.</summary>
    private void Color(int row, float floor, int lowest, int highest)
    {
        for (var band = 0; band < EarsInput.Bands; band++)
        {
            var frames = _mel.Values.Slice((row * EarsInput.Bands + band) * Frames, Frames);
            var gain = _equalizer[band];
            // Numbers are ln(1 + power): adding to them is a gain where power is great, and what is silent stays so.
            foreach (ref var value in frames)
                value = band >= lowest && band < highest ? Math.Max(floor, value + gain * value / (1 + value)) : floor;
        }
    }

    /// <summary>Leaves nothing of some bands.</summary>
    private void Silence(int row, float floor, int first, int count) =>
        _mel.Values.Slice((row * EarsInput.Bands + first) * Frames, count * Frames).Fill(floor);
}
