using System.Text;

namespace Mixtape.Storage;

/// <summary>
/// Ids as they stand in Cosmos DB. The service's gateway takes an id from an address, where a blank at its end, a percent sign, or
/// <c>..</c> do not survive, and how it orders characters beyond ASCII is not promised. So an id stays as it is up to the first character outside
/// <c>(</c> to <c>}</c>; the rest follows as its UTF-8 bytes in six-bit digits, behind <c>!</c> where that character stands before
/// <c>(</c>, and behind <c>~</c> where it stands after <c>}</c>. Most ids can thus be read in the portal, and ids compare, character by
/// character, as their code points do: the digits rise in ASCII, and so do <c>!</c>, what is kept, and <c>~</c>. The longest, 255
/// characters of three bytes, takes 1,021 of the 1,023 bytes allowed.
/// </summary>
internal static class CosmosId
{
    private const string Digits = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
    private const char Low = '!';
    private const char High = '~';

    /// <summary>The id as Cosmos DB has it.</summary>
    public static string Encode(string id)
    {
        var kept = id.AsSpan().IndexOfAnyExceptInRange('(', '}');
        // Nothing follows the marker then, so the id still stands before all that begin with it.
        if (kept < 0) return id is "." or ".." ? id + Low : id;
        var rest = Encoding.UTF8.GetBytes(id, kept, id.Length - kept);
        var encoded = new StringBuilder(id, 0, kept, kept + 2 + rest.Length * 4 / 3).Append(id[kept] < '(' ? Low : High);
        var (bits, held) = (0, 0);
        foreach (var value in rest)
        {
            (bits, held) = (bits << 8 | value, held + 8);
            for (; held >= 6; held -= 6) encoded.Append(Digits[bits >> (held - 6) & 63]);
        }

        if (held > 0) encoded.Append(Digits[bits << (6 - held) & 63]);
        return encoded.ToString();
    }

    /// <summary>The id that was encoded.</summary>
    public static string Decode(string id)
    {
        var marker = id.AsSpan().IndexOfAny(Low, High);
        if (marker < 0) return id;
        var rest = new byte[(id.Length - marker - 1) * 6 / 8];
        var (bits, held, count) = (0, 0, 0);
        foreach (var digit in id.AsSpan(marker + 1))
        {
            (bits, held) = (bits << 6 | Digits.IndexOf(digit), held + 6);
            if (held < 8) continue;
            held -= 8;
            rest[count++] = (byte)(bits >> held);
        }

        return string.Concat(id.AsSpan(0, marker), Encoding.UTF8.GetString(rest));
    }
}
