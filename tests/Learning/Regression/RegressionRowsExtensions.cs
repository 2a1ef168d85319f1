using Mixtape.Learning.Regression;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Regression;

/// <summary>Parts of rows, and other weights for them.</summary>
internal static class RegressionRowsExtensions
{
    public static RegressionRows With(this RegressionRows rows, float[] weights) => new(rows.Inputs, rows.Targets, weights);

    public static RegressionRows Select(this RegressionRows rows, int[] chosen)
    {
        var (inputs, targets) = (new FactorMatrix(chosen.Length, rows.Inputs.Width), new FactorMatrix(chosen.Length, rows.Targets.Width));
        for (var i = 0; i < chosen.Length; i++)
        {
            rows.Inputs[chosen[i]].CopyTo(inputs[i]);
            rows.Targets[chosen[i]].CopyTo(targets[i]);
        }

        return new RegressionRows(inputs, targets, []);
    }
}
