using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Mixtape.Cli.Rendering;
using Mixtape.Learning.Autoencoders;
using Mixtape.Learning.Onnx;
using Mixtape.Learning.Scaling;
using Mixtape.Music.Listening.Import;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape autoencoder encode</c>: the codes of a table's rows.</summary>
internal static class AutoencoderEncodeCommand
{
    private const int BatchRows = 1_024;

    public static Command Create(CliContext context)
    {
        var model = new Argument<string>("model") { Description = "The model file; its manifest stands beside it." };
        var table = AutoencoderCommand.Table();
        var file = new Option<string>("--out")
        {
            Description = "The file of codes to write, with tabs between.",
            HelpName = "file",
            Required = true,
        };
        var id = new Option<string?>("--id")
        {
            Description = "The column that names the rows; they are numbered where not given.",
            HelpName = "column",
        };
        var command = new ExampleCommand(
            "encode",
            "Writes one line per row: its id or number, and the numbers of its code. The model is checked against its manifest first.",
            "mixtape autoencoder encode model.onnx songs.csv --out codes.tsv --id uri")
        {
            model, table, file, id,
        };
        command.SetAction(parsed =>
        {
            using var session = Open(parsed.GetRequiredValue(model));
            var columns = ColumnsOf(session);
            using var stream = ImportFile.Open(parsed.GetRequiredValue(table));
            var rows = FeatureTableReader.Read(stream, new FeatureTableOptions { Columns = columns, RowNames = parsed.GetValue(id) });
            var path = parsed.GetRequiredValue(file);
            Write(session, rows, parsed.GetValue(id) ?? "row", path);
            context.Out.WritePlain($"Wrote the codes of {rows.Rows:n0} rows to {path}.");
            return CommandLine.Success;
        });
        return command;
    }

    private static ModelSession Open(string path)
    {
        var beside = ModelFile.ManifestOf(path);
        if (!File.Exists(path)) throw new CliException($"There is no model '{path}'.");
        if (!File.Exists(beside))
        {
            throw new CliException(
                $"'{beside}', the manifest of '{path}', is missing: copy the model and its manifest together, or train anew.");
        }

        var manifest = ModelManifest.Parse(Read(beside, ModelManifest.MaximumBytes));
        return ModelSession.Open(Read(path, OnnxLimits.Default.MaximumBytes), manifest, threads: Environment.ProcessorCount);
    }

    private static byte[] Read(string path, long maximum)
    {
        var length = new FileInfo(path).Length;
        if (length > maximum) throw new CliException($"{path} has {length:n0} bytes, and {maximum:n0} are the most: is it the right file?");
        return File.ReadAllBytes(path);
    }

    /// <summary>The columns that a model takes, after a look at whether it is such a model.</summary>
    private static string[] ColumnsOf(ModelSession session)
    {
        try
        {
            if (session.Metadata.TryGetValue(TrainedAutoencoder.ColumnsKey, out var json)
                && JsonSerializer.Deserialize<string[]>(json) is { Length: > 0 } columns
                && !columns.Contains(null)
                && session.Inputs is [{ Name: TrainedAutoencoder.Features, Dimensions: [_, var width] }]
                && width.Size == columns.Length
                && session.Outputs.Any(output => output is { Name: TrainedAutoencoder.Code, Dimensions: [_, { Size: > 0 }] }))
                return columns;
        }
        catch (JsonException)
        {
            // Said below, with all else that makes it another model.
        }

        throw new InvalidModelException($"The model '{session.Name}' is no autoencoder: give one that `mixtape autoencoder train` wrote.");
    }

    private static void Write(ModelSession session, FeatureTable table, string id, string path)
    {
        var partial = path + ".partial";
        try
        {
            using (var writer = new StreamWriter(partial, append: false, new UTF8Encoding(false)) { NewLine = "\n" })
            {
                var width = (int)session.Outputs.Single(output => output.Name == TrainedAutoencoder.Code).Dimensions![1].Size!.Value;
                writer.WriteLine(Quoted(id) + string.Concat(Enumerable.Range(1, width).Select(i => $"\t{TrainedAutoencoder.Code}_{i}")));
                for (var start = 0; start < table.Rows; start += BatchRows) WriteBatch(session, table, start, width, writer);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static void WriteBatch(ModelSession session, FeatureTable table, int start, int width, TextWriter writer)
    {
        var columns = table.Columns.Count;
        var rows = Math.Min(BatchRows, table.Rows - start);
        var input = new ModelInput(TrainedAutoencoder.Features, table.Values.Slice(start * columns, rows * columns), rows, columns);
        var codes = session.Run(input)[TrainedAutoencoder.Code];
        if (codes.Shape is not [var codeRows, var codeWidth] || codeRows != rows || codeWidth != width)
            throw new InvalidModelException(
                $"The model '{session.Name}' answers [{string.Join(", ", codes.Shape)}] for {rows} rows of codes of "
                + $"{width}: train it anew.");
        for (var row = 0; row < rows; row++)
        {
            writer.Write(Quoted(table.RowNames?[start + row] ?? (start + row + 1).ToString(CultureInfo.InvariantCulture)));
            for (var i = 0; i < width; i++)
            {
                writer.Write('\t');
                writer.Write(codes.Values[row * width + i].ToString(CultureInfo.InvariantCulture));
            }

            writer.WriteLine();
        }
    }

    private static string Quoted(string field) =>
        field.AsSpan().ContainsAny("\t\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
