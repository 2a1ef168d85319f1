using System.Globalization;
using System.Text;

namespace Mixtape.Learning.Neural;

/// <summary>What each operation of a tape costs.</summary>
/// <param name="Rows">One row an operation, in order.</param>
public sealed record TapeSummary(IReadOnlyList<TapeSummaryRow> Rows)
{
    /// <summary>Describes a tape after some steps.</summary>
    public static TapeSummary Of(Tape tape, long steps)
    {
        var counted = new HashSet<Tensor>();
        return new(
        [
            .. tape.Operations.Select(operation => new TapeSummaryRow(
                operation.Name,
                operation.Output.ShapeText,
                operation.Inputs.ToArray().OfType<Parameter>().Where(counted.Add).Sum(parameter => (long)parameter.Length),
                sizeof(float) * ((long)operation.Output.Values.Length + operation.Output.Gradient.Length),
                operation.ForwardTime / Math.Max(1, steps),
                operation.BackwardTime / Math.Max(1, steps))),
        ]);
    }

    /// <summary>A table, with a last row of sums.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Line("layer", "output", "parameters", "KB", "forward ms", "backward ms");
        foreach (var row in Rows) Row(row);
        var (parameters, bytes) = (Rows.Sum(row => row.Parameters), Rows.Sum(row => row.Bytes));
        Row(new("total", "", parameters, bytes, Sum(row => row.Forward), Sum(row => row.Backward)));
        return text.ToString();

        TimeSpan Sum(Func<TapeSummaryRow, TimeSpan> time) => Rows.Aggregate(TimeSpan.Zero, (sum, row) => sum + time(row));

        void Row(TapeSummaryRow row) => Line(
            row.Name, row.Shape, Number(row.Parameters, "n0"), Number(row.Bytes / 1024.0, "n0"),
            Number(row.Forward.TotalMilliseconds, "n3"), Number(row.Backward.TotalMilliseconds, "n3"));

        void Line(string name, string shape, string parameters, string kilobytes, string forward, string backward) =>
            text.Append($"{name,-24} {shape,-20} {parameters,12} {kilobytes,10} {forward,11} {backward,11}\n");

        static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
    }
}
