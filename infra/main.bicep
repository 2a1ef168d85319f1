// All of Mixtape in one resource group, for `azd up`. It targets the subscription, so that the group is made as well: one command
// leads from nothing to an app, and `azd down` removes the group and all in it. Who may not make groups deploys resources.bicep into
// one that is there (docs/deploy.md says how).
targetScope = 'subscription'

@description('Name of the environment, as azd calls it: it names the resource group and is part of what the other names are made of.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region of all resources. It must offer Flex Consumption: `az functionapp list-flexconsumption-locations`.')
@minLength(1)
param location string

@description('Where weeks begin and end: an IANA name, such as Europe/Berlin.')
param timeZone string = 'UTC'

@description('How Cosmos DB is paid: serverless by request, which suits up to some millions of requests a day; autoscale by the hour.')
@allowed(['serverless', 'autoscale'])
param cosmosCapacity string = 'serverless'

@description('With autoscale: the most request units a second that the small containers share, and that each with vectors has to itself.')
@minValue(1000)
@maxValue(1000000)
param cosmosMaximumThroughput int = 4000

@description('The index over the tracks\' vectors. Fixed once the container is there. none: the app compares them itself.')
@allowed(['diskANN', 'quantizedFlat', 'none'])
param vectorIndex string = 'diskANN'

@description('Numbers of a track\'s vector: the model\'s factors, and two more with biases. Fixed once the container is there.')
@minValue(1)
@maxValue(4096)
param vectorDimensions int = 64

@description('Memory of an instance in MB. Two recordings are heard, or two blocks solved, at once in 2048.')
@allowed([2048, 4096])
param instanceMemory int = 2048

@description('How many instances there may be at once, and so how much a month can cost at most.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('Instances that always wait for HTTP requests, paid also while idle. 0: the first request after a pause waits for a start.')
@minValue(0)
@maxValue(100)
param alwaysReadyHttp int = 0

@description('Instances that always wait for orchestrations and activities, paid also while idle.')
@minValue(0)
@maxValue(100)
param alwaysReadyDurable int = 0

@description('Whether Storage and Cosmos DB can be reached from a virtual network only, that of the app. The app itself stays public.')
param privateNetwork bool = false

@description('How long deleted blobs can be had back, in days; 0 for not at all. What is erased is really gone after so long.')
@minValue(0)
@maxValue(365)
param softDeleteDays int = 7

@description('Whether the Functions host runs in its OpenTelemetry mode: then it exports a span for each request, with its address, and so listeners\' ids.')
param hostOpenTelemetry bool = false

var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2022-09-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module resources 'resources.bicep' = {
  name: 'mixtape'
  scope: group
  params: {
    environmentName: environmentName
    location: location
    timeZone: timeZone
    cosmosCapacity: cosmosCapacity
    cosmosMaximumThroughput: cosmosMaximumThroughput
    vectorIndex: vectorIndex
    vectorDimensions: vectorDimensions
    instanceMemory: instanceMemory
    maximumInstances: maximumInstances
    alwaysReadyHttp: alwaysReadyHttp
    alwaysReadyDurable: alwaysReadyDurable
    privateNetwork: privateNetwork
    softDeleteDays: softDeleteDays
    hostOpenTelemetry: hostOpenTelemetry
  }
}

// azd keeps outputs in its environment: `azd env get-value MIXTAPE_SERVER`. None is a secret.
output AZURE_RESOURCE_GROUP string = group.name
output SERVICE_APP_NAME string = resources.outputs.appName
output MIXTAPE_SERVER string = resources.outputs.server
