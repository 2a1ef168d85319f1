using Microsoft.Extensions.Logging.Abstractions;
using Mixtape.Functions.Serving;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Serving;

public sealed class SilentStoreTests(TrainedApp trained)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Generation_StoreRefusesOrHangs_GoesOnServingAndFollowsAgainLater(bool hangs)
    {
        var time = new SetTime(DateTimeOffset.UtcNow);
        var documents = new Documents(trained.App.Service<IDocumentStore>(), hangs);
        using var generations = new Generations(
            trained.App.Service<IBlobStore>(), new GenerationPointer(documents, time), time, NullLogger<Generations>.Instance);
        var standing = await generations.CurrentAsync(default);

        documents.IsSilent = true;
        time.Now += TimeSpan.FromSeconds(3);
        Assert.Same(standing, await generations.CurrentAsync(default));
        var asked = documents.Reads;
        time.Now += TimeSpan.FromSeconds(3);
        Assert.Same(standing, await generations.CurrentAsync(default));
        Assert.Equal(asked, documents.Reads); // it is left alone for a while

        documents.IsSilent = false;
        time.Now += TimeSpan.FromSeconds(30);
        Assert.Same(standing, await generations.CurrentAsync(default));
        Assert.Equal(asked + 1, documents.Reads);
    }

    [Fact]
    public async Task Generation_NoneInMemoryAndStoreRefuses_IsUnavailable()
    {
        var documents = new Documents(trained.App.Service<IDocumentStore>(), hangs: false) { IsSilent = true };
        using var generations = new Generations(
            trained.App.Service<IBlobStore>(), new GenerationPointer(documents, TimeProvider.System), TimeProvider.System,
            NullLogger<Generations>.Instance);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => generations.CurrentAsync(default));
    }

    /// <summary>Documents whose store falls silent.</summary>
    private sealed class Documents(IDocumentStore inner, bool hangs) : IDocumentStore
    {
        public bool IsSilent { get; set; }

        public int Reads { get; private set; }

        public async Task<Document<T>?> ReadAsync<T>(string container, DocumentKey key, CancellationToken cancellationToken)
        {
            Reads++;
            if (IsSilent && hangs) await Task.Delay(Timeout.Infinite, cancellationToken);
            if (IsSilent) throw new StoreUnavailableException("The store", "503");
            return await inner.ReadAsync<T>(container, key, cancellationToken);
        }

        public Task<IReadOnlyList<Document<T>>> ReadManyAsync<T>(
            string container, IReadOnlyCollection<DocumentKey> keys, CancellationToken cancellationToken) =>
            inner.ReadManyAsync<T>(container, keys, cancellationToken);

        public IAsyncEnumerable<Document<T>> QueryAsync<T>(
            string container, string partition, string? fromId, CancellationToken cancellationToken) =>
            inner.QueryAsync<T>(container, partition, fromId, cancellationToken);

        public Task<string> WriteAsync<T>(
            string container, DocumentKey key, T value, WriteCondition condition, CancellationToken cancellationToken) =>
            inner.WriteAsync(container, key, value, condition, cancellationToken);

        public Task WriteManyAsync<T>(
            string container, IReadOnlyCollection<KeyValuePair<DocumentKey, T>> documents, CancellationToken cancellationToken) =>
            inner.WriteManyAsync(container, documents, cancellationToken);

        public Task<bool> DeleteAsync(string container, DocumentKey key, CancellationToken cancellationToken) =>
            inner.DeleteAsync(container, key, cancellationToken);

        public Task DeleteManyAsync(string container, IReadOnlyCollection<DocumentKey> keys, CancellationToken cancellationToken) =>
            inner.DeleteManyAsync(container, keys, cancellationToken);
    }
}
