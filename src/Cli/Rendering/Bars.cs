using Spectre.Console;

namespace Mixtape.Cli.Rendering;

/// <summary>Progress bars, all of one form.</summary>
internal static class Bars
{
    public static Progress Create(IAnsiConsole console) => console.Progress().AutoClear(false).Columns(
        new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
        new ElapsedTimeColumn());

    /// <summary>What to put behind a bar's words while requests wait for the server.</summary>
    public static string Waiting(MixtapeClient client) => client.IsWaiting ? " (waiting: the server is busy)" : "";

    /// <summary>Runs the work and calls <paramref name="update"/> ten times a second, and once at the end.</summary>
    public static async Task WatchAsync(Task work, Action update, TimeProvider time)
    {
        while (await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(100), time)) != work) update();
        await work;
        update();
    }
}
