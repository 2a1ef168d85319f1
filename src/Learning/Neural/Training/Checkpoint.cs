using System.Runtime.InteropServices;

namespace Mixtape.Learning.Neural.Training;

/// <summary>
/// A training between two epochs as a <see cref="SealedFile"/>: what it was made with, then for each parameter its name, values, the best
/// values and Adam's means.
/// </summary>
internal static class Checkpoint
{
    private const uint Magic = 0x4B43584D; // "MXCK"
    private const int Version = 1;
    private const int RoomForNames = 16 << 20; // and for the losses of a million epochs

    public static void Write(Stream stream, Trainer trainer, string fingerprint) => SealedFile.Write(stream, Magic, Version, writer =>
    {
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
    });

    public static void Read(Stream stream, Trainer trainer, string fingerprint)
    {
        var numbers = Parts(trainer).Sum(parameter => parameter.Parts.Sum(part => (long)part.Length));
        SealedFile.Read(stream, Magic, Version, RoomForNames + sizeof(float) * numbers, reader => Read(reader, trainer, fingerprint));
    }

    private static void Read(BinaryReader reader, Trainer trainer, string fingerprint)
    {
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
