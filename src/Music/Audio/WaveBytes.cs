namespace Mixtape.Music.Audio;

/// <summary>The bytes of a WAV file in order, read ahead through one buffer. Not safe for concurrent use.</summary>
internal sealed class WaveBytes(Stream stream)
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start, _end;

    /// <summary>
    /// Up to <paramref name="count"/> bytes, at most 65,536; fewer only at the end of the stream. They stay until the next call.
    /// </summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        var there = Peek(count);
        _start += there.Length;
        return there;
    }

    /// <summary>As <see cref="Take"/>, but the bytes are there for the next call too.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (_end - _start < count)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            _end += stream.ReadAtLeast(_buffer.AsSpan(_end), count - _end, throwOnEndOfStream: false);
        }

        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <summary>Reads on past <paramref name="count"/> bytes, or to the end of the stream.</summary>
    public void Skip(long count)
    {
        while (count > 0)
        {
            var taken = Take((int)Math.Min(count, _buffer.Length)).Length;
            if (taken == 0) return;
            count -= taken;
        }
    }
}
