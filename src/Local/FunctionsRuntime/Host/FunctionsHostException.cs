namespace Mixtape.Local.FunctionsRuntime.Host;

/// <summary>The app cannot start; the message says what to change.</summary>
internal sealed class FunctionsHostException : Exception
{
    public FunctionsHostException(string message, Exception? cause = null) : base(message, cause)
    {
    }

    /// <summary>Several reasons at once, one line each.</summary>
    public FunctionsHostException(IReadOnlyCollection<string> problems)
        : base("The functions cannot start:" + string.Concat(problems.Select(problem => "\n  - " + problem)))
    {
    }
}
