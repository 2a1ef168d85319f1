namespace Mixtape.Functions.Tests;

/// <summary>A clock that shows what it is told; timers run by the real one.</summary>
internal sealed class SetTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
