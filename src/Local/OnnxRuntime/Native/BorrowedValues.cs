namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Keeps values alive for the time of a run, whoever disposes them meanwhile.</summary>
internal sealed class BorrowedValues : IDisposable
{
    private readonly ValueHandle[] _owners;
    private int _count;

    /// <exception cref="ArgumentException">A value is null.</exception>
    /// <exception cref="ObjectDisposedException">A value was disposed before.</exception>
    public BorrowedValues(IReadOnlyCollection<OrtValue> values, string parameterName)
    {
        _owners = new ValueHandle[values.Count];
        Handles = new nint[values.Count];
        try
        {
            foreach (var value in values)
            {
                if (value is null)
                    throw new ArgumentException("A value is null.", parameterName);
                var added = false;
                value.Handle.DangerousAddRef(ref added);
                Handles[_count] = value.Handle.DangerousGetHandle();
                _owners[_count++] = value.Handle;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public nint[] Handles { get; }

    public ReadOnlySpan<ValueHandle> Owners => _owners;

    public void Dispose()
    {
        while (_count > 0)
            _owners[--_count].DangerousRelease();
    }
}
