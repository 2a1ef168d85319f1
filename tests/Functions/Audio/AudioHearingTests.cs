using Mixtape.Functions.Audio;
using Mixtape.Music.Audio;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Audio;

public sealed class AudioHearingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly InterruptedStore _store;
    private readonly SqliteDocumentStore _documents;
    private readonly TrackAudioStore _results;
    private readonly AudioBlobs _blobs;

    public AudioHearingTests()
    {
        _store = new InterruptedStore(new FileBlobStore(Path.Combine(_folder.Path, "blobs")));
        _documents = new SqliteDocumentStore(Path.Combine(_folder.Path, "documents.db"));
        _results = new TrackAudioStore(_documents);
        _blobs = new AudioBlobs(_store, new MixtapeOptions());
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task HearAsync_Tone_WritesWhatItSoundsLike()
    {
        using var hearing = Hearing();
        var task = await PutAsync("t", Tone.Wave(440, 2));

        var outcome = await hearing.HearAsync(task, default);

        var audio = (await _results.FindAsync("t", default))!;
        Assert.Equal(AudioOutcome.Heard, outcome);
        Assert.Equal((task.Hash, task.ETag, hearing.Model, null), (audio.ContentHash, audio.ETag, audio.Model, audio.Failure));
        Assert.Equal(2, audio.Features!.Seconds, 0.01);
        Assert.Equal(sizeof(float) * AudioAnalysis.EmbeddingWidth, audio.Embedding.Length);
        Assert.True(await _results.HasEmbeddingsAsync(default)); // or no training would look for any
        Assert.Equal(20 * Math.Log10(8_000 / 32_768.0), audio.Features.TruePeak!.Value, 0.1);
        Assert.Equal(AudioOutcome.Known, await hearing.HearAsync(task, default));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HearAsync_SameBytesAgain_AreNotHeardAgain(bool tellsTheHash)
    {
        var time = new SetTime(DateTimeOffset.UnixEpoch);
        using var hearing = Hearing(time: time);
        await hearing.HearAsync(await PutAsync("t", Tone.Wave(440)), default);
        var first = (await _results.FindAsync("t", default))!;
        time.Now += TimeSpan.FromDays(1);

        var again = await PutAsync("t", Tone.Wave(440));
        var outcome = await hearing.HearAsync(tellsTheHash ? again : again with { Hash = "" }, default);

        Assert.Equal(AudioOutcome.Known, outcome);
        Assert.NotEqual(first.ETag, again.ETag);
        var second = (await _results.FindAsync("t", default))!;
        Assert.Equal((first.AnalyzedAt, again.ETag, first.Features), (second.AnalyzedAt, second.ETag, second.Features));
        Assert.Equal(tellsTheHash ? 1 : 2, _store.Reads);
    }

    [Fact]
    public async Task HearAsync_AnotherModelHeardIt_HearsItAgain()
    {
        using var hearing = Hearing();
        var task = await PutAsync("t", Tone.Wave(440));
        await _results.WriteAsync(
            new TrackAudio("t", task.Hash, "another", DateTimeOffset.UnixEpoch, null, [1, 2, 3, 4], null, task.ETag), default);

        Assert.Equal(AudioOutcome.Heard, await hearing.HearAsync(task, default));
        Assert.Equal(hearing.Model, (await _results.FindAsync("t", default))!.Model);
    }

    [Fact]
    public async Task HearAsync_ReplacedWhileHeard_LeavesTheResultToTheNewAudio()
    {
        using var hearing = Hearing();
        var old = await PutAsync("t", Tone.Wave(440));
        AudioTask? replacement = null;
        _store.AfterNextRead = async () => replacement = await PutAsync("t", Tone.Wave(880));

        Assert.Equal(AudioOutcome.Superseded, await hearing.HearAsync(old, default));
        Assert.Null(await _results.FindAsync("t", default));
        Assert.Equal(AudioOutcome.Heard, await hearing.HearAsync(replacement!, default));
        Assert.Equal(AudioOutcome.Known, await hearing.HearAsync(old, default)); // of what stands, whoever asks
        Assert.Equal(replacement!.Hash, (await _results.FindAsync("t", default))!.ContentHash);
    }

    [Fact]
    public async Task HearAsync_DeletedWhileHeard_LeavesNothing()
    {
        using var hearing = Hearing();
        var task = await PutAsync("t", Tone.Wave(440));
        _store.AfterNextRead = () => _blobs.DeleteAsync("t", default);

        Assert.Equal(AudioOutcome.Superseded, await hearing.HearAsync(task, default));
        Assert.Null(await _results.FindAsync("t", default));
    }

    [Fact]
    public async Task HearAsync_DeletedJustBeforeTheResultIsWritten_LeavesNothing()
    {
        using var hearing = Hearing();
        var task = await PutAsync("t", Tone.Wave(440));
        _store.BeforeLook = async look =>
        {
            if (look != 4) return; // before reading, after it, before writing the result, and now after that
            Assert.NotNull(await _results.FindAsync("t", default));
            await _blobs.DeleteAsync("t", default);
        };

        await hearing.HearAsync(task, default);

        Assert.Equal(4, _store.Looks);
        Assert.Null(await _results.FindAsync("t", default));
    }

    [Fact]
    public async Task HearAsync_OfAudioThatIsGone_ForgetsIt()
    {
        using var hearing = Hearing();
        var task = await PutAsync("t", Tone.Wave(440));
        await hearing.HearAsync(task, default);
        await _store.DeleteAsync(AudioBlobName.Of("t")!);

        Assert.Equal(AudioOutcome.Superseded, await hearing.HearAsync(task, default));
        Assert.Null(await _results.FindAsync("t", default));
    }

    [Fact]
    public async Task HearAsync_DamagedAudio_IsRecordedForGood()
    {
        using var hearing = Hearing();
        var task = await PutAsync("t", "this is no audio, whatever it says"u8.ToArray());

        Assert.Equal(AudioOutcome.Failed, await hearing.HearAsync(task, default));
        Assert.Equal(AudioOutcome.Known, await hearing.HearAsync(task, default));
        var audio = (await _results.FindAsync("t", default))!;
        Assert.Contains("convert it", audio.Failure);
        Assert.Null(audio.Features);
    }

    [Fact]
    public async Task HearAsync_WithoutFfmpeg_IsRecordedAndTriedAgain()
    {
        var task = await PutAsync("t", [.. "fLaC"u8, .. new byte[40]]);
        using (var deaf = Hearing(new AudioDecoderOptions { Ffmpeg = Path.Combine(_folder.Path, "no-ffmpeg") }))
        {
            Assert.Equal(AudioOutcome.Failed, await deaf.HearAsync(task, default));
            var audio = (await _results.FindAsync("t", default))!;
            Assert.True(audio.IsTemporary);
            Assert.Contains("ffmpeg", audio.Failure);
            Assert.Equal(AudioOutcome.Failed, await deaf.HearAsync(task, default));
        }

        Assert.Equal(2, _store.Reads);
    }

    [Fact]
    public async Task HearAsync_MoreBytesThanTaken_IsRecordedUnread()
    {
        var task = await PutAsync("t", Tone.Wave(440));
        using var hearing = Hearing(limits: new MixtapeOptions { MaximumAudioBytes = 2_000 });

        Assert.Equal(AudioOutcome.Failed, await hearing.HearAsync(task, default));

        Assert.Contains("Mixtape__MaximumAudioBytes", (await _results.FindAsync("t", default))!.Failure);
        Assert.Equal(0, _store.Reads);
    }

    [Fact]
    public async Task HearAsync_AudioThatTookTheProcessDownTooOften_IsGivenUpUntilItChanges()
    {
        using var hearing = Hearing();
        var attempts = new AudioAttempts(_documents);
        var task = await PutAsync("t", Tone.Wave(440));
        for (var i = 0; i < AudioAttempts.Maximum; i++) Assert.True(await attempts.BeginAsync(task, hearing.Model, default));

        Assert.Equal(AudioOutcome.Failed, await hearing.HearAsync(task, default));
        Assert.Contains("convert the audio", (await _results.FindAsync("t", default))!.Failure);
        Assert.Equal(AudioOutcome.Known, await hearing.HearAsync(task, default));
        Assert.Equal(AudioOutcome.Heard, await hearing.HearAsync(await PutAsync("t", Tone.Wave(441)), default));
    }

    [Fact]
    public async Task HearAsync_HoweverItEnds_CountsNoAttemptAgainstTheAudio()
    {
        using var hearing = Hearing(new AudioDecoderOptions { Ffmpeg = Path.Combine(_folder.Path, "no-ffmpeg") });
        var task = await PutAsync("t", [.. "fLaC"u8, .. new byte[40]]);

        for (var i = 0; i <= AudioAttempts.Maximum; i++) await hearing.HearAsync(task, default);

        Assert.Contains("ffmpeg", (await _results.FindAsync("t", default))!.Failure);
        Assert.True(await new AudioAttempts(_documents).BeginAsync(task, hearing.Model, default));
    }

    [Fact]
    public async Task GiveUpAsync_NeverOverwritesAResultOrSpeaksOfOtherAudio()
    {
        using var hearing = Hearing();
        var task = await PutAsync("t", Tone.Wave(440));

        var failure = new AudioFailure(task, "It broke.");

        Assert.Equal(AudioOutcome.Superseded, await hearing.GiveUpAsync(failure with { Task = task with { ETag = "old" } }, default));
        Assert.Equal(AudioOutcome.Failed, await hearing.GiveUpAsync(failure, default));
        Assert.Equal(AudioOutcome.Heard, await hearing.HearAsync(task, default));
        Assert.Equal(AudioOutcome.Known, await hearing.GiveUpAsync(failure, default));
        Assert.Null((await _results.FindAsync("t", default))!.Failure);
    }

    private AudioHearing Hearing(AudioDecoderOptions? decoder = null, MixtapeOptions? limits = null, TimeProvider? time = null)
    {
        var options = limits ?? new MixtapeOptions();
        var analyzer = new AudioAnalyzer(new AudioDecoder(decoder));
        var clock = time ?? TimeProvider.System;
        return new AudioHearing(
            new AudioBlobs(_store, options), _results, new AudioAttempts(_documents), new AudioScratch(clock), analyzer, options, clock);
    }

    private async Task<AudioTask> PutAsync(string track, byte[] audio)
    {
        var (length, stored) = await _blobs.WriteAsync(track, new MemoryStream(audio), default);
        Assert.Equal(audio.Length, length);
        return stored!;
    }

    /// <summary>A store in whose reads and looks a test can meddle.</summary>
    private sealed class InterruptedStore(IBlobStore inner) : IBlobStore
    {
        public int Reads { get; private set; }

        public int Looks { get; private set; }

        public Func<Task>? AfterNextRead { get; set; }

        public Func<int, Task>? BeforeLook { get; set; }

        public Task<BlobProperties> WriteAsync(
            string name, Func<Stream, CancellationToken, Task> content, WriteCondition condition = default,
            CancellationToken cancellationToken = default) => inner.WriteAsync(name, content, condition, cancellationToken);

        public async Task<Stream> OpenReadAsync(
            string name, long offset = 0, long? length = null, CancellationToken cancellationToken = default)
        {
            Reads++;
            var stream = await inner.OpenReadAsync(name, offset, length, cancellationToken);
            var after = AfterNextRead;
            AfterNextRead = null;
            if (after is not null) await after();
            return stream;
        }

        public async Task<BlobProperties?> GetPropertiesAsync(string name, CancellationToken cancellationToken = default)
        {
            Looks++;
            if (BeforeLook is not null) await BeforeLook(Looks);
            return await inner.GetPropertiesAsync(name, cancellationToken);
        }

        public IAsyncEnumerable<BlobProperties> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
            inner.ListAsync(prefix, cancellationToken);

        public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default) =>
            inner.DeleteAsync(name, cancellationToken);
    }
}
