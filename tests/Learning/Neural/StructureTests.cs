using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;
using Mixtape.Learning.Neural.Losses;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Neural;

public sealed class StructureTests
{
    [Fact]
    public void Flatten_KeepsTheOrder() => GradientCheck.Layer(new Flatten("flatten"), [2, 3, 5], (x, _) => x);

    [Fact]
    public void SwapAxes_PutsTheSecondAxisLast() =>
        GradientCheck.Layer(
            new SwapAxes("swap"), [2, 3, 5],
            (x, _) => [.. x.Chunk(15).SelectMany(sample => Enumerable.Range(0, 15).Select(i => sample[i % 3 * 5 + i / 3]))]);

    [Fact]
    public void LastStep_IsTheEndOfTheSecondAxis() =>
        GradientCheck.Layer(new LastStep("last"), [2, 3, 5], (x, _) => [.. x.Chunk(15).SelectMany(sample => sample[10..])]);

    [Fact]
    public void Concatenate_JoinsRows()
    {
        var other = new Parameter("other", [2, 3, 4], Initializer.Ones);
        GradientCheck.Numbers(24, 8).CopyTo(other.Values);
        GradientCheck.Tensors(
            [other], [2, 3, 5], GradientCheck.Numbers(30, 1), x => Join.Concatenate("join", x, other, x),
            (x, p) => [.. Enumerable.Range(0, 6).SelectMany(
                row => (double[])[.. x[(row * 5)..(row * 5 + 5)], .. p[0][(row * 4)..(row * 4 + 4)], .. x[(row * 5)..(row * 5 + 5)]])]);
    }

    [Fact]
    public void Add_OfATensorToItself_DoublesItsGradient() =>
        GradientCheck.Tensors(
            [], [3, 7], GradientCheck.Numbers(21, 1), x => Join.Add("sum", x, x), (x, _) => Array.ConvertAll(x, value => 2 * value));

    [Fact]
    public void Join_OtherShapes_AreRefused()
    {
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);

        Assert.Throws<ArgumentException>(() => Join.Add("sum", tape.Input("x", 2, 3), tape.Input("y", 3, 2)));
        Assert.Throws<ArgumentException>(() => Join.Concatenate("join", tape.Input("x", 2, 3), tape.Input("y", 3, 2)));
        Assert.Throws<ArgumentException>(() => Join.Concatenate("join", tape.Input("x", 2, 3, 4), tape.Input("y", 3, 2, 4)));
        Assert.Throws<ArgumentException>(() => Join.Concatenate("join"));
    }

    [Fact]
    public void Embedding_LooksRowsUp_AndAddsUpTheirGradients()
    {
        using var team = new ThreadTeam(2);
        var embedding = new Embedding("songs", 6, 3);
        _ = new Network(1, embedding);
        var tape = new Tape(team, isTraining: true);
        var indices = tape.IndexInput("indices", 2, 2);
        new[] { 5, 2, 2, 0 }.CopyTo(indices.Values);
        var y = embedding.Apply(indices);
        var loss = Loss.SquaredError(y, tape.Input("targets", y.Shape));

        tape.Forward();
        tape.Backward(loss);

        var table = embedding.Parameters[0];
        Assert.Equal("[2 x 2 x 3]", y.ShapeText);
        Assert.Equal(table.Values[15..18].ToArray(), y.Values[..3].ToArray());
        for (var i = 0; i < table.Length; i++)
            Assert.Equal(table.Values[i] * 2 / 12 * ((i / 3) switch { 2 => 2, 0 or 5 => 1, _ => 0 }), table.Gradient[i], 1e-6f);
    }

    [Fact]
    public void Embedding_NumberOutOfRange_SaysWhich()
    {
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);
        var indices = tape.IndexInput("indices", 2);
        new Embedding("songs", 6, 3).Apply(indices);
        indices.Values[1] = 6;

        Assert.Equal(
            "'indices' holds 6 at 1, but 'songs.table' has 6 rows.", Assert.Throws<InvalidOperationException>(tape.Forward).Message);
    }
}
