namespace Mixtape.Storage.Tests;

public sealed class AzureBlobStoreOptionsTests
{
    [Theory]
    [InlineData("http://account.blob.core.windows.net")]
    [InlineData("https://account.blob.core.windows.net/container")]
    [InlineData("https://account.blob.core.windows.net/?sig=secret")]
    public void Endpoint_NoAccount_ThrowsWithoutSayingIt(string endpoint) => Assert.DoesNotContain(
        "secret", Assert.Throws<ArgumentException>(() => new AzureBlobStoreOptions { Endpoint = new Uri(endpoint) }).Message);

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("Mixtape")]
    [InlineData("mix--tape")]
    [InlineData("-mixtape")]
    [InlineData("mixtape-")]
    [InlineData("a1234567890123456789012345678901234567890123456789012345678901234")]
    public void Container_NoNameOfOne_Throws(string container) =>
        Assert.Throws<ArgumentException>(() => new AzureBlobStoreOptions { Container = container });

    [Fact]
    public void Numbers_OutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AzureBlobStoreOptions { BlockSize = 1023 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AzureBlobStoreOptions { BlockSize = (4 << 20) + 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AzureBlobStoreOptions { PageSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AzureBlobStoreOptions { PageSize = 5001 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AzureBlobStoreOptions { MaximumRetries = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AzureBlobStoreOptions { NetworkTimeout = TimeSpan.Zero });
    }
}
