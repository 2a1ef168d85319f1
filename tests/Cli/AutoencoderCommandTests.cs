using System.Globalization;
using System.IO.Compression;
using Mixtape.Learning.Onnx;

namespace Mixtape.Cli.Tests;

public sealed class AutoencoderCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mixtape-autoencoder-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Train_ThenEncode_WritesACodeForEachRow()
    {
        WriteTable("songs.csv", 300);

        var train = await CliRun.Of(
            "autoencoder", "train", File("songs.csv"), "--out", File("My Model.onnx"), "--code", "2", "--hidden", "16,8", "--epochs", "20",
            "--seed", "3");
        var encode = await CliRun.Of(
            "autoencoder", "encode", File("My Model.onnx"), File("songs.csv"), "--out", File("codes.tsv"), "--id", "title");

        Assert.Equal((0, ""), (train.Code, train.Error));
        Assert.Contains("300 rows of 4 columns: u, v, sum, product.", train.Output);
        Assert.Contains("Column 'title' is left out: line 2 holds 'Song\t1'.", train.Output.Replace('\uFFFD', '\t'));
        Assert.Contains("By PCA", train.Output);
        var all = train.Output.Split('\n').Single(line => line.Contains(" all ")).Split(
            '│', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(double.Parse(all[^2], CultureInfo.InvariantCulture), double.Parse(all[^1], CultureInfo.InvariantCulture), 1);
        var manifest = ModelManifest.Parse(System.IO.File.ReadAllBytes(File("My Model.manifest.json")));
        Assert.Equal(("my-model", 3UL, "songs.csv"), (manifest.Name, manifest.Seed, manifest.Source));
        Assert.Equal((0, ""), (encode.Code, encode.Error));
        var lines = System.IO.File.ReadAllLines(File("codes.tsv"));
        Assert.Equal("title\tcode_1\tcode_2", lines[0]);
        Assert.Equal(301, lines.Length);
        Assert.StartsWith("\"Song\t1\"\t", lines[1]);
        Assert.All(lines[2..], line =>
            Assert.All(line.Split('\t')[^2..], number => Assert.True(float.TryParse(number, CultureInfo.InvariantCulture, out _))));
        Assert.Empty(_folder.GetFiles("*.partial"));
    }

    [Fact]
    public async Task Encode_MoreRowsThanABatch_NumbersThemAndAnswersEachAsAlone()
    {
        WriteTable("songs.csv", 2_500);
        await CliRun.Of(
            "autoencoder", "train", File("songs.csv"), "--out", File("model.onnx"), "--code", "1", "--epochs", "1",
            "--columns", "product,u");
        WriteTable("last.csv", 2_500, from: 2_400);

        await CliRun.Of("autoencoder", "encode", File("model.onnx"), File("songs.csv"), "--out", File("all.tsv"));
        await CliRun.Of("autoencoder", "encode", File("model.onnx"), File("last.csv"), "--out", File("last.tsv"));

        var (all, last) = (System.IO.File.ReadAllLines(File("all.tsv")), System.IO.File.ReadAllLines(File("last.tsv")));
        Assert.Equal((2_501, "2500"), (all.Length, all[^1].Split('\t')[0]));
        Assert.Equal("row\tcode_1", all[0]);
        for (var i = 1; i < last.Length; i++)
            Assert.Equal(Number(all[2_400 + i]), Number(last[i]), 1e-5);
        static double Number(string line) => double.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Encode_ModelOfAnotherManifest_IsRefused()
    {
        WriteTable("songs.csv", 50);
        await CliRun.Of("autoencoder", "train", File("songs.csv"), "--out", File("model.onnx"), "--code", "2", "--epochs", "1");
        var bytes = System.IO.File.ReadAllBytes(File("model.onnx"));
        bytes[^1] ^= 1;
        System.IO.File.WriteAllBytes(File("model.onnx"), bytes);

        var run = await CliRun.Of("autoencoder", "encode", File("model.onnx"), File("songs.csv"), "--out", File("codes.tsv"));

        Assert.Equal(1, run.Code);
        Assert.Contains("its manifest says", run.Error);
        Assert.False(System.IO.File.Exists(File("codes.tsv")));
    }

    [Fact]
    public async Task Train_WhatCannotBe_SaysWhy()
    {
        WriteTable("songs.csv", 50);
        System.IO.File.WriteAllText(File("bad.csv"), "a,b\n1,2\n3\n");

        Assert.Contains("Line 3 has 1 fields", await Error(File("bad.csv")));
        Assert.Contains("no column 'tempo'", await Error(File("songs.csv"), "--columns", "tempo"));
        Assert.Contains("from 1 to 3", await Error(File("songs.csv")));
        Assert.Contains("There is no file", await Error(File("absent.csv")));
        Assert.Empty(_folder.GetFiles("model*"));
        async Task<string> Error(params string[] args)
        {
            var run = await CliRun.Of(["autoencoder", "train", .. args, "--out", File("model.onnx")]);
            Assert.Equal(1, run.Code);
            return run.Error;
        }
    }

    [Fact]
    public async Task Train_IntoAFolderThatIsMissing_IsSaidBeforeTheTableIsRead()
    {
        var run = await CliRun.Of("autoencoder", "train", File("songs.csv"), "--out", File("absent/model.onnx"));

        Assert.Equal(1, run.Code);
        Assert.Contains("There is no folder", run.Error);
    }

    [Fact]
    public async Task TrainAndEncode_PackedTable_ReadsIt()
    {
        WriteTable("songs.csv", 50);
        using (var packed = new GZipStream(System.IO.File.Create(File("songs.csv.gz")), CompressionLevel.Fastest))
            packed.Write(System.IO.File.ReadAllBytes(File("songs.csv")));

        var train = await CliRun.Of("autoencoder", "train", File("songs.csv.gz"), "--out", File("model.onnx"), "--code", "2", "--epochs", "1");
        var encode = await CliRun.Of("autoencoder", "encode", File("model.onnx"), File("songs.csv.gz"), "--out", File("codes.tsv"));

        Assert.Equal((0, 0), (train.Code, encode.Code));
        Assert.Equal(51, System.IO.File.ReadAllLines(File("codes.tsv")).Length);
    }

    [Fact]
    public async Task Encode_ModelWithoutItsManifest_SaysWhatIsMissing()
    {
        System.IO.File.WriteAllText(File("model.onnx"), "");

        var run = await CliRun.Of("autoencoder", "encode", File("model.onnx"), File("songs.csv"), "--out", File("codes.tsv"));
        var none = await CliRun.Of("autoencoder", "encode", File("none.onnx"), File("songs.csv"), "--out", File("codes.tsv"));

        Assert.Equal((1, 1), (run.Code, none.Code));
        Assert.Contains("is missing: copy the model and its manifest together", run.Error.ReplaceLineEndings(" "));
        Assert.Contains("There is no model", none.Error);
    }

    [Theory]
    [InlineData("autoencoder train songs.csv")]
    [InlineData("autoencoder train songs.csv --out model.bin")]
    [InlineData("autoencoder train songs.csv --out model.onnx --code 0")]
    [InlineData("autoencoder train songs.csv --out model.onnx --hidden 64,x")]
    [InlineData("autoencoder train songs.csv --out model.onnx --hidden 0")]
    [InlineData("autoencoder train songs.csv --out model.onnx --dropout 1")]
    [InlineData("autoencoder encode model.onnx --out codes.tsv")]
    public async Task Usage_Wrong_IsSaid(string line)
    {
        var run = await CliRun.Of(line.Split(' '));

        Assert.Equal(2, run.Code);
        Assert.NotEqual("", run.Error);
    }

    private string File(string name) => Path.Combine(_folder.FullName, name);

    private void WriteTable(string name, int rows, int from = 0)
    {
        var lines = Enumerable.Range(from, rows - from).Select(i =>
        {
            var (u, v) = (Math.Sin(i * 1.7), Math.Cos(i * 0.3));
            return FormattableString.Invariant(
                $"\"Song\t{i + 1}\",{u},{(i % 7 == 6 ? "" : v.ToString(CultureInfo.InvariantCulture))},{100 * (u + v)},{u * v}");
        });
        System.IO.File.WriteAllLines(File(name), ["title,u,v,sum,product", .. lines]);
    }
}
