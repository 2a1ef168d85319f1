using System.Runtime.InteropServices;

namespace Mixtape.Learning.Neural;

/// <summary>The parameters of modules that are trained, saved and exported together. How the modules are joined is the caller's.</summary>
public sealed class Network
{
    private const uint Magic = 0x574E584D; // "MXNW"
    private const int Version = 1;
    private const int RoomForNames = 16 << 20;

    /// <summary>
    /// Gathers the modules' parameters, and sets each to its start; but for those that another network has set already, as of a trunk that
    /// was trained before.
    /// </summary>
    /// <param name="seed">Of the starts: a parameter's follows from the seed and its name, not from the other modules.</param>
    /// <param name="modules">The modules; layers that are part of a <see cref="Layers.Sequential"/> come with it.</param>
    /// <exception cref="ArgumentException">Two parameters have one name.</exception>
    public Network(ulong seed, params IReadOnlyList<Module> modules)
    {
        Parameters = [.. modules.SelectMany(module => module.Parameters).Distinct()];
        if (Parameters.GroupBy(parameter => parameter.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two parameters are named '{twice.Key}': give each module of a network a name of its own.");
        foreach (var parameter in Parameters.Where(parameter => !parameter.IsInitialized)) parameter.Initialize(seed);
    }

    /// <summary>All parameters, in the order of the modules.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Writes the parameters' names, shapes and values: the same bytes for the same values.</summary>
    public void Save(Stream stream) => SealedFile.Write(stream, Magic, Version, writer =>
    {
        writer.Write(Parameters.Count);
        foreach (var parameter in Parameters)
        {
            writer.Write(parameter.Name);
            writer.Write(parameter.ShapeText);
        }

        foreach (var parameter in Parameters) writer.Write(MemoryMarshal.AsBytes(parameter.Values));
    });

    /// <summary>Takes the values that a network of the same modules has saved.</summary>
    /// <exception cref="InvalidCheckpointException">The file is damaged, or of another network; this one is as it was.</exception>
    public void Load(Stream stream)
    {
        var numbers = Parameters.Sum(parameter => (long)parameter.Length);
        SealedFile.Read(stream, Magic, Version, RoomForNames + sizeof(float) * numbers, Read);
    }

    private void Read(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        if (count != Parameters.Count)
            throw new InvalidCheckpointException($"The file has {count} parameters, this network {Parameters.Count}: it is of another.");
        foreach (var parameter in Parameters)
        {
            var (name, shape) = (reader.ReadString(), reader.ReadString());
            if (name != parameter.Name || shape != parameter.ShapeText)
                throw new InvalidCheckpointException(
                    $"The file has '{name}' {shape} where this network has '{parameter.Name}' {parameter.ShapeText}.");
        }

        foreach (var parameter in Parameters) reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(parameter.Values));
    }
}
