using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Engine.Storage;

/// <summary>An event on its way to an instance.</summary>
/// <param name="Id">Its place in the order of arrival.</param>
/// <param name="ExecutionId">The only execution that it is for; null for whichever is current.</param>
/// <param name="Event">What it says.</param>
internal sealed record InboxMessage(long Id, string? ExecutionId, HistoryEvent Event);
