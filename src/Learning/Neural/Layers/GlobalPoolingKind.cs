namespace Mixtape.Learning.Neural.Layers;

/// <summary>What stands for all numbers of a channel.</summary>
public enum GlobalPoolingKind
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The greatest.</summary>
    Maximum,

    /// <summary>The root of the sum of their squares.</summary>
    Norm,

    /// <summary>The root of the mean of their squares: the norm, made independent of how many there are.</summary>
    RootMeanSquare,
}
