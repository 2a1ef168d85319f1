using System.Collections.Frozen;

namespace Mixtape.Learning.Onnx;

/// <summary>The operators of the standard: in which sets each is, and what its use risks.</summary>
internal static class OnnxOperators
{
    /// <summary>The newest set whose operators the tables below list.</summary>
    public const int NewestOpset = 21;

    /// <summary>The newest set of the classical learning operators; it came out with <see cref="NewestOpset"/>.</summary>
    public const int NewestLearningOpset = 5;

    /// <summary>The domain of the classical learning operators.</summary>
    public const string LearningDomain = "ai.onnx.ml";

    /// <summary>The domain of ONNX Runtime's own operators.</summary>
    public const string MicrosoftDomain = "com.microsoft";

    // Each line: the set that an operator first stands in (or, in 1, is no newer than), and the operators.
    private static readonly FrozenDictionary<string, int> _standard = Table(
        (1, """
            Abs Add And ArgMax ArgMin AveragePool BatchNormalization Cast Ceil Clip Concat Constant Conv ConvTranspose
            DepthToSpace Div Dropout Elu Equal Exp Flatten Floor GRU Gather Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool
            Greater HardSigmoid Hardmax Identity If InstanceNormalization LRN LSTM LeakyRelu Less Log LogSoftmax Loop
            LpNormalization LpPool MatMul Max MaxPool MaxRoiPool Mean Min Mul Neg Not Or PRelu Pad Pow RNN RandomNormal
            RandomNormalLike RandomUniform RandomUniformLike Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax
            ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Relu Reshape Selu Shape Sigmoid Size Slice Softmax Softplus
            Softsign SpaceToDepth Split Sqrt Squeeze Sub Sum Tanh Tile TopK Transpose Unsqueeze Upsample Xor
            """),
        (7, "Acos Asin Atan Cos Multinomial Sin Tan"),
        (8, "Expand Scan"),
        (9, """
            Acosh Asinh Atanh Compress ConstantOfShape Cosh Erf EyeLike IsNaN MaxUnpool MeanVarianceNormalization NonZero OneHot
            Scatter Shrink Sign Sinh TfIdfVectorizer Where
            """),
        (10, """
            ConvInteger DequantizeLinear IsInf MatMulInteger Mod NonMaxSuppression QLinearConv QLinearMatMul QuantizeLinear Resize
            ReverseSequence RoiAlign StringNormalizer ThresholdedRelu
            """),
        (11, """
            BitShift ConcatFromSequence CumSum Det DynamicQuantizeLinear GatherElements GatherND Range Round ScatterElements
            ScatterND SequenceAt SequenceConstruct SequenceEmpty SequenceErase SequenceInsert SequenceLength SplitToSequence Unique
            """),
        (12, "Celu Einsum GreaterOrEqual LessOrEqual NegativeLogLikelihoodLoss SoftmaxCrossEntropyLoss"),
        (14, "HardSwish Trilu"),
        (15, "Bernoulli CastLike Optional OptionalGetElement OptionalHasElement"),
        (16, "GridSample"),
        (17, "BlackmanWindow DFT HammingWindow HannWindow LayerNormalization MelWeightMatrix STFT SequenceMap"),
        (18, "BitwiseAnd BitwiseNot BitwiseOr BitwiseXor CenterCropPad Col2Im GroupNormalization Mish"),
        (19, "DeformConv"),
        (20, "AffineGrid Gelu ImageDecoder RegexFullMatch StringConcat StringSplit"));

    private static readonly FrozenDictionary<string, int> _learning = Table(
        (1, """
            ArrayFeatureExtractor Binarizer CastMap CategoryMapper DictVectorizer FeatureVectorizer Imputer LabelEncoder
            LinearClassifier LinearRegressor Normalizer OneHotEncoder SVMClassifier SVMRegressor Scaler TreeEnsembleClassifier
            TreeEnsembleRegressor ZipMap
            """),
        (5, "TreeEnsemble"));

    // The set that an operator was withdrawn with.
    private static readonly FrozenDictionary<string, int> _withdrawn = Table((10, "Upsample"), (11, "Scatter"));

    private static readonly FrozenSet<string> _controlFlow = Set("If Loop Scan SequenceMap");
    private static readonly FrozenSet<string> _random =
        Set("Bernoulli Multinomial RandomNormal RandomNormalLike RandomUniform RandomUniformLike");

    private static readonly FrozenSet<string> _parsers = Set("ImageDecoder RegexFullMatch");

    /// <summary>The standard's two names for its own domain made one.</summary>
    public static string Normalize(string domain) => domain == "ai.onnx" ? "" : domain;

    /// <summary>Whether nodes of an operator hold graphs.</summary>
    public static bool IsControlFlow(string domain, string name) => domain.Length == 0 && _controlFlow.Contains(name);

    /// <summary>Why an operator of a set cannot be used, with the remedy, or null where it can.</summary>
    public static string? Refusal(string domain, string name, long opset, OnnxRisks allowed)
    {
        if (domain == MicrosoftDomain) return null; // allowed or not where the domain is imported
        var table = domain.Length == 0 ? _standard : _learning;
        if (!table.TryGetValue(name, out var since)) return "is no operator of the standard; export the model with standard operators only";
        if (opset < since) return $"is new in operator set {since}, but the model imports {opset}; export it for {since} or later";
        if (domain.Length > 0) return null;
        if (_withdrawn.TryGetValue(name, out var until) && opset >= until)
            return $"was withdrawn with operator set {until}, but the model imports {opset}; export the model anew";
        var risk = _controlFlow.Contains(name) ? OnnxRisks.ControlFlow
            : _random.Contains(name) ? OnnxRisks.Random
            : _parsers.Contains(name) ? OnnxRisks.Parsers : OnnxRisks.None;
        return (risk & ~allowed) == 0
            ? null
            : $"is refused as {risk}; if the model's source is trusted, allow it by {nameof(OnnxLimits)}.{nameof(OnnxLimits.Allow)}";
    }

    private static FrozenDictionary<string, int> Table(params ReadOnlySpan<(int Since, string Names)> lines)
    {
        var table = new Dictionary<string, int>();
        foreach (var (since, names) in lines)
            foreach (var name in Split(names)) table.Add(name, since);
        return table.ToFrozenDictionary();
    }

    private static FrozenSet<string> Set(string names) => Split(names).ToFrozenSet();

    private static string[] Split(string names) => names.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
