using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;
using Mixtape.Learning.Neural.Losses;
using Mixtape.Learning.Neural.Training;

namespace Mixtape.Learning.Tests.Neural;

public sealed class NetworkTests
{
    [Fact]
    public void Load_WhatWasSaved_GivesTheSameValues()
    {
        var (saved, loaded) = (Make(seed: 1), Make(seed: 2));
        Assert.NotEqual(Values(saved), Values(loaded));

        loaded.Load(new MemoryStream(Bytes(saved)));

        Assert.Equal(Values(saved), Values(loaded));
        Assert.Equal(Bytes(saved), Bytes(loaded));
    }

    [Fact]
    public void Load_DamagedOrForeignFile_SaysWhatIsWrongAndChangesNothing()
    {
        var network = Make(seed: 2);
        var before = Values(network);
        var bytes = Bytes(Make(seed: 1));
        var flipped = bytes.ToArray();
        flipped[bytes.Length / 2] ^= 1;
        foreach (var damaged in new[] { [], bytes[..9], bytes[..^1], [.. bytes, 0], flipped })
            Assert.Contains("cut short or damaged", Refusal(damaged));
        Assert.Contains(
            "'first.weight' [3 x 5] where this network has 'first.weight' [3 x 4]",
            Refusal(Bytes(new Network(1, new Dense("first", 3, 5), new BatchNormalization("norm", 4)))));
        Assert.Contains("2 parameters, this network 6", Refusal(Bytes(new Network(1, new Dense("first", 3, 4)))));
        Assert.Contains("longer than", Refusal(new byte[20 << 20]));
        Assert.Equal(before, Values(network));

        string Refusal(byte[] file) => Assert.Throws<InvalidCheckpointException>(() => network.Load(new MemoryStream(file))).Message;
    }

    [Fact]
    public void New_OverATrainedTrunk_LeavesItAsItIs()
    {
        var trunk = new Dense("trunk", 3, 4);
        _ = new Network(1, trunk);
        var trained = trunk.Parameters[0].Values.ToArray();

        var network = new Network(2, trunk, new Dense("head", 4, 2));

        Assert.Equal(trained, trunk.Parameters[0].Values.ToArray());
        Assert.Contains(network.Parameters[2].Values.ToArray(), value => value != 0);
    }

    [Fact]
    public void Train_ParametersThatTheBatchDoesNotUse_StayAsTheyAre()
    {
        var (used, other) = (new Dense("used", 3, 1), new Dense("other", 3, 1));
        var network = new Network(1, used, other);
        var before = (Used: used.Parameters[0].Values.ToArray(), Other: other.Parameters[0].Values.ToArray());
        RecordBatch record = (tape, size) =>
        {
            var x = tape.Input("x", size, 3);
            x.Values.Fill(1);
            return new RecordedBatch(Loss.SquaredError(used.Apply(x), tape.Input("y", size, 1)), _ => { });
        };
        using var trainer = new Trainer(network, record, [0, 1, 2, 3], [], new TrainerOptions { Epochs = 2, BatchSize = 2 });

        trainer.Run();

        Assert.NotEqual(before.Used, used.Parameters[0].Values.ToArray());
        Assert.Equal(before.Other, other.Parameters[0].Values.ToArray());
    }

    private static Network Make(ulong seed) => new(seed, new Dense("first", 3, 4), new BatchNormalization("norm", 4));

    private static byte[] Bytes(Network network)
    {
        using var stream = new MemoryStream();
        network.Save(stream);
        return stream.ToArray();
    }

    private static float[] Values(Network network) => [.. network.Parameters.SelectMany(parameter => parameter.Values.ToArray())];
}
