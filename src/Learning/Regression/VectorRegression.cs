using System.Runtime.InteropServices;
using Mixtape.Learning.Neural;
using Mixtape.Numerics;

namespace Mixtape.Learning.Regression;

/// <summary>
/// A fitted map from vectors to vectors: linear (<see cref="RidgeRegression"/>), or with hidden layers besides
/// (<see cref="NetworkRegression"/>). The same fit gives the same bytes everywhere. Immutable; safe for concurrent use.
/// </summary>
public sealed class VectorRegression
{
    private const uint Magic = 0x5256584D; // "MXVR"
    private const int Version = 1;
    private const int MostLayers = 8;
    private const int MostWidth = 1 << 14;
    private const long MostBytes = 1 << 28;
    private const int BatchSize = 256;

    internal VectorRegression(RegressionScaling scaling, RegressionNetwork network) => (Scaling, Network) = (scaling, network);

    /// <summary>Entries of a given vector.</summary>
    public int Inputs => Network.Inputs;

    /// <summary>Entries of an answer.</summary>
    public int Outputs => Network.Outputs;

    /// <summary>Whether there is nothing to it but a linear map.</summary>
    public bool IsLinear => Network.Hidden.Count == 0;

    internal RegressionScaling Scaling { get; }

    internal RegressionNetwork Network { get; }

    /// <summary>The answers for some vectors, row by row.</summary>
    /// <param name="inputs">[rows x <see cref="Inputs"/>].</param>
    /// <returns>[rows x <see cref="Outputs"/>].</returns>
    /// <exception cref="ArgumentException">The vectors have another width.</exception>
    public FactorMatrix Predict(FactorMatrix inputs)
    {
        if (inputs.Width != Inputs) throw new ArgumentException($"The vectors have {inputs.Width} entries, the regression takes {Inputs}.");
        var answers = new FactorMatrix(inputs.Rows, Outputs);
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);
        var scaled = tape.Input("scaled", BatchSize, Inputs);
        var answer = Network.Apply(scaled);
        for (var first = 0; first < inputs.Rows; first += BatchSize)
        {
            var count = Math.Min(BatchSize, inputs.Rows - first);
            for (var i = 0; i < count; i++) Scaling.Scale(inputs[first + i], scaled.Values.Slice(i * Inputs, Inputs));
            tape.Forward();
            for (var i = 0; i < count; i++)
            {
                var row = answers[first + i];
                answer.Values.Slice(i * Outputs, Outputs).CopyTo(row);
                foreach (ref var value in row) value *= Scaling.Spread;
            }
        }

        return answers;
    }

    /// <summary>Writes it: the same bytes for the same map.</summary>
    public void Save(Stream stream) => SealedFile.Write(stream, Magic, Version, writer =>
    {
        foreach (var number in new[] { Inputs, Outputs, Network.Hidden.Count }) writer.Write(number);
        foreach (var width in Network.Hidden) writer.Write(width);
        writer.Write(Scaling.Spread);
        writer.Write(MemoryMarshal.AsBytes<float>(Scaling.Means));
        writer.Write(MemoryMarshal.AsBytes<float>(Scaling.Factors));
        foreach (var parameter in Network.Network.Parameters) writer.Write(MemoryMarshal.AsBytes(parameter.Values));
    });

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidCheckpointException">It is damaged, or something else.</exception>
    public static VectorRegression Load(Stream stream)
    {
        VectorRegression? loaded = null;
        SealedFile.Read(stream, Magic, Version, MostBytes, reader => loaded = Read(reader));
        return loaded!;
    }

    private static VectorRegression Read(BinaryReader reader)
    {
        var (inputs, outputs, layers) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        if (layers is < 0 or > MostLayers) throw Unfit();
        var hidden = new int[layers];
        for (var i = 0; i < layers; i++) hidden[i] = reader.ReadInt32();
        foreach (var width in (int[])[inputs, outputs, .. hidden])
            if (width is < 1 or > MostWidth) throw Unfit();
        var scaling = new RegressionScaling(new float[inputs], new float[inputs], reader.ReadSingle());
        var network = new RegressionNetwork(inputs, hidden, outputs, seed: 0);
        var left = sizeof(float) * (2L * inputs + network.Network.Parameters.Sum(parameter => (long)parameter.Length));
        if (reader.BaseStream.Length - reader.BaseStream.Position < left) throw Unfit();
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(scaling.Means.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(scaling.Factors.AsSpan()));
        foreach (var parameter in network.Network.Parameters) reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(parameter.Values));
        return scaling.IsSound ? new VectorRegression(scaling, network) : throw Unfit();
    }

    private static InvalidCheckpointException Unfit() => new("The file holds no map that a regression fits: fit it anew.");
}
