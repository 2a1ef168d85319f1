namespace Mixtape.Music.Listening.Import;

/// <summary>
/// What an import has come across. Lines that cannot be used are passed over and noted, the first ten in words; with
/// <paramref name="strict"/> the first one ends the import. Not safe for concurrent use.
/// </summary>
public sealed class ImportReport(bool strict = false)
{
    private const int Shown = 10;

    private readonly List<string> _firstProblems = [];
    private readonly SortedDictionary<string, long> _leftOut = new(StringComparer.Ordinal);

    /// <summary>Lines or entries read, used or not, without headers and blank lines.</summary>
    public long Read { get; private set; }

    /// <summary>How many of them could not be understood.</summary>
    public long Problems { get; private set; }

    /// <summary>The first ten problems, each with its place.</summary>
    public IReadOnlyList<string> FirstProblems => _firstProblems;

    /// <summary>How many were understood but are no listening to music, by kind.</summary>
    public IReadOnlyDictionary<string, long> LeftOut => _leftOut;

    internal void CountRead() => Read++;

    internal void LeaveOut(string kind) => _leftOut[kind] = _leftOut.GetValueOrDefault(kind) + 1;

    /// <param name="place">The file and the line or entry, as a person finds it.</param>
    /// <param name="problem">What is wrong there.</param>
    /// <exception cref="InvalidImportException">The import is strict.</exception>
    internal void Note(string place, string problem)
    {
        Problems++;
        if (strict) throw new InvalidImportException(
            $"{place}: {problem}. Correct it, or import without --strict to pass over it.");
        if (_firstProblems.Count < Shown) _firstProblems.Add($"{place}: {problem}");
    }
}
