using System.Text;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Training;
using Mixtape.Learning.Onnx;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;

namespace Mixtape.Functions.Tests.Serving;

public sealed class GenerationModelsTests(FeatureApp features) : IClassFixture<FeatureApp>
{
    [Theory]
    [InlineData("track-features.onnx", "flip")]
    [InlineData("track-features.onnx", "cut")]
    [InlineData("track-features.onnx", "delete")]
    [InlineData("track-features.manifest.json", "flip")]
    [InlineData("track-features.manifest.json", "delete")]
    [InlineData("track-features.columns", "flip")]
    [InlineData("0000000.codes", "cut")]
    [InlineData("0000000.codes", "delete")]
    public async Task DamagedBlob_GenerationIsRefusedAndTheOneBeforeServesOn(string part, string damage)
    {
        var name = GenerationManifest.ModelFolder(features.Second) + part;
        if (part.EndsWith(".codes", StringComparison.Ordinal)) name = GenerationManifest.Folder(features.Second, Side.Tracks) + part;
        await features.WithDamageAsync(
            async () =>
            {
                var bytes = await features.ReadAsync(name);
                if (damage == "flip") bytes[bytes.Length / 2] ^= 1;
                if (damage == "delete") await features.Store.DeleteAsync(name);
                else await features.WriteAsync(name, damage == "cut" ? bytes[..(bytes.Length / 2)] : bytes);
            },
            () => AssertRefusedAsync("missing or not what the manifest says"));
    }

    [Theory]
    [InlineData("external data", "in another file")]
    [InlineData("operators of its own", "standard operators")]
    [InlineData("cut short", "damaged")]
    public async Task HostileModel_WithChecksumsThatFit_IsRefused(string what, string because) => await features.WithDamageAsync(
        async () =>
        {
            var name = FeatureNetwork.Model(features.Second);
            var model = await features.ReadAsync(name);
            byte[] hostile = what switch
            {
                "external data" => WithExternalInitializer(model),
                "operators of its own" => [.. model, .. Field(8, [.. Field(1, "evil"u8.ToArray()), 0x10, 1])],
                _ => model[..(model.Length / 2)],
            };
            await features.ForgeAsync(name, hostile);
            await ForgeManifestAsync(manifest => manifest with
            {
                Length = hostile.Length,
                Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(hostile)),
            });
        },
        () => AssertRefusedAsync(because));

    [Fact]
    public async Task ManifestOfAnotherModel_WithAChecksumThatFits_IsRefused()
    {
        Func<ModelManifest, ModelManifest>[] changes =
        [
            manifest => manifest with { Parameters = manifest.Parameters + 1 },
            manifest => manifest with { Opset = manifest.Opset - 1 },
            manifest => manifest with { Sha256 = new string('0', 64) },
            manifest => manifest with { Length = 1 },
            manifest => manifest with { Name = "another" },
            manifest => manifest with { Inputs = [] },
        ];
        foreach (var change in changes)
            await features.WithDamageAsync(() => ForgeManifestAsync(change), () => AssertRefusedAsync("Network 'track-features'"));
    }

    [Fact]
    public async Task ColumnsThatDoNotFitTheModel_AreRefused() => await features.WithDamageAsync(
        async () =>
        {
            var columns = new MemoryStream();
            await new IdTable(["energy", "tempo"]).WriteAsync(columns, default);
            await features.ForgeAsync(FeatureNetwork.Columns(features.Second), columns.ToArray());
        },
        () => AssertRefusedAsync("does not map 2 columns"));

    [Fact]
    public async Task ModelBeyondTheLimit_IsRefusedUnread() => await features.WithDamageAsync(
        () => features.ChangeManifestAsync(manifest => manifest with
        {
            Blobs = [.. manifest.Blobs.Select(
                blob => blob.Name.EndsWith(".onnx", StringComparison.Ordinal) ? blob with { Length = 1L << 40 } : blob)],
        }),
        () => AssertRefusedAsync("are allowed"));

    [Fact]
    public async Task ManifestOfVersionTwo_LoadsWithoutNetworks() => await features.WithDamageAsync(
        async () =>
        {
            // As the release before wrote it: without the property.
            await features.ChangeManifestAsync(manifest => manifest with { FormatVersion = 2, Models = [] });
            var name = GenerationManifest.Name(features.Second);
            var json = Encoding.UTF8.GetString(await features.ReadAsync(name));
            var old = json.Replace("  \"models\": [],\n", "").Replace(",\n  \"models\": []", "");
            Assert.NotEqual(json, old);
            await features.WriteAsync(name, Encoding.UTF8.GetBytes(old));
        },
        async () =>
        {
            using var generations = features.Fresh();
            var generation = (await generations.CurrentAsync(default))!;
            Assert.Equal(features.Second, generation.Id);
            Assert.Empty(generation.Models.Manifests);
            Assert.Null(generation.Codes);
            using var lease = await generations.LeaseAsync(default);
            Assert.Same(generation, lease!.Generation);
        });

    [Fact]
    public async Task ManifestOfVersionThree_LoadsWithoutSound() => await features.WithDamageAsync(
        async () =>
        {
            await features.ChangeManifestAsync(manifest => manifest with { FormatVersion = 3 });
            var name = GenerationManifest.Name(features.Second);
            var json = Encoding.UTF8.GetString(await features.ReadAsync(name));
            var old = json.Replace(",\n  \"sound\": null", "").Replace("  \"sound\": null,\n", "");
            Assert.NotEqual(json, old);
            await features.WriteAsync(name, Encoding.UTF8.GetBytes(old));
        },
        async () =>
        {
            using var generations = features.Fresh();
            var generation = (await generations.CurrentAsync(default))!;
            Assert.Equal(features.Second, generation.Id);
            Assert.Null(generation.Sounds);
            Assert.NotNull(generation.Codes);
        });

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task ManifestOfAnotherVersion_IsRefused(int version) => await features.WithDamageAsync(
        () => features.ChangeManifestAsync(manifest => manifest with { FormatVersion = version }),
        () => AssertRefusedAsync($"format version {version}"));

    [Fact]
    public async Task Swap_WhileARequestHoldsTheOldNetworks_ClosesThemAfterIt()
    {
        using var generations = features.Fresh();
        var lease = (await generations.LeaseAsync(default))!;
        var old = lease.Generation;

        await PointToAsync(old.Id == features.Second ? features.First : features.Second);
        var current = (await generations.CurrentAsync(default, anew: true))!;

        Assert.NotEqual(old.Id, current.Id);
        Assert.False(old.Models.AreClosed);
        Assert.Contains(Encode(old), value => value != 0);
        lease.Dispose();
        lease.Dispose(); // no harm
        Assert.True(old.Models.AreClosed);
        Assert.Null(GenerationLease.TryTake(old));
        using var next = (await generations.LeaseAsync(default))!;
        Assert.Same(current, next.Generation);
        await PointToAsync(features.Second);
    }

    [Fact]
    public async Task Swaps_UnderLoad_FailNoRequestAndLeaveNothingOpen()
    {
        var seen = new HashSet<Generation>();
        var runs = 0;
        using var stop = new CancellationTokenSource();
        using (var generations = features.Fresh())
        {
            var load = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                for (; !stop.IsCancellationRequested; Interlocked.Increment(ref runs))
                {
                    using var lease = (await generations.LeaseAsync(default))!;
                    Assert.Contains(Encode(lease.Generation), value => value != 0);
                }
            })).ToArray();
            for (var swap = 0; swap < 40; swap++)
            {
                var before = Volatile.Read(ref runs);
                while (Volatile.Read(ref runs) < before + 25 && !Array.Exists(load, task => task.IsFaulted)) await Task.Yield();
                await PointToAsync(swap % 2 == 0 ? features.First : features.Second);
                seen.Add((await generations.CurrentAsync(default, anew: true))!);
            }

            await stop.CancelAsync();
            await Task.WhenAll(load);
            Assert.Single(seen, generation => !generation.Models.AreClosed);
        }

        Assert.Equal(40, seen.Count);
        Assert.All(seen, generation => Assert.True(generation.Models.AreClosed));
    }

    [Fact]
    public async Task LeaseAsync_AfterTheEnd_SaysSo()
    {
        var generations = features.Fresh();
        await generations.CurrentAsync(default);
        generations.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => generations.LeaseAsync(default));
    }

    [Fact]
    public async Task DamagedNetworksOfBothGenerations_VectorsServeOnWithoutThem() => await features.WithDamageAsync(
        async () => await features.WriteAsync(FeatureNetwork.Model(features.Second), [1]),
        async () =>
        {
            var first = await features.ReadAsync(FeatureNetwork.Model(features.First));
            try
            {
                await features.WriteAsync(FeatureNetwork.Model(features.First), [1]);
                using var generations = features.Fresh();
                var generation = await generations.CurrentAsync(default);
                Assert.Equal(features.Second, generation!.Id);
                Assert.True(generation.Tracks > 0);
                Assert.Empty(generation.Models.Manifests);
                Assert.Contains("missing or not what the manifest says", generations.Damage);
            }
            finally
            {
                await features.WriteAsync(FeatureNetwork.Model(features.First), first);
            }
        });

    private static float[] Encode(Generation generation)
    {
        var row = new float[generation.Codes!.Columns.Names.Count];
        generation.Codes.Columns.Fill(FeatureWorld.World.Tracks[0].Features!, row);
        return FeatureNetwork.Encode(generation.Models.Find(FeatureNetwork.Name)!.Session, row, row.Length);
    }

    private Task<bool> PointToAsync(string generation) =>
        features.App.Service<GenerationPointer>().AdvanceAsync(generation, null, new(), 1, default);

    private async Task ForgeManifestAsync(Func<ModelManifest, ModelManifest> change)
    {
        var name = FeatureNetwork.Manifest(features.Second);
        await features.ForgeAsync(name, change(ModelManifest.Parse(await features.ReadAsync(name))).ToBytes());
    }

    private async Task AssertRefusedAsync(string because)
    {
        var refused = await Assert.ThrowsAsync<CorruptBlobException>(() => Generation.LoadAsync(features.Store, features.Second, default));
        Assert.Contains(because, refused.Message);
        Assert.Contains("train again", refused.Message);
        using var generations = features.Fresh();
        Assert.Equal(features.First, (await generations.CurrentAsync(default))!.Id);
    }

    /// <summary>The model with one more initializer in its graph, whose numbers are to come from a file beside it.</summary>
    private static byte[] WithExternalInitializer(ReadOnlySpan<byte> model)
    {
        byte[] initializer = Field(5,
            [
                0x08, 1, 0x10, 1, .. Field(8, "evil"u8.ToArray()),
                .. Field(13, [.. Field(1, "location"u8.ToArray()), .. Field(2, "../../../etc/hostname"u8.ToArray())]), 0x70, 1,
            ]);
        var bytes = new List<byte>();
        for (var at = 0; at < model.Length;)
        {
            var start = at;
            var tag = Varint(model, ref at);
            var value = Varint(model, ref at);
            var content = (tag & 7) == 2 ? model.Slice(at, value) : [];
            at += content.Length;
            if (tag >> 3 == 7) bytes.AddRange(Field(7, [.. content, .. initializer]));
            else bytes.AddRange(model[start..at]);
        }

        return [.. bytes];
    }

    /// <summary>A field of bytes in the wire format of protocol buffers; its number is below 16.</summary>
    private static byte[] Field(int number, byte[] content)
    {
        var bytes = new List<byte> { (byte)(number << 3 | 2) };
        var length = content.Length;
        for (; length > 127; length >>= 7) bytes.Add((byte)(length | 128));
        return [.. bytes, (byte)length, .. content];
    }

    private static int Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0;
        for (var shift = 0; ; shift += 7)
        {
            value |= (bytes[at] & 127) << shift;
            if (bytes[at++] < 128) return value;
        }
    }
}
