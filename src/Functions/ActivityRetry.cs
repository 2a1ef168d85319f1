using Microsoft.DurableTask;

namespace Mixtape.Functions;

/// <summary>How often activities are tried.</summary>
internal static class ActivityRetry
{
    /// <summary>
    /// Four times within half a minute, which bridges a store that is busy or an instance that is taken away. Activities can run twice: they write the same
    /// bytes under the same names.
    /// </summary>
    public static TaskOptions Policy { get; } = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 4, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 4));
}
