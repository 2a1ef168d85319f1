namespace Mixtape.Emulators;

/// <summary>What can befall a call on its way to a service and back.</summary>
public enum Fault
{
    /// <summary>The service answers 503 and has done nothing.</summary>
    Unavailable,

    /// <summary>The service answers 429 with Retry-After and has done nothing.</summary>
    Throttled,

    /// <summary>No answer in time; the call never reached the service.</summary>
    TimedOut,

    /// <summary>The connection is cut when half of the request's body is sent; the service has done nothing.</summary>
    UploadCut,

    /// <summary>The service has done it, and the connection is cut before its answer.</summary>
    AnswerLost,

    /// <summary>The connection is cut when half of the answer's body is there; as <see cref="AnswerLost"/> where it has none.</summary>
    DownloadCut,

    /// <summary><see cref="FaultInjector.Race"/> runs first, then the call goes on: somebody else was faster.</summary>
    Race,
}
