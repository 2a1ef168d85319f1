using System.Text.RegularExpressions;
using Mixtape.Functions.Training;

namespace Mixtape.Functions.Tests.Infrastructure;

public sealed partial class BicepSecurityTests
{
    /// <summary>Built-in roles, which have the same ids in every tenant.</summary>
    private static readonly Dictionary<string, string> _roles = new()
    {
        ["Storage Blob Data Owner"] = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        ["Storage Queue Data Contributor"] = "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
        ["Storage Table Data Contributor"] = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
        ["Monitoring Metrics Publisher"] = "3913510d-42f4-4e42-8a64-420c390055eb",
        ["Cosmos DB Built-in Data Contributor"] = "00000000-0000-0000-0000-000000000002",
    };

    [Fact]
    public void Roles_AreThoseOfTheirNames_AndAllAreAssigned()
    {
        var file = BicepFile.Read(BicepFile.Texts)["modules/roles.bicep"];
        var granted = file.Variables.Values.SelectMany(roles => roles!.AsObject())
            .ToDictionary(role => role.Key, role => (string)role.Value!);

        Assert.Equal(_roles.OrderBy(role => role.Key), granted.OrderBy(role => role.Key));
        Assert.Equal(_roles.Count, file.Resources.Where(resource => !resource.Existing).Sum(resource => resource.Bodies.Length));
        Assert.All(
            BicepFile.Texts.SelectMany(text => Guids().Matches(text.Value)), guid => Assert.Contains(guid.Value, _roles.Values));
    }

    [Fact]
    public void Stores_TakeIdentitiesOnly_AndNoOldTls()
    {
        var files = BicepFile.Read(BicepFile.Texts);
        var storage = files["modules/storage.bicep"].Resource("account")["properties"]!;
        Assert.False((bool)storage["allowSharedKeyAccess"]!);
        Assert.False((bool)storage["allowBlobPublicAccess"]!);
        Assert.True((bool)storage["supportsHttpsTrafficOnly"]!);
        Assert.Equal("TLS1_2", (string?)storage["minimumTlsVersion"]);
        var cosmos = files["modules/cosmos.bicep"].Resource("account")["properties"]!;
        Assert.True((bool)cosmos["disableLocalAuth"]!);
        Assert.Equal("Tls12", (string?)cosmos["minimalTlsVersion"]);
        Assert.True((bool)files["modules/monitoring.bicep"].Resource("insights")["properties"]!["DisableLocalAuth"]!);
        var app = files["modules/app.bicep"].Resource("app")["properties"]!;
        Assert.True((bool)app["httpsOnly"]!);
        Assert.Equal("1.2", (string?)app["siteConfig"]!["minTlsVersion"]);
        Assert.Equal("Disabled", (string?)app["siteConfig"]!["ftpsState"]);
    }

    [Theory]
    [InlineData(true, "Disabled")]
    [InlineData(false, "Enabled")]
    public void PrivateNetwork_ShutsTheStoresToAllOthers(bool privateNetwork, string access)
    {
        var files = BicepFile.Read(BicepFile.Texts, new { privateNetwork, storageId = "storage", cosmosId = "cosmos" });

        Assert.Equal(access, (string?)files["modules/storage.bicep"].Resource("account")["properties"]!["publicNetworkAccess"]);
        Assert.Equal(access, (string?)files["modules/cosmos.bicep"].Resource("account")["properties"]!["publicNetworkAccess"]);
        Assert.Equal(privateNetwork ? 1 : 0, files["resources.bicep"].Modules.Single(module => module.Name == "network").Bodies.Length);
        Assert.Equal(
            [("storage", "blob"), ("storage", "queue"), ("storage", "table"), ("cosmos", "Sql")],
            files["modules/network.bicep"].Resources.Single(resource => resource.Name == "privateEndpoints").Bodies
                .Select(body => body["properties"]!["privateLinkServiceConnections"]![0]!["properties"]!)
                .Select(link => ((string)link["privateLinkServiceId"]!, (string)link["groupIds"]![0]!)));
    }

    [Fact]
    public void Lifecycle_DeletesWorkingBlobsAndNothingElse()
    {
        var files = BicepFile.Read(BicepFile.Texts);
        var rule = Assert.Single(files["modules/storage.bicep"].Resource("lifecycle")["properties"]!["policy"]!["rules"]!.AsArray());
        var container = (string)files["modules/storage.bicep"].Resource("appContainer")["name"]!;

        var prefix = Assert.Single(rule!["definition"]!["filters"]!["prefixMatch"]!.AsArray());
        Assert.Equal($"{container}/{TrainingBlobs.Folder("").TrimEnd('/')}/", (string?)prefix);
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Guids();
}
