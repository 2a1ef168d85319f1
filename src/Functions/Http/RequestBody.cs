using Microsoft.AspNetCore.Http;

namespace Mixtape.Functions.Http;

/// <summary>Request bodies, read whole and bounded.</summary>
internal static class RequestBody
{
    /// <summary>
    /// The body, or the answer to give where it is compressed or longer than <paramref name="limit"/> bytes; never reads much
    /// further than that.
    /// </summary>
    public static async Task<(byte[] Body, IResult? Problem)> ReadAsync(
        HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.Headers.ContentEncoding.Count > 0) return ([], Problems.Compressed());
        if (request.ContentLength > limit) return ([], Problems.TooLarge(limit));
        using var body = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (await request.Body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (body.Length + read > limit) return ([], Problems.TooLarge(limit));
            body.Write(buffer, 0, read);
        }

        return (body.ToArray(), null);
    }
}
