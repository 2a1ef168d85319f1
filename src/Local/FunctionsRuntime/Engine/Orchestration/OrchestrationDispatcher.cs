using Microsoft.Extensions.Logging;
using Mixtape.Local.FunctionsRuntime.Engine.History;
using Mixtape.Local.FunctionsRuntime.Engine.Storage;

namespace Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

/// <summary>Runs instances that have something to see, step by step.</summary>
/// <param name="options">The hub's settings.</param>
/// <param name="functions">The orchestrators.</param>
/// <param name="store">Where instances live.</param>
/// <param name="ready">Which of them to run.</param>
/// <param name="dueTimes">Runs an instance again after a failure to store it.</param>
/// <param name="loggerFactory">Makes the orchestrators' loggers and this one's.</param>
/// <param name="committed">Told what each commit made ready.</param>
internal sealed class OrchestrationDispatcher(
    TaskHubOptions options,
    DurableFunctionRegistry functions,
    TaskHubStore store,
    ReadyInstances ready,
    DueTimes dueTimes,
    ILoggerFactory loggerFactory,
    Action<CommitEffects> committed)
{
    private static readonly TimeSpan _pauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly HistoryCache _cache = new();
    private readonly ILogger _logger = loggerFactory.CreateLogger<OrchestrationDispatcher>();

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Enumerable.Range(0, Math.Max(1, options.MaxConcurrentOrchestrators))
            .Select(_ => Task.Run(() => WorkAsync(cancellationToken), CancellationToken.None)));

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var instanceId = await ready.TakeAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await StepAsync(instanceId).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                _logger.LogError(failure, "A step of instance '{InstanceId}' failed; it is tried again.", instanceId);
                _cache.Drop(instanceId);
                dueTimes.Add(instanceId, options.TimeProvider.GetUtcNow().UtcDateTime + _pauseAfterFailure);
            }

            ready.Release(instanceId);
        }
    }

    private async Task StepAsync(string instanceId)
    {
        var now = options.TimeProvider.GetUtcNow().UtcDateTime;
        var (instance, inbox) = store.Read(
            tables => (tables.Instances.Find(instanceId), tables.Inbox.Visible(instanceId, now)));
        if (instance is null)
            return;
        if (inbox.Count == 0)
        {
            // Nothing yet: the timer was cancelled, or the clock was set back after it rang.
            if (store.Read(tables => tables.Inbox.NextDue(instanceId)) is { } due)
                dueTimes.Add(instanceId, due);
            return;
        }

        var history = _cache.Find(instanceId, instance.ExecutionId)
            ?? store.Read(tables => tables.History.Load(instanceId));
        var step = OrchestrationStep.Compute(instance, history, inbox, now, functions, loggerFactory);
        if (step is null)
            return;

        var effects = await store.WriteAsync(tables => StepCommit.Apply(tables, step)).ConfigureAwait(false);
        if (effects is null)
        {
            // Somebody replaced or purged the instance meanwhile: what it is now decides anew.
            _cache.Drop(instanceId);
            ready.Add(instanceId);
            return;
        }

        if (step.Next is not null || step.Events is [.., ExecutionCompleted])
        {
            _cache.Drop(instanceId);
        }
        else
        {
            history.AddRange(step.Events);
            _cache.Keep(instanceId, instance.ExecutionId, history);
        }

        Report(step);
        committed(effects);
    }

    private void Report(OrchestrationStep step)
    {
        if (step.Events is [.., ExecutionCompleted completed])
        {
            _logger.LogInformation(
                "Instance '{InstanceId}' of '{Name}' ended: {Status} {Failure}",
                step.Instance.Id,
                step.Instance.Name,
                completed.Status,
                completed.Failure?.ToString() ?? string.Empty);
        }
    }
}
