using Microsoft.ML.OnnxRuntime;

namespace Mixtape.Local.OnnxRuntime.Tests;

/// <summary>What ONNX's own models give here is what ONNX says that they give.</summary>
public sealed class ConformanceTests
{
    /// <summary>Models that ONNX Runtime's CPU library refuses to load, and the operator's old version that it lacks.</summary>
    private static readonly Dictionary<string, string> _refused = new()
    {
        ["pytorch-converted/test_AvgPool1d"] = "AveragePool(1)",
        ["pytorch-converted/test_AvgPool1d_stride"] = "AveragePool(1)",
        ["pytorch-converted/test_AvgPool2d"] = "AveragePool(1)",
        ["pytorch-converted/test_AvgPool2d_stride"] = "AveragePool(1)",
        ["pytorch-converted/test_BatchNorm2d_eval"] = "BatchNormalization(6)",
        ["pytorch-converted/test_BatchNorm2d_momentum_eval"] = "BatchNormalization(6)",
        ["pytorch-converted/test_GLU"] = "Mul(6)",
        ["pytorch-converted/test_GLU_dim"] = "Mul(6)",
        ["pytorch-converted/test_Linear"] = "Gemm(6)",
        ["pytorch-converted/test_PReLU_1d"] = "PRelu(6)",
        ["pytorch-converted/test_PReLU_1d_multiparam"] = "PRelu(6)",
        ["pytorch-converted/test_PReLU_2d"] = "PRelu(6)",
        ["pytorch-converted/test_PReLU_2d_multiparam"] = "PRelu(6)",
        ["pytorch-converted/test_PoissonNLLLLoss_no_reduce"] = "Mul(6)",
        ["pytorch-converted/test_Softsign"] = "Add(6)",
        ["pytorch-operator/test_operator_add_broadcast"] = "Add(6)",
        ["pytorch-operator/test_operator_add_size1_broadcast"] = "Add(6)",
        ["pytorch-operator/test_operator_add_size1_right_broadcast"] = "Add(6)",
        ["pytorch-operator/test_operator_add_size1_singleton_broadcast"] = "Add(6)",
        ["pytorch-operator/test_operator_addconstant"] = "Add(6)",
        ["pytorch-operator/test_operator_addmm"] = "Gemm(6)",
        ["pytorch-operator/test_operator_basic"] = "Add(6)",
        ["pytorch-operator/test_operator_mm"] = "Gemm(6)",
        ["pytorch-operator/test_operator_non_float_params"] = "Add(6)",
        ["pytorch-operator/test_operator_params"] = "Add(6)",
        ["pytorch-operator/test_operator_pow"] = "Pow(1)",
    };

    public static TheoryData<string> Models { get; } = [.. ConformanceModels.Names.Except(_refused.Keys)];

    public static TheoryData<string> RefusedModels { get; } = [.. ConformanceModels.Names.Intersect(_refused.Keys)];

    [Fact]
    public void Archive_HasTheModelsThatTheTheoriesRun()
    {
        Repository.Shared("data", "onnx", "backend-test.tar.gz");

        Assert.Equal(112, Models.Count + RefusedModels.Count);
        Assert.Equal(_refused.Count, RefusedModels.Count);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Models))]
    public void Run_ConformanceModel_GivesTheExpectedOutputs(string model)
    {
        // Many of these models are old, of which ONNX Runtime warns.
        using var quiet = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(ConformanceModels.Model(model), quiet);
        using var options = new RunOptions();
        var inputs = ConformanceModels.Tensors(model, "input").Select(tensor => tensor.ToValue()).ToList();
        var expected = ConformanceModels.Tensors(model, "output").ToList();
        Assert.Equal(session.InputNames.Count, inputs.Count);

        using var outputs = session.Run(options, session.InputNames, inputs, session.OutputNames);

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Count, outputs.Count);
        foreach (var (tensor, output) in expected.Zip(outputs))
            tensor.AssertNear(output, tolerance: 1e-4);
        inputs.ForEach(input => input.Dispose());
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(RefusedModels))]
    public void Load_OperatorOlderThanTheRuntimeHas_SaysWhich(string model)
    {
        using var quiet = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };

        var exception = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(ConformanceModels.Model(model), quiet));

        Assert.Contains("[ErrorCode:NotImplemented]", exception.Message);
        Assert.Contains($"Could not find an implementation for {_refused[model]} node", exception.Message);
    }
}
