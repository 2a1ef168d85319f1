using System.Net.Http.Json;
using System.Text.Json;

namespace Mixtape.Functions.Tests.Tuning;

public sealed class KilledTuningTests
{
    private static readonly object _settings = new { alpha = new[] { 1, 2, 3, 4, 5, 6, 7, 8 }, factors = new[] { 24 }, iterations = new[] { 8 } };

    [Fact]
    public async Task Tuning_KilledTwice_EndsInTheSameTable()
    {
        using var calm = new TemporaryFolder();
        using var stormy = new TemporaryFolder();
        var undisturbed = await RunAsync(calm.Path, kills: 0);

        var killed = await RunAsync(stormy.Path, kills: 2);

        Assert.Equal(9, undisturbed.Count);
        Assert.Equal(undisturbed, killed);
    }

    /// <summary>Tunes in a process of its own, which is killed whenever three trials more are done.</summary>
    /// <returns>The trials, best first, without the time they took.</returns>
    private static async Task<List<string>> RunAsync(string state, int kills)
    {
        using var time = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        var app = await AppProcess.StartAsync(state, time.Token);
        try
        {
            foreach (var batch in MixtapeApp.SmallWorld.Events.Take(12_000).Chunk(1000))
                (await app.Client.PostAsJsonAsync("/api/events", batch, time.Token)).EnsureSuccessStatusCode();
            var answer = await app.Client.PostAsJsonAsync("/api/tuning", _settings, time.Token);
            var url = (await answer.Content.ReadFromJsonAsync<JsonElement>(time.Token)).GetProperty("statusUrl").GetString()!;
            var killed = 0;
            while (true)
            {
                var status = await app.Client.GetFromJsonAsync<JsonElement>(url, time.Token);
                Assert.NotEqual("failed", status.GetProperty("status").GetString());
                if (status.GetProperty("status").GetString() == "completed")
                {
                    Assert.Equal(kills, killed);
                    return [.. status.GetProperty("trials").EnumerateArray().Select(trial => string.Join(
                        ' ', trial.EnumerateObject().Where(field => field.Name != "seconds").Select(field => field.Value.ToString())))];
                }

                if (killed < kills && status.GetProperty("trials").GetArrayLength() > 3 * killed)
                {
                    await app.DisposeAsync();
                    killed++;
                    app = await AppProcess.StartAsync(state, time.Token);
                }
            }
        }
        finally
        {
            await app.DisposeAsync();
        }
    }
}
