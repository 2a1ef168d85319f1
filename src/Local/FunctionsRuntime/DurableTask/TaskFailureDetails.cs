namespace Microsoft.DurableTask;

/// <summary>A failure as it is stored: a serializable picture of an exception and its causes.</summary>
/// <param name="ErrorType">The exception type's name with its namespace.</param>
/// <param name="ErrorMessage">The exception's message.</param>
/// <param name="StackTrace">Where it was thrown, if known.</param>
/// <param name="InnerFailure">Its cause, if any.</param>
/// <param name="Properties">Further facts about it, if any.</param>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    /// <summary>
    /// The details of an exception and its inner exceptions; a <see cref="TaskFailedException"/> has the failure of its
    /// task as inner failure.
    /// </summary>
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        TaskFailureDetails? inner = exception is TaskFailedException failed ? failed.FailureDetails
            : exception.InnerException is { } cause ? FromException(cause)
            : null;
        return new(exception.GetType().ToString(), exception.Message, exception.StackTrace, inner, null);
    }

    /// <inheritdoc cref="IsCausedBy(Type)"/>
    public bool IsCausedBy<T>() where T : Exception => IsCausedBy(typeof(T));

    /// <summary>
    /// Whether <see cref="ErrorType"/> is this exception type or one derived from it; false if no loaded assembly has
    /// a type of that name.
    /// </summary>
    /// <exception cref="ArgumentException">The type is not an exception type.</exception>
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
        {
            throw new ArgumentException(
                $"{targetBaseExceptionType} is not an exception type.", nameof(targetBaseExceptionType));
        }

        if (string.IsNullOrEmpty(ErrorType))
            return false;
        var thrown = targetBaseExceptionType.Assembly.GetType(ErrorType, throwOnError: false)
            ?? Type.GetType(ErrorType, throwOnError: false)
            ?? AppDomain.CurrentDomain.GetAssemblies()
                .Select(assembly => assembly.GetType(ErrorType, throwOnError: false))
                .FirstOrDefault(type => type is not null);
        return targetBaseExceptionType.IsAssignableFrom(thrown);
    }

    public override string ToString() => $"{ErrorType}: {ErrorMessage}";
}
