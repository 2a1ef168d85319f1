using System.Text;

namespace Mixtape.Learning.Scaling;

/// <summary>
/// Records of fields with separators between (RFC 4180): a field in quotes may hold separators, line ends and, doubled, quotes. Empty lines
/// are left out.
/// </summary>
internal sealed class DelimitedText(TextReader reader, char? separator, FeatureTableOptions options)
{
    private readonly StringBuilder _field = new();
    private char? _separator = separator;
    private long _nextLine = 1;

    /// <summary>The line, counted from 1, on which the last record began.</summary>
    public long Line { get; private set; }

    /// <summary>Reads the next record into a list; false at the end.</summary>
    /// <exception cref="InvalidTableException">A quote is misplaced or not closed, or a field or record too long.</exception>
    public bool Read(List<string> fields)
    {
        fields.Clear();
        while (reader.Peek() is '\r' or '\n') ReadLineEnd();
        Line = _nextLine;
        if (reader.Peek() < 0) return false;
        while (true)
        {
            var end = ReadField();
            if (fields.Count == options.MaximumColumns)
                throw new InvalidTableException(
                    $"Line {Line} has more than {options.MaximumColumns} fields: split the file, or raise "
                    + $"{nameof(FeatureTableOptions)}.{nameof(options.MaximumColumns)}.");
            fields.Add(_field.ToString());
            if (end is < 0 or '\n')
            {
                // The first line decides what stands between fields; read up to here, it holds no tab outside quotes.
                _separator ??= ',';
                return true;
            }
        }
    }

    /// <summary>Reads a field and what ends it: the separator, a line end as '\n', or -1 for the end.</summary>
    private int ReadField()
    {
        _field.Clear();
        if (reader.Peek() == '"')
        {
            reader.Read();
            ReadQuoted();
            var after = reader.Peek();
            if (after < 0) return -1;
            if (IsSeparator((char)after)) return reader.Read();
            if (after is '\r' or '\n') return ReadLineEnd();
            throw new InvalidTableException(
                $"Line {_nextLine}: '{(char)after}' follows a closing quote: double the quotes inside a field in quotes.");
        }

        while (true)
        {
            var next = reader.Peek();
            if (next < 0) return -1;
            if (next is '\r' or '\n') return ReadLineEnd();
            reader.Read();
            if (IsSeparator((char)next)) return next;
            Append((char)next);
        }
    }

    private void ReadQuoted()
    {
        var opened = _nextLine;
        while (true)
        {
            var next = reader.Read();
            if (next < 0)
                throw new InvalidTableException(
                    $"Line {opened}: a quote is opened and not closed: close it, or double it if it is part of the text.");
            if (next == '"')
            {
                if (reader.Peek() != '"') return;
                reader.Read();
            }

            if (next == '\n') _nextLine++;
            Append((char)next);
        }
    }

    private bool IsSeparator(char c)
    {
        if (_separator is { } known) return c == known;
        if (c is not ('\t' or ',')) return false;
        _separator = c;
        return true;
    }

    private int ReadLineEnd()
    {
        if (reader.Read() == '\r' && reader.Peek() == '\n') reader.Read();
        _nextLine++;
        return '\n';
    }

    private void Append(char c)
    {
        if (_field.Length == options.MaximumFieldLength)
            throw new InvalidTableException(
                $"Line {Line} has a field of more than {options.MaximumFieldLength} characters: look for a quote that is not closed, or "
                + $"raise {nameof(FeatureTableOptions)}.{nameof(options.MaximumFieldLength)}.");
        _field.Append(c);
    }
}
