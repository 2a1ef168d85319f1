namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a run gave, in the order that was asked for. Disposing it disposes each.</summary>
public interface IDisposableReadOnlyCollection<T> : IReadOnlyCollection<T>, IReadOnlyList<T>, IDisposable
{
}
