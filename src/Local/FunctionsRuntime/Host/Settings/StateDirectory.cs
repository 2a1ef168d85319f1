namespace Mixtape.Local.FunctionsRuntime.Host.Settings;

/// <summary>The folder that holds the task hub and the timers. One host at a time owns it.</summary>
internal sealed class StateDirectory(string path) : IDisposable
{
    /// <summary>The setting that names the folder.</summary>
    public const string Key = "LocalState";

    private FileStream? _lock;

    public string FullPath { get; } = Path.GetFullPath(path);

    /// <summary>Makes the folder and takes it. However the process ends, the system gives it free.</summary>
    /// <exception cref="FunctionsHostException">Another host owns it, it cannot be written, or it is a file.</exception>
    public void Take()
    {
        if (File.Exists(FullPath))
            throw new FunctionsHostException(
                $"The state folder {FullPath} is a file: move it away, or name a folder with --{Key} PATH.");
        try
        {
            Directory.CreateDirectory(FullPath);
            _lock = new FileStream(
                Path.Combine(FullPath, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new FunctionsHostException(
                $"The state folder {FullPath} cannot be written: "
                    + $"change its owner, or name another with --{Key} PATH.", e);
        }
        catch (IOException e)
        {
            throw new FunctionsHostException(
                $"The state folder {FullPath} is in use: "
                    + $"stop the host that runs with it, or name another with --{Key} PATH.", e);
        }
    }

    public void Dispose() => _lock?.Dispose();
}
