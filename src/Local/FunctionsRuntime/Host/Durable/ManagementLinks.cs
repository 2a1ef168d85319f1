using Microsoft.AspNetCore.Http;

namespace Mixtape.Local.FunctionsRuntime.Host.Durable;

/// <summary>Where an instance is watched and steered; the body of the answer that starts one.</summary>
internal sealed record ManagementLinks
{
    public ManagementLinks(HttpRequest request, string instanceId)
    {
        Id = instanceId;
        var root = $"{request.Scheme}://{request.Host}{DurableRoutes.Root}";
        StatusQueryGetUri = $"{root}/instances/{Uri.EscapeDataString(instanceId)}";
        SendEventPostUri = StatusQueryGetUri + "/raiseEvent/{eventName}";
        TerminatePostUri = StatusQueryGetUri + "/terminate?reason={text}";
        PurgeHistoryDeleteUri = StatusQueryGetUri;
        RestartPostUri = StatusQueryGetUri + "/restart";
        SuspendPostUri = StatusQueryGetUri + "/suspend?reason={text}";
        ResumePostUri = StatusQueryGetUri + "/resume?reason={text}";
    }

    public string Id { get; }

    public string StatusQueryGetUri { get; }

    public string SendEventPostUri { get; }

    public string TerminatePostUri { get; }

    public string PurgeHistoryDeleteUri { get; }

    public string RestartPostUri { get; }

    public string SuspendPostUri { get; }

    public string ResumePostUri { get; }
}
