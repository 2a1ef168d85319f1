using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Local.FunctionsRuntime.Host.Discovery;

namespace Mixtape.Local.FunctionsRuntime.Host.Invocation;

/// <summary>One invocation of a function by the local host.</summary>
internal sealed class InvocationContext : FunctionContext
{
    private readonly object _trigger;

    public InvocationContext(
        FunctionDescriptor function, object trigger, IServiceProvider services, CancellationToken cancellationToken)
    {
        Function = function;
        _trigger = trigger;
        InstanceServices = services;
        CancellationToken = cancellationToken;
        BindingContext = new TriggerData(trigger);
        Features.Set(Result);
    }

    public FunctionDescriptor Function { get; }

    public ReturnedValue Result { get; } = new();

    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => FunctionDefinition.Id;

    public override FunctionDefinition FunctionDefinition => Function.Definition;

    public override TraceContext TraceContext { get; } = new CurrentTrace();

    public override BindingContext BindingContext { get; }

    // As in Azure: null where no retry policy rules the function, which locally is always.
    public override RetryContext RetryContext => null!;

    public override IServiceProvider InstanceServices { get; set; }

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new InvocationFeatures();

    public override CancellationToken CancellationToken { get; }

    /// <summary>What triggered the function, of the type that its kind of trigger has.</summary>
    public T TriggerAs<T>() => (T)_trigger;

    private sealed class CurrentTrace : TraceContext
    {
        private readonly Activity? _activity = Activity.Current;

        public override string TraceParent => _activity?.Id ?? "";

        public override string TraceState => _activity?.TraceStateString ?? "";
    }

    private sealed class TriggerData(object trigger) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData { get; } =
            trigger is HttpContext http ? http.Request.RouteValues : new Dictionary<string, object?>();
    }
}
