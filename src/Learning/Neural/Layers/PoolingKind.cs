namespace Mixtape.Learning.Neural.Layers;

/// <summary>What stands for the numbers of a window.</summary>
public enum PoolingKind
{
    /// <summary>The greatest.</summary>
    Maximum,

    /// <summary>Their mean.</summary>
    Mean,
}
