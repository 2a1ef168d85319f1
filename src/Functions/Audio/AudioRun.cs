namespace Mixtape.Functions.Audio;

/// <summary>The input of a run over all audio; from the pages on it is filled in as the run goes on.</summary>
/// <param name="Id">Names the run's working blobs.</param>
/// <param name="Width">Recordings heard at once.</param>
/// <param name="ForgetsGone">Whether to look first which results are of audio that is gone: a look at each blob.</param>
/// <param name="Pages">Pages of the list of audio; -1 before it is made.</param>
/// <param name="Page">The next page.</param>
/// <param name="From">Where in that page to go on.</param>
/// <param name="Progress">How far it is.</param>
public sealed record AudioRun(
    string Id, int Width, bool ForgetsGone, int Pages = -1, int Page = 0, int From = 0, AudioProgress? Progress = null);

/// <summary>A page of the list of audio, to be looked through from an entry on.</summary>
public sealed record AudioPage(string Run, int Page, int From);

/// <summary>How a run goes; its custom status and its output.</summary>
public sealed record AudioProgress
{
    /// <summary>Recordings in all.</summary>
    public long Total { get; init; }

    /// <summary>Those of them that nothing was left to do for, or that were replaced or deleted meanwhile.</summary>
    public long Known { get; init; }

    /// <summary>Those that were heard.</summary>
    public long Heard { get; init; }

    /// <summary>Those that cannot be heard, found out now or before; each track's audio features say why.</summary>
    public long Failed { get; init; }

    /// <summary>Blobs among the audio whose names are no track's.</summary>
    public long LeftOut { get; init; }

    /// <summary>Results of audio that is gone, and which have gone now too.</summary>
    public long Forgotten { get; init; }

    /// <summary>The same with what came of one more recording.</summary>
    public AudioProgress With(AudioOutcome outcome) => outcome switch
    {
        AudioOutcome.Heard => this with { Heard = Heard + 1 },
        AudioOutcome.Failed => this with { Failed = Failed + 1 },
        _ => this with { Known = Known + 1 },
    };
}

/// <summary>What there is to hear.</summary>
/// <param name="Pages">Pages of the list.</param>
/// <param name="Total">Recordings in it.</param>
/// <param name="LeftOut">Blobs that are not in it, their names being no track's.</param>
public sealed record AudioPlan(int Pages, long Total, long LeftOut);

/// <summary>Some recordings that are to be heard, and what lay between them in the list.</summary>
/// <param name="Tasks">The recordings.</param>
/// <param name="Next">Where in the page to go on; -1 at its end.</param>
/// <param name="Known">Recordings passed by that were heard before.</param>
/// <param name="Failed">Recordings passed by that could not be.</param>
public sealed record AudioGroup(AudioTask[] Tasks, int Next, int Known, int Failed);
