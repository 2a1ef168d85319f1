using System.Net.Http.Json;
using System.Text.Json;
using Mixtape.Music.Listening;
using Mixtape.Music.SampleWorld;

namespace Mixtape.Functions.Tests.Serving;

/// <summary>A world whose tracks have features.</summary>
internal static class FeatureWorld
{
    public static SampleWorld World { get; } = SampleWorld.Generate(new SampleWorldOptions
    {
        AsOf = new DateOnly(2026, 3, 2),
        Listeners = 60,
        Artists = 60,
        Tracks = 700,
        MeanEvents = 60,
        Features = true,
    });

    /// <summary>Settings of a training that is soon over.</summary>
    public static object Quick { get; } = new { factors = 8, iterations = 2 };

    /// <summary>Sends tracks.</summary>
    public static async Task PutAsync(MixtapeApp app, params Track[] tracks)
    {
        var answer = await app.Client.PutAsJsonAsync("/api/tracks", tracks);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>What a training said of its networks.</summary>
    public static string Note(JsonElement training) => training.GetProperty("stages").EnumerateArray()
        .Single(stage => stage.GetProperty("name").GetString() == "networks").GetProperty("note").GetString()!;
}
