using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

/// <summary>What an orchestrator sees during one replay.</summary>
/// <param name="instanceId">The instance.</param>
/// <param name="executionId">Its execution; part of what GUIDs are made of, so that no two draw the same.</param>
/// <param name="thread">The only thread that may call.</param>
/// <param name="loggerFactory">Makes the loggers behind the replay-safe ones.</param>
internal sealed class OrchestratorContext(
    string instanceId, string executionId, OrchestratorThread thread, ILoggerFactory loggerFactory)
    : TaskOrchestrationContext
{
    private ExecutionStarted? _started;
    private int _nextTaskId;
    private int _nextGuid;

    public DecisionLog Decisions { get; } = new();

    public OpenCalls Calls { get; } = new();

    public ExternalEvents Events { get; } = new();

    /// <summary>What the orchestrator continues as, if it asked to.</summary>
    public ContinueAsNewOptions? Next { get; private set; }

    public string? CustomStatus { get; private set; }

    /// <summary>The time of the current step.</summary>
    public DateTime StepTime { get; set; }

    public bool Replaying { get; set; }

    public override TaskName Name => Started.Name;

    public override string InstanceId => instanceId;

    public override ParentOrchestrationInstance? Parent =>
        Started.Parent is { } parent ? new(parent.Name, parent.InstanceId) : null;

    public override DateTime CurrentUtcDateTime => StepTime;

    public override bool IsReplaying => Replaying;

    protected override ILoggerFactory LoggerFactory => loggerFactory;

    private ExecutionStarted Started => _started ?? throw new InvalidOperationException("Nothing has started yet.");

    public void Start(ExecutionStarted started)
    {
        _started = started;
        foreach (var raised in started.Carried ?? [])
            Events.Raise(raised);
    }

    public override T? GetInput<T>() where T : default => FunctionsJson.Converter.Deserialize<T>(Started.Input);

    public override Task<TResult> CallActivityAsync<TResult>(
        TaskName name, object? input = null, TaskOptions? options = null)
    {
        RequireOwnThread();
        RequireName(name, input, options);
        var json = FunctionsJson.Converter.Serialize(input);
        return new RetryLoop(this, options?.Retry).RunAsync<TResult>(
            () => Begin(new TaskScheduled(StepTime, _nextTaskId++, name.Name, json)));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        RequireOwnThread();
        RequireName(orchestratorName, input, options);
        var json = FunctionsJson.Converter.Serialize(input);
        var child = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        return new RetryLoop(this, options?.Retry).RunAsync<TResult>(() => Begin(
            new SubOrchestrationCreated(StepTime, _nextTaskId++, orchestratorName.Name, child, json)));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        RequireOwnThread();
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);

        var timerId = _nextTaskId++;
        var fired = Begin(new TimerCreated(StepTime, timerId, fireAt.ToUniversalTime()));
        cancellationToken.Register(() =>
        {
            RequireOwnThread();

            // A timer of this very step is not stored yet, so there is nothing to cancel in the history.
            if (Calls.Cancel(timerId, cancellationToken) && !Decisions.Withdraw(timerId))
                Decisions.Add(new TimerCanceled(StepTime, timerId));
        });
        return fired;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        RequireOwnThread();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return Events.WaitAsync<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        RequireOwnThread();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var json = FunctionsJson.Converter.Serialize(payload);
        Decisions.Add(new EventSent(StepTime, _nextTaskId++, instanceId, eventName, json));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        RequireOwnThread();
        CustomStatus = FunctionsJson.Converter.Serialize(customStatus);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        RequireOwnThread();
        Next = new() { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents };
    }

    public override Guid NewGuid()
    {
        RequireOwnThread();
        var number = _nextGuid++;
        return DeterministicGuid.Create(
            string.Create(CultureInfo.InvariantCulture, $"{instanceId}_{executionId}_{StepTime:O}_{number}"));
    }

    private static void RequireName(TaskName name, object? input, TaskOptions? options)
    {
        if (string.IsNullOrEmpty(name.Name))
            throw new ArgumentException("Give the name of the function to call.", nameof(name));
        if (input is TaskOptions && options is null)
        {
            throw new ArgumentException(
                "TaskOptions were given as the input. Pass them as the argument named options.", nameof(input));
        }
    }

    private Task<string?> Begin(Decision decision)
    {
        Decisions.Add(decision);
        return Calls.Begin(decision);
    }

    private void RequireOwnThread()
    {
        if (!thread.IsCurrent)
        {
            throw new InvalidOperationException(
                "An orchestration context was used outside its orchestrator's thread. In an orchestrator, await only "
                + "what the context gives, and never with ConfigureAwait(false).");
        }
    }
}
