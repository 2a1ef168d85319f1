// The function app on a Flex Consumption plan: paid by use, scaled out and in by itself, one app to a plan.

@description('What makes names unique.')
param suffix string

@description('Region.')
param location string

@description('Tags of each resource.')
param tags object

@description('The identity that the app runs as: its resource.')
param identityId string

@description('The same, as the app asks for it.')
param identityClientId string

@description('The Storage account.')
param storageName string

@description('Where its blobs are.')
param blobEndpoint string

@description('The container of the app\'s blobs.')
param blobContainer string

@description('The container of the package that the app starts from.')
param deploymentContainer string

@description('Where the documents are.')
param cosmosEndpoint string

@description('Their database.')
param cosmosDatabase string

@description('The index over the tracks\' vectors.')
@allowed(['diskANN', 'quantizedFlat', 'none'])
param vectorIndex string

@description('Numbers of a track\'s vector.')
param vectorDimensions int

@description('Where logs and metrics go: an address, no secret, as the component takes none but an identity\'s.')
param insightsConnectionString string

@description('The subnet that the app calls out from; empty for none.')
param subnetId string

@description('Where weeks begin and end: an IANA name.')
param timeZone string

@description('Memory of an instance in MB.')
@allowed([2048, 4096])
param instanceMemory int

@description('How many instances there may be at once.')
param maximumInstances int

@description('Instances that always wait for HTTP requests.')
param alwaysReadyHttp int

@description('Instances that always wait for orchestrations and activities.')
param alwaysReadyDurable int

@description('Whether the Functions host runs in its OpenTelemetry mode, which exports addresses of requests.')
param hostOpenTelemetry bool

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-mixtape-${suffix}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true // Linux
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-mixtape-${suffix}'
  location: location
  tags: union(tags, { 'azd-service-name': 'app' }) // by which azd finds what azure.yaml calls `app`
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${blobEndpoint}${deploymentContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemory
        maximumInstanceCount: maximumInstances
        alwaysReady: concat(
          alwaysReadyHttp > 0 ? [{ name: 'http', instanceCount: alwaysReadyHttp }] : [],
          alwaysReadyDurable > 0 ? [{ name: 'durable', instanceCount: alwaysReadyDurable }] : []
        )
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      appSettings: concat([
        // The host's own storage, and that of Durable Functions, by identity: blobs, queues and tables of one account.
        { name: 'AzureWebJobsStorage__accountName', value: storageName }
        { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }
        { name: 'AzureWebJobsStorage__clientId', value: identityClientId }
        // The identity that DefaultAzureCredential takes.
        { name: 'AZURE_CLIENT_ID', value: identityClientId }
        // host.json names the hub by this.
        { name: 'TaskHubName', value: 'Mixtape' }
        { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insightsConnectionString }
        { name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING', value: 'Authorization=AAD;ClientId=${identityClientId}' }
        // Settings of Mixtape's own: src/Functions/MixtapeOptions.cs and the options of the two stores.
        { name: 'Mixtape__Blobs__Endpoint', value: blobEndpoint }
        { name: 'Mixtape__Blobs__Container', value: blobContainer }
        { name: 'Mixtape__Cosmos__Endpoint', value: cosmosEndpoint }
        { name: 'Mixtape__Cosmos__Database', value: cosmosDatabase }
        { name: 'Mixtape__Cosmos__VectorIndex', value: vectorIndex }
        { name: 'Mixtape__Cosmos__VectorDimensions', value: string(vectorDimensions) }
        { name: 'Mixtape__TimeZone', value: timeZone }
      ], hostOpenTelemetry ? [{ name: 'AzureFunctionsJobHost__telemetryMode', value: 'OpenTelemetry' }] : []) // host.json leaves it off
    }
  }
}

output name string = app.name
output server string = 'https://${app.properties.defaultHostName}'
