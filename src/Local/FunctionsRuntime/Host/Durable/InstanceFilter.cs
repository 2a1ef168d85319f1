using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace Mixtape.Local.FunctionsRuntime.Host.Durable;

/// <summary>The filters that the management API takes in a query string.</summary>
internal sealed record InstanceFilter(
    DateTimeOffset? CreatedFrom,
    DateTimeOffset? CreatedTo,
    IReadOnlyList<OrchestrationRuntimeStatus>? Statuses,
    string? Prefix,
    int Top)
{
    /// <exception cref="BadHttpRequestException">A filter cannot be read.</exception>
    public static InstanceFilter Read(IQueryCollection query) => new(
        ReadTime(query, "createdTimeFrom"),
        ReadTime(query, "createdTimeTo"),
        ReadStatuses(query["runtimeStatus"].ToString()),
        query["instanceIdPrefix"].ToString() is { Length: > 0 } prefix ? prefix : null,
        ReadTop(query["top"].ToString()));

    private static DateTimeOffset? ReadTime(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new BadHttpRequestException($"{name} is '{text}': write it as 2026-01-31T00:00:00Z.");
    }

    private static List<OrchestrationRuntimeStatus>? ReadStatuses(string text)
    {
        if (text.Length == 0)
            return null;
        return [.. text.Split(',', StringSplitOptions.TrimEntries).Select(name =>
            Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status) && Enum.IsDefined(status)
                ? status
                : throw new BadHttpRequestException($"runtimeStatus has '{name}': use "
                    + string.Join(", ", Enum.GetNames<OrchestrationRuntimeStatus>()) + "."))];
    }

    private static int ReadTop(string text)
    {
        if (text.Length == 0)
            return OrchestrationQuery.DefaultPageSize;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var top) && top > 0
            ? top
            : throw new BadHttpRequestException($"top is '{text}': give a whole number above 0.");
    }
}
