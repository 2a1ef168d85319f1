using System.Net;
using Mixtape.Music.Listening.Import;

namespace Mixtape.Cli;

/// <summary>
/// Sends audio files to the server, four on the way at once. A file that the server does not take is noted and passed over, or ends it all
/// where <paramref name="strict"/>. Sending all of it again changes nothing.
/// </summary>
internal sealed class AudioUploader(MixtapeClient client, bool strict)
{
    private const int InFlight = 4;

    private readonly List<string> _sent = [];
    private readonly List<string> _refused = [];
    private long _bytes;

    /// <summary>Bytes that the server has taken.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The tracks whose audio the server has taken; complete once all is sent.</summary>
    public IReadOnlyList<string> Sent => _sent;

    /// <summary>What the server has refused, and why; complete once all is sent.</summary>
    public IReadOnlyList<string> Refused => _refused;

    public Task SendAsync(IEnumerable<AudioFile> files, CancellationToken token) => Parallel.ForEachAsync(
        files, new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = token }, async (file, stop) =>
        {
            try
            {
                var taken = await client.SendAudioAsync(file.Track, file.Path, stop);
                Interlocked.Add(ref _bytes, taken.Bytes);
                lock (_sent) _sent.Add(file.Track);
            }
            catch (MixtapeServerException refusal) when (!strict && IsOfTheFile(refusal))
            {
                lock (_refused) _refused.Add($"{Path.GetFileName(file.Path)}: {refusal.Problem.Detail ?? refusal.Message}");
            }
        });

    private static bool IsOfTheFile(MixtapeServerException refusal) =>
        (HttpStatusCode)refusal.Status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge;
}
