namespace Mixtape.Music.Listening;

/// <summary>Which of a listener's tracks a model is judged by.</summary>
public enum HoldoutMethod
{
    /// <summary>A share of them, drawn by hash: how well gaps in a collection are filled.</summary>
    Fraction,

    /// <summary>Those met last: what a listener comes to next.</summary>
    LastItem,

    /// <summary>Those met after one moment, the same for everybody: what a model of that day would have foreseen.</summary>
    Time,
}
