using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Training;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Serving;

/// <summary>An app with two generations of a world whose tracks have features, the second one current.</summary>
public sealed class FeatureApp : IAsyncLifetime
{
    private MixtapeApp? _app;

    internal MixtapeApp App => _app!;

    internal IBlobStore Store => App.Service<IBlobStore>();

    internal string First { get; private set; } = "";

    internal string Second { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _app = await MixtapeApp.StartAsync();
        await _app.SendAsync(FeatureWorld.World);
        First = (await _app.TrainAsync(FeatureWorld.Quick)).GetProperty("generation").GetString()!;
        Second = (await _app.TrainAsync(FeatureWorld.Quick)).GetProperty("generation").GetString()!;
    }

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>As another instance of the app would see the generations.</summary>
    internal Generations Fresh() =>
        new(Store, App.Service<GenerationPointer>(), TimeProvider.System, NullLogger<Generations>.Instance);

    internal async Task<byte[]> ReadAsync(string name)
    {
        await using var stream = await Store.OpenReadAsync(name);
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    internal Task WriteAsync(string name, byte[] bytes) =>
        Store.WriteAsync(name, (stream, cancellation) => stream.WriteAsync(bytes, cancellation).AsTask());

    /// <summary>Replaces a blob of the second generation, and the checksum in its manifest too.</summary>
    internal async Task ForgeAsync(string name, byte[] bytes)
    {
        await WriteAsync(name, bytes);
        await ChangeManifestAsync(manifest => manifest with
        {
            Blobs = [.. manifest.Blobs.Select(blob => blob.Name == name
                ? new ManifestEntry(name, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)))
                : blob)],
        });
    }

    /// <summary>Writes the second generation's manifest anew.</summary>
    internal async Task ChangeManifestAsync(Func<GenerationManifest, GenerationManifest> change)
    {
        var name = GenerationManifest.Name(Second);
        var manifest = JsonSerializer.Deserialize<GenerationManifest>(await ReadAsync(name), TrainingBlobs.Json)!;
        await WriteAsync(name, JsonSerializer.SerializeToUtf8Bytes(change(manifest), TrainingBlobs.Json));
    }

    /// <summary>Runs something that damages the second generation, and mends it afterwards.</summary>
    internal async Task WithDamageAsync(Func<Task> damage, Func<Task> test)
    {
        var before = new Dictionary<string, byte[]>();
        await foreach (var blob in Store.ListAsync(GenerationManifest.Folder(Second))) before.Add(blob.Name, await ReadAsync(blob.Name));
        try
        {
            await damage();
            await test();
        }
        finally
        {
            foreach (var (name, bytes) in before) await WriteAsync(name, bytes);
        }
    }
}
