using Mixtape.Storage;

namespace Mixtape.Functions.Audio;

/// <summary>
/// Counts how often the hearing of audio began and never ended, so that audio which takes the process down with it, as a fault in native
/// code or want of memory does, is given up instead of being tried for ever. Safe for concurrent use.
/// </summary>
public sealed class AudioAttempts(IDocumentStore documents)
{
    /// <summary>How often it may have begun in vain.</summary>
    public const int Maximum = 4;

    internal const string Container = "track-audio-attempts";

    /// <summary>Counts a beginning.</summary>
    /// <returns>False where there were <see cref="Maximum"/> before, of this audio and network.</returns>
    public async Task<bool> BeginAsync(AudioTask task, string model, CancellationToken cancellationToken)
    {
        var known = (await documents.ReadAsync<Attempts>(Container, Key(task.Track), cancellationToken))?.Value;
        var begun = known is not null && known.ETag == task.ETag && known.Model == model ? known.Begun : 0;
        if (begun >= Maximum) return false;
        await documents.WriteAsync(Container, Key(task.Track), new Attempts(task.ETag, model, begun + 1), default, cancellationToken);
        return true;
    }

    /// <summary>The process is still there: what began before no longer counts.</summary>
    public Task EndAsync(string track) => documents.DeleteAsync(Container, Key(track), CancellationToken.None);

    private static DocumentKey Key(string track) => new(track, track);

    private sealed record Attempts(string ETag, string Model, int Begun);
}
