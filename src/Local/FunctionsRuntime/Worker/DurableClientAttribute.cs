using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Binds a <c>DurableTaskClient</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>Another task hub than the app's own. The local runtime has one hub and refuses any other.</summary>
    public string? TaskHub { get; set; }

    /// <summary>The storage connection of the hub in Azure; the local runtime has no use for it.</summary>
    public string? ConnectionName { get; set; }
}
