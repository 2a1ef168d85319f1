using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using static Microsoft.Azure.Functions.Worker.AuthorizationLevel;

namespace Mixtape.Functions.Tests.Http;

/// <summary>
/// Who may call what. Administration (what changes the catalogue, starts work for everybody, or tells who all listeners are) takes the
/// master key; listening and serving take a function key; only what tells nothing of anybody is open.
/// </summary>
public sealed partial class AuthorizationTests(TrainedApp trained)
{
    private static readonly Dictionary<string, AuthorizationLevel> _matrix = new()
    {
        // Listening: one listener's own acts, and the events that a player sends as they happen.
        ["post events"] = Function,
        ["get users/{id}/follows"] = Function,
        ["put users/{id}/follows/{artistId}"] = Function,
        ["delete users/{id}/follows/{artistId}"] = Function,

        // Import: batches over many listeners, or the catalogue.
        ["put follows"] = Admin,
        ["put tracks"] = Admin,
        ["put tracks/{id}/audio"] = Admin,
        ["delete tracks/{id}/audio"] = Admin,
        ["post audio/analyses"] = Admin,

        // Training and tuning: who starts them spends the owner's money; how they go are figures over everybody.
        ["post training"] = Admin,
        ["get training/{id}"] = Function,
        ["get training-defaults"] = Function,
        ["delete training-defaults"] = Admin,
        ["post tuning"] = Admin,
        ["get tuning/{id}"] = Function,
        ["get audio/analyses/{id}"] = Function,

        // Serving: a listener's own lists, and what is known of tracks.
        ["get users/{id}/recommendations"] = Function,
        ["get users/{id}/similar"] = Function, // names other listeners: what a key of the service opens is for the service, not its users
        ["get users/{id}/discover-weekly"] = Function,
        ["get users/{id}/release-radar"] = Function,
        ["get tracks/{id}/similar"] = Function,
        ["get tracks/{id}/audio-features"] = Function,
        ["get genres"] = Function,
        ["get genres/{genre}/tracks"] = Function,
        ["get map"] = Function,
        ["get models"] = Function,

        // Weekly builds: work for everybody; how they go are counts.
        ["post discover-weekly"] = Admin,
        ["get discover-weekly/{id}"] = Function,
        ["post release-radar"] = Admin,
        ["get release-radar/{id}"] = Function,

        // Everybody's ids, and erasing somebody.
        ["get users"] = Admin,
        ["delete users/{id}"] = Admin,
        ["get erasures/{id}"] = Admin,

        // Open: names of versions and generations, and this description.
        ["get health"] = Anonymous,
        ["get openapi.json"] = Anonymous,
    };

    [Fact]
    public void Routes_AreThoseOfTheMatrix_WithItsLevels()
    {
        var routes = HttpRoute.All.Select(route => $"{route.Verb} {route.Route}: {route.Level}");

        Assert.Equal(_matrix.Select(entry => $"{entry.Key}: {entry.Value}").Order(), routes.Order());
    }

    [Fact]
    public async Task OpenApi_StatesTheKeyOfEachOperation()
    {
        var document = await trained.App.GetAsync("/api/openapi.json");

        var stated = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method =>
        {
            var schemes = method.Value.GetProperty("security").EnumerateArray().SelectMany(scheme => scheme.EnumerateObject());
            return $"{method.Name} {path.Name["/api/".Length..]}: {string.Join(" ", schemes.Select(scheme => scheme.Name))}";
        }));

        var expected = _matrix.Select(entry =>
            $"{entry.Key}: {entry.Value switch { Admin => "masterKey", Function => "functionKey", _ => "" }}");
        Assert.Equal(expected.Order(), stated.Order());
        foreach (var scheme in document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject())
            Assert.Equal("x-functions-key", scheme.Value.GetProperty("name").GetString());
    }

    [Fact]
    public void Document_StatesTheMatrix()
    {
        var levels = new Dictionary<string, AuthorizationLevel>
        {
            ["| master key"] = Admin,
            ["| function key"] = Function,
            ["| none |"] = Anonymous,
        };

        var stated = File.ReadAllLines(Locate()).SelectMany(line => levels
            .Where(level => line.StartsWith(level.Key, StringComparison.Ordinal))
            .SelectMany(level => line.Split('`').Where((_, i) => i % 2 == 1).Select(call => $"{call}: {level.Value}")));

        Assert.Equal(_matrix.Select(entry => $"{entry.Key}: {entry.Value}").Order(), stated.Order());
    }

    [Fact]
    public async Task Health_WithoutAKey_TellsNamesAlone()
    {
        var health = await trained.App.GetAsync("/api/health");

        string[] told = ["generation", "lastTraining", "models", "status", "version"];
        Assert.Equal(told, health.EnumerateObject().Select(property => property.Name).Order());
        Assert.Matches(Version(), health.GetProperty("version").GetString());
        Assert.Matches(GenerationId(), health.GetProperty("generation").GetString());
        Assert.Matches(GenerationId(), health.GetProperty("lastTraining").GetString());
    }

    private static string Locate([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/security.md"));

    [GeneratedRegex(@"^\d+\.\d+\.\d+(-[\w.]+)?(\+\w+)?$")]
    private static partial Regex Version();

    [GeneratedRegex(@"^\d{8}T\d{9}$")]
    private static partial Regex GenerationId();
}
