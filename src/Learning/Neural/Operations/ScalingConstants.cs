using Mixtape.Learning.Onnx;
using Mixtape.Learning.Scaling;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>A table's scaling as rows of floats, one number a column.</summary>
internal sealed class ScalingConstants(TableScaler scaler)
{
    public int Columns => Offset.Length;

    public float[] Offset { get; } = Row(scaler, column => column.Offset);

    public float[] Spread { get; } = Row(scaler, column => column.Spread);

    public float[] Factor { get; } = Row(scaler, column => column.Factor);

    public float[] Missing { get; } = Row(scaler, column => column.Missing);

    public float[] Low { get; } = Row(scaler, column => column.Low);

    public float[] High { get; } = Row(scaler, column => column.High);

    public bool[] IsLog { get; } = [.. scaler.Columns.Select(column => column.IsLog)];

    public bool HasLogs => Array.Exists(IsLog, isLog => isLog);

    /// <summary>The least and the greatest t that a logarithm is taken back from; for other columns, any.</summary>
    public (float Least, float Greatest) RangeOf(int column) =>
        IsLog[column] ? (0, (float)ColumnScaling.GreatestLog) : (float.MinValue, float.MaxValue);

    /// <summary>
    /// Adds a node that takes what <paramref name="logs"/> holds for columns of logarithms, and else what <paramref name="others"/> does.
    /// </summary>
    public string ChooseLogs(GraphExport export, Operation operation, string logs, string others)
    {
        var numbers = export.Constant($"{operation.Name}.is-log", Array.ConvertAll(IsLog, isLog => isLog ? 1L : 0), Columns);
        var isLog = export.Add(operation, "Cast", [numbers], OnnxAttribute.Integer("to", (long)OnnxElementType.Bool));
        return export.Add(operation, "Where", [isLog, logs, others]);
    }

    private static float[] Row(TableScaler scaler, Func<ColumnScaling, float> number) => [.. scaler.Columns.Select(number)];
}
