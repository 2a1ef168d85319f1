using Microsoft.DurableTask;

namespace Mixtape.Local.FunctionsRuntime.Host.Durable;

/// <summary>What triggers an activity.</summary>
/// <param name="Context">Who called it.</param>
/// <param name="InputJson">Its input; null where there is none.</param>
internal sealed record ActivityCall(TaskActivityContext Context, string? InputJson);
