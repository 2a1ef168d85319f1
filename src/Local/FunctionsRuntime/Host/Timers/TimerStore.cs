using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Mixtape.Local.FunctionsRuntime.Host.Settings;

namespace Mixtape.Local.FunctionsRuntime.Host.Timers;

/// <summary>Remembers the runs of timers, one small file each.</summary>
internal sealed class TimerStore(StateDirectory state, ILogger<TimerStore> logger)
{
    private readonly string _directory = Path.Combine(state.FullPath, "timers");

    /// <summary>What is remembered; null if nothing is.</summary>
    public ScheduleStatus? Load(string function)
    {
        var path = PathOf(function);
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<ScheduleStatus>(File.ReadAllBytes(path));
        }
        catch (JsonException e)
        {
            logger.LogWarning(
                e, "The runs of {Function} in {Path} cannot be read: they count as never", function, path);
            return null;
        }
    }

    /// <summary>Replaces what is remembered, whole or not at all.</summary>
    public void Save(string function, ScheduleStatus status)
    {
        Directory.CreateDirectory(_directory);
        var path = PathOf(function);
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(status));
        File.Move(path + ".new", path, overwrite: true);
    }

    private string PathOf(string function) => Path.Combine(_directory, function + ".json");
}
