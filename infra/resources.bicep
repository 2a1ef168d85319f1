// What main.bicep puts into the resource group. It can be deployed by itself into a group that is there already:
// az deployment group create --resource-group GROUP --template-file infra/resources.bicep --parameters environmentName=NAME
targetScope = 'resourceGroup'

@description('Name of the environment: part of what the other names are made of.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region of all resources.')
param location string = resourceGroup().location

@description('Where weeks begin and end: an IANA name.')
param timeZone string = 'UTC'

@description('How Cosmos DB is paid.')
@allowed(['serverless', 'autoscale'])
param cosmosCapacity string = 'serverless'

@description('With autoscale: the most request units a second.')
@minValue(1000)
@maxValue(1000000)
param cosmosMaximumThroughput int = 4000

@description('The index over the tracks\' vectors.')
@allowed(['diskANN', 'quantizedFlat', 'none'])
param vectorIndex string = 'diskANN'

@description('Numbers of a track\'s vector.')
@minValue(1)
@maxValue(4096)
param vectorDimensions int = 64

@description('Memory of an instance in MB.')
@allowed([2048, 4096])
param instanceMemory int = 2048

@description('How many instances there may be at once.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('Instances that always wait for HTTP requests.')
@minValue(0)
@maxValue(100)
param alwaysReadyHttp int = 0

@description('Instances that always wait for orchestrations and activities.')
@minValue(0)
@maxValue(100)
param alwaysReadyDurable int = 0

@description('Whether Storage and Cosmos DB can be reached from a virtual network only.')
param privateNetwork bool = false

@description('How long deleted blobs can be had back, in days; 0 for not at all.')
@minValue(0)
@maxValue(365)
param softDeleteDays int = 7

@description('Whether the Functions host runs in its OpenTelemetry mode, which exports addresses of requests.')
param hostOpenTelemetry bool = false

// Thirteen characters that stay the same however often this is deployed, and are others in every subscription and region.
var suffix = uniqueString(resourceGroup().id, environmentName, location)
var tags = { 'azd-env-name': environmentName }

// User-assigned, so that its roles are there before the app that needs them to start.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-mixtape-${suffix}'
  location: location
  tags: tags
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    suffix: suffix
    location: location
    tags: tags
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    suffix: suffix
    location: location
    tags: tags
    privateNetwork: privateNetwork
    softDeleteDays: softDeleteDays
  }
}

module cosmos 'modules/cosmos.bicep' = {
  name: 'cosmos'
  params: {
    suffix: suffix
    location: location
    tags: tags
    capacity: cosmosCapacity
    maximumThroughput: cosmosMaximumThroughput
    vectorIndex: vectorIndex
    vectorDimensions: vectorDimensions
    privateNetwork: privateNetwork
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  name: 'network'
  params: {
    suffix: suffix
    location: location
    tags: tags
    storageId: storage.outputs.id
    cosmosId: cosmos.outputs.id
  }
}

module roles 'modules/roles.bicep' = {
  name: 'roles'
  params: {
    principalId: identity.properties.principalId
    storageName: storage.outputs.name
    cosmosName: cosmos.outputs.name
    insightsName: monitoring.outputs.insightsName
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  // A host that may not yet read its storage does not start.
  dependsOn: [roles]
  params: {
    suffix: suffix
    location: location
    tags: tags
    identityId: identity.id
    identityClientId: identity.properties.clientId
    storageName: storage.outputs.name
    blobEndpoint: storage.outputs.blobEndpoint
    blobContainer: storage.outputs.blobContainer
    deploymentContainer: storage.outputs.deploymentContainer
    cosmosEndpoint: cosmos.outputs.endpoint
    cosmosDatabase: cosmos.outputs.database
    vectorIndex: vectorIndex
    vectorDimensions: vectorDimensions
    insightsConnectionString: monitoring.outputs.insightsConnectionString
    subnetId: privateNetwork ? network!.outputs.appSubnetId : ''
    timeZone: timeZone
    instanceMemory: instanceMemory
    maximumInstances: maximumInstances
    alwaysReadyHttp: alwaysReadyHttp
    alwaysReadyDurable: alwaysReadyDurable
    hostOpenTelemetry: hostOpenTelemetry
  }
}

output appName string = app.outputs.name
output server string = app.outputs.server
