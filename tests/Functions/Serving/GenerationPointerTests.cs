using Mixtape.Functions.Serving;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Tests.Serving;

public sealed class GenerationPointerTests
{
    private static readonly HoldoutOptions _byTime = new() { Method = HoldoutMethod.Time };

    [Fact]
    public async Task AdvanceAsync_JudgedByAnotherHoldout_IsNotHeldToTheFiguresOfThatOne()
    {
        await using var app = await MixtapeApp.StartAsync();
        var pointer = app.Service<GenerationPointer>();

        Assert.True(await pointer.AdvanceAsync("first", 0.1, new HoldoutOptions(), 0.1, default));
        Assert.False(await pointer.AdvanceAsync("worse", 0.05, new HoldoutOptions { Seed = 2 }, 0.1, default));
        Assert.True(await pointer.AdvanceAsync("by time", 0.01, _byTime, 0.1, default));
        Assert.False(await pointer.AdvanceAsync("worse by time", 0.005, _byTime, 0.1, default));
        Assert.True(await pointer.AdvanceAsync("by fraction again", 0.09, new HoldoutOptions(), 0.1, default));

        Assert.Equal(("by fraction again", "by time"), (await pointer.ReadAsync(default)) is { } now ? (now.Id, now.Previous) : default);
    }
}
