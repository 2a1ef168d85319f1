using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Mixtape.Music.Listening;

/// <summary>
/// What makes two events the same: the caller's id where one was given, else all of the content; in both cases of the
/// same listener. 128 bits of SHA-256, so that two different events never meet by accident.
/// </summary>
public static class EventIdentity
{
    /// <summary>The identity of an event. Allocation-free for ids of usual length.</summary>
    public static UInt128 Of(ListeningEvent @event)
    {
        Span<byte> stack = stackalloc byte[1024];
        var needed = 32 + 3 * (@event.Listener.Length + @event.Track.Length + (@event.Id?.Length ?? 0));
        var bytes = needed <= stack.Length ? stack : new byte[needed];
        var length = Append(bytes, 0, @event.Listener);
        if (@event.Id is { } id)
        {
            bytes[length++] = 1;
            length = Append(bytes, length, id);
        }
        else
        {
            bytes[length++] = 2;
            length = Append(bytes, length, @event.Track);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[length..], @event.Timestamp.ToUnixTimeMilliseconds());
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(length + 8)..], @event.MsPlayed);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(length + 12)..], @event.Count);
            bytes[length + 16] = (byte)@event.Kind;
            length += 17;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..length], hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    // A zero byte ends each text: ids hold no control characters, so no two sequences of texts look alike.
    private static int Append(Span<byte> target, int at, string text)
    {
        at += Encoding.UTF8.GetBytes(text, target[at..]);
        target[at] = 0;
        return at + 1;
    }
}
