namespace Mixtape.Storage.Tests;

public sealed class AzureBlobStoreTests : BlobStoreConformance
{
    private readonly string _connection;
    private readonly string _container = "test-" + Guid.NewGuid().ToString("N");

    public AzureBlobStoreTests(Azurite azurite)
    {
        _connection = azurite.ConnectionString;
        Store = AzureBlobStore.Open(new AzureBlobStoreOptions { ConnectionString = _connection, Container = _container });
    }

    protected override IBlobStore Store { get; }

}
