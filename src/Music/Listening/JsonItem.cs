using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Mixtape.Music.Listening;

/// <summary>
/// The fields of one object of a batch. Each getter adds an error that names the field where its value will not do.
/// </summary>
public sealed class JsonItem
{
    private static readonly string[] _timestampForms =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    private readonly int _number;
    private readonly Dictionary<string, Scalar> _fields;
    private readonly List<ItemError> _errors;
    private readonly int _errorsBefore;

    internal JsonItem(int number, Dictionary<string, Scalar> fields, List<ItemError> errors)
    {
        _number = number;
        _fields = fields;
        _errors = errors;
        _errorsBefore = errors.Count;
    }

    /// <summary>Whether nothing was wrong so far.</summary>
    public bool Sound => _errors.Count == _errorsBefore;

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string field) => _fields.TryGetValue(field, out var value) && value.Type != JsonTokenType.Null;

    /// <summary>An external id.</summary>
    public string Id(string field)
    {
        if (!TryText(field, out var text)) return "";
        if (ExternalId.Problem(text) is { } problem) Fail(field, problem);
        return text;
    }

    /// <summary>An external id, or null.</summary>
    public string? OptionalId(string field) => Has(field) ? Id(field) : null;

    /// <summary>Text for people, without control characters.</summary>
    public string Text(string field, int maximumLength)
    {
        if (!TryText(field, out var text)) return "";
        if (string.IsNullOrWhiteSpace(text)) Fail(field, "is missing or empty");
        else if (text.Length > maximumLength) Fail(field, $"has {text.Length} characters, the limit is {maximumLength}");
        else if (text.Any(char.IsControl)) Fail(field, "holds a control character");
        return text;
    }

    /// <summary>
    /// A whole number within limits; <paramref name="otherwise"/> where the field is missing, which is wrong where that
    /// is null.
    /// </summary>
    public int Integer(string field, int minimum, int maximum, int? otherwise = null)
    {
        if (!Has(field))
        {
            if (otherwise is null) Fail(field, "is missing");
            return otherwise ?? minimum;
        }

        if (_fields[field] is not { Type: JsonTokenType.Number, Value: { } text }
            || !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || number < minimum || number > maximum)
        {
            Fail(field, $"must be a whole number from {minimum} to {maximum}");
            return minimum;
        }

        return number;
    }

    /// <summary>A moment in ISO 8601, UTC where it names no offset.</summary>
    public DateTimeOffset Moment(string field, DateTimeOffset earliest, DateTimeOffset latest)
    {
        if (!TryText(field, out var text)) return earliest;
        if (!DateTimeOffset.TryParseExact(
                text, _timestampForms, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment))
        {
            Fail(field, "must be an ISO 8601 date and time such as 2026-01-31T18:00:00Z");
        }
        else if (moment < earliest || moment > latest)
        {
            Fail(field, $"must be from {earliest:yyyy-MM-dd} to {latest:yyyy-MM-dd}");
        }

        return moment;
    }

    /// <summary>A day in ISO 8601, or null.</summary>
    public DateOnly? OptionalDay(string field)
    {
        if (!Has(field) || !TryText(field, out var text)) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        Fail(field, "must be a day such as 2026-01-31");
        return null;
    }

    /// <summary>One of the names of an enum in camelCase, or null.</summary>
    public T? OptionalName<T>(string field)
        where T : struct, Enum
    {
        if (!Has(field) || !TryText(field, out var text)) return null;
        foreach (var name in Enum.GetNames<T>())
            if (JsonNamingPolicy.CamelCase.ConvertName(name) == text) return Enum.Parse<T>(name);
        Fail(field, $"must be one of {string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName))}");
        return null;
    }

    /// <summary>Numbers by name, in ordinal order, or null; the names follow the rule for ids.</summary>
    /// <param name="field">An object of numbers.</param>
    /// <param name="maximumCount">How many at most.</param>
    /// <param name="largest">How far from 0 each may be.</param>
    public IReadOnlyDictionary<string, double>? OptionalNumbers(string field, int maximumCount, double largest)
    {
        if (!Has(field)) return null;
        if (_fields[field].Inner is not { } inner)
        {
            Fail(field, "must be an object of numbers");
            return null;
        }

        if (inner.Count > maximumCount)
        {
            Fail(field, $"has {inner.Count} entries, the limit is {maximumCount}");
            return null;
        }

        var numbers = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, value) in inner)
        {
            if (ExternalId.Problem(name) is { } problem)
            {
                Fail(field, $"has a name that {problem}");
            }
            else if (value is { Type: JsonTokenType.Number, Value: { } text }
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && Math.Abs(number) <= largest)
            {
                numbers[name] = number;
            }
            else
            {
                Fail($"{field}.{name}", FormattableString.Invariant($"must be a number from {-largest:g} to {largest:g}"));
            }
        }

        return numbers;
    }

    private bool TryText(string field, [NotNullWhen(true)] out string? text)
    {
        text = _fields.GetValueOrDefault(field).Value;
        var isText = Has(field) && _fields[field].Type == JsonTokenType.String;
        if (!isText) Fail(field, Has(field) ? "must be text" : "is missing or empty");
        return isText;
    }

    private void Fail(string field, string message) => _errors.Add(new ItemError(_number, field, message));

    /// <summary>A field's value; <c>Inner</c> has those of an object's own fields.</summary>
    internal readonly record struct Scalar(JsonTokenType Type, string? Value, IReadOnlyDictionary<string, Scalar>? Inner = null);
}
