using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mixtape.Functions.Audio;
using Mixtape.Functions.Erasure;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Training;
using Mixtape.Functions.Tuning;
using Mixtape.Functions.Weekly;
using Mixtape.Music.Audio;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Tests.Http;

public sealed class OpenApiTests(TrainedApp trained)
{
    [Fact]
    public async Task Document_DescribesEveryRouteAndNoOther()
    {
        var document = await trained.App.GetAsync("/api/openapi.json");

        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method =>
                $"{method.Name} {path.Name} {method.Value.GetProperty("operationId").GetString()}"));

        var routes = HttpRoute.All.Select(route => $"{route.Verb} /api/{route.Route} {route.Function}");
        Assert.Equal(routes.Order(), described.Order());
    }

    [Fact]
    public async Task References_AllLeadSomewhere()
    {
        var document = await trained.App.GetAsync("/api/openapi.json");
        var components = document.GetProperty("components").EnumerateObject()
            .SelectMany(kind => kind.Value.EnumerateObject().Select(component => $"#/components/{kind.Name}/{component.Name}")).ToHashSet();

        var references = References(document).ToList();

        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.Contains(reference, components));
    }

    [Theory]
    [InlineData("Track", typeof(Track))]
    [InlineData("Event", typeof(ListeningEvent))]
    [InlineData("Follow", typeof(Follow))]
    [InlineData("TrainingSettings", typeof(TrainingSettings))]
    [InlineData("TrainingStatus", typeof(TrainingStatus))]
    [InlineData("Metrics", typeof(MetricValues))]
    [InlineData("TuningSettings", typeof(TuningSettings))]
    [InlineData("TuningStatus", typeof(TuningStatus))]
    [InlineData("Trial", typeof(TrialStatus))]
    [InlineData("Recommendations", typeof(Recommendations))]
    [InlineData("Recommendation", typeof(Recommendation))]
    [InlineData("Reason", typeof(Reason))]
    [InlineData("ReasonTrack", typeof(ReasonTrack))]
    [InlineData("SimilarTrack", typeof(SimilarTrack))]
    [InlineData("SimilarListener", typeof(SimilarListener))]
    [InlineData("Genre", typeof(Genre))]
    [InlineData("GenreTrack", typeof(GenreTrack))]
    [InlineData("MapGenre", typeof(MapGenre))]
    [InlineData("MapTrack", typeof(MapTrack))]
    [InlineData("ServedModel", typeof(ServedModel))]
    [InlineData("ModelPort", typeof(ModelPort))]
    [InlineData("WeeklyPlaylist", typeof(WeeklyPlaylist))]
    [InlineData("TrackAudio", typeof(TrackAudioAnswer))]
    [InlineData("AudioFeatures", typeof(AudioFeatures))]
    [InlineData("AudioAnalysis", typeof(AudioAnalysisStatus))]
    [InlineData("Erasure", typeof(ErasureStatus))]
    public async Task Schemas_HaveTheFieldsOfTheirRecords(string schema, Type record)
    {
        var document = await trained.App.GetAsync("/api/openapi.json");

        var described = document.GetProperty("components").GetProperty("schemas").GetProperty(schema).GetProperty("properties")
            .EnumerateObject().Select(property => property.Name);

        var fields = record.GetProperties().Select(property =>
            property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name));
        Assert.Equal(fields.Order(), described.Order());
    }

    [Fact]
    public async Task CurvesAndDefaultSearch_AreWhatTheAppTakes()
    {
        var schemas = (await trained.App.GetAsync("/api/openapi.json")).GetProperty("components").GetProperty("schemas");
        var (tuning, space) = (schemas.GetProperty("TuningSettings"), new TuningSpace().OrDefault());
        JsonElement[] curves =
        [
            schemas.GetProperty("TrainingSettings").GetProperty("properties").GetProperty("curve"),
            schemas.GetProperty("TrainingDefaults").GetProperty("properties").GetProperty("settings").GetProperty("properties").GetProperty("curve"),
            tuning.GetProperty("properties").GetProperty("curve").GetProperty("items"),
        ];

        Assert.All(curves, curve => Assert.Equal(
            Enum.GetNames<ConfidenceCurve>().Select(JsonNamingPolicy.CamelCase.ConvertName).Order(),
            curve.GetProperty("enum").EnumerateArray().Select(name => name.GetString()!).Order()));
        Assert.Contains(
            FormattableString.Invariant($"alpha {string.Join(", ", space.Alpha!)} and regularization {string.Join(", ", space.Regularization!)}."),
            tuning.GetProperty("description").GetString());
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.Name == "$ref" ? [property.Value.GetString()!] : References(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
