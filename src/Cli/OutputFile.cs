namespace Mixtape.Cli;

/// <summary>A file that <c>--out</c> names.</summary>
internal static class OutputFile
{
    /// <summary>Before work that may take long.</summary>
    /// <exception cref="CliException">The file's folder is not there.</exception>
    public static void RequireFolder(string file)
    {
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder && !Directory.Exists(folder))
            throw new CliException($"There is no folder '{folder}': make it first, or pass another --out.");
    }
}
