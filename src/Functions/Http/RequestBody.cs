using Microsoft.AspNetCore.Http;

namespace Mixtape.Functions.Http;

/// <summary>Request bodies, read whole and bounded.</summary>
internal static class RequestBody
{
    /// <summary>
    /// The body, or null where it is longer than <paramref name="limit"/> bytes; never reads much further than that.
    /// </summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit) return null;
        using var body = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (await request.Body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (body.Length + read > limit) return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
