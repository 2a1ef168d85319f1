using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Mixtape.Learning.Neural.Training;

/// <summary>
/// A training between two epochs as bytes: magic, version, what it was made with, then for each parameter its name, values, Adam's means
/// and the best values, little-endian; at the end the SHA-256 of all before.
/// </summary>
internal static class Checkpoint
{
    private const uint Magic = 0x4B43584D; // "MXCK"
    private const int Version = 1;

    public static void Write(Stream stream, Trainer trainer, string fingerprint)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(fingerprint);
        writer.Write(trainer.Steps);
        writer.Write(trainer.State.BestEpoch);
        writer.Write(trainer.State.ReferenceLoss);
        writer.Write(trainer.Epochs.Count);
        foreach (var epoch in trainer.Epochs)
        {
            writer.Write(epoch.Training);
            writer.Write(epoch.Validation ?? double.NaN);
        }

        writer.Write(trainer.Network.Parameters.Count);
        foreach (var (parameter, parts) in Parts(trainer))
        {
            writer.Write(parameter.Name);
            writer.Write(parameter.Length);
            foreach (var part in parts) writer.Write(MemoryMarshal.AsBytes(part.Span));
        }

        writer.Flush();
        var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        stream.Write(bytes);
        stream.Write(SHA256.HashData(bytes));
    }

    public static void Read(Stream stream, Trainer trainer, string fingerprint)
    {
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        if (!IsWhole(bytes))
            throw new InvalidCheckpointException("The checkpoint is cut short or damaged: take an earlier one, or start anew.");
        content.Position = 0;
        using var reader = new BinaryReader(content, Encoding.UTF8);
        if (reader.ReadUInt32() != Magic) throw new InvalidCheckpointException("This is not a checkpoint of a training.");
        if (reader.ReadInt32() is var version && version != Version)
            throw new InvalidCheckpointException($"The checkpoint has format {version}; this program reads {Version}: start anew.");
        if (reader.ReadString() is var other && other != fingerprint)
            throw new InvalidCheckpointException(
                $"The checkpoint was made with {other}; this training has {fingerprint}: start anew, or with those.");
        var (steps, bestEpoch, referenceLoss) = (reader.ReadInt64(), reader.ReadInt32(), reader.ReadDouble());
        var epochs = new EpochLoss[reader.ReadInt32()];
        for (var i = 0; i < epochs.Length; i++)
            epochs[i] = new EpochLoss(reader.ReadDouble(), reader.ReadDouble() is var loss && double.IsNaN(loss) ? null : loss);
        CheckParameters(reader, trainer);
        foreach (var (_, parts) in Parts(trainer))
        {
            reader.ReadString();
            reader.ReadInt32();
            foreach (var part in parts) reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(part.Span));
        }

        trainer.Optimizer.Steps = steps;
        trainer.State.Load(epochs, bestEpoch, referenceLoss);
    }

    private static bool IsWhole(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < SHA256.HashSizeInBytes) return false;
        return bytes[^SHA256.HashSizeInBytes..].SequenceEqual(SHA256.HashData(bytes[..^SHA256.HashSizeInBytes]));
    }

    /// <summary>Looks at all parameters before any is changed; the reader ends where it began.</summary>
    private static void CheckParameters(BinaryReader reader, Trainer trainer)
    {
        var count = reader.ReadInt32();
        if (count != trainer.Network.Parameters.Count)
            throw new InvalidCheckpointException(
                $"The checkpoint has {count} parameters, the network {trainer.Network.Parameters.Count}: "
                + "load it into the network that saved it.");
        var start = reader.BaseStream.Position;
        foreach (var (parameter, parts) in Parts(trainer))
        {
            var (name, length) = (reader.ReadString(), reader.ReadInt32());
            if (name != parameter.Name || length != parameter.Length)
                throw new InvalidCheckpointException(
                    $"The checkpoint has '{name}' of {length} numbers where the network has '{parameter.Name}' of {parameter.Length}: "
                    + "load it into the network that saved it.");
            reader.BaseStream.Position += (long)parts.Length * length * sizeof(float);
        }

        reader.BaseStream.Position = start;
    }

    /// <summary>What is saved of each parameter: its values, the best ones and, if it is trained, Adam's two means.</summary>
    private static IEnumerable<(Parameter Parameter, Memory<float>[] Parts)> Parts(Trainer trainer)
    {
        var moments = trainer.Optimizer.State.ToDictionary(state => state.Parameter);
        for (var i = 0; i < trainer.Network.Parameters.Count; i++)
        {
            var parameter = trainer.Network.Parameters[i];
            Memory<float>[] both = moments.TryGetValue(parameter, out var state) ? [state.Mean, state.Square] : [];
            yield return (parameter, [parameter.ValueMemory, trainer.State.Best[i], .. both]);
        }
    }
}
