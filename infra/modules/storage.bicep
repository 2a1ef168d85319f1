// One Storage account: the app's blobs, its package, and the queues, tables and blobs of the Functions host and of Durable Functions.

@description('What makes names unique.')
param suffix string

@description('Region.')
param location string

@description('Tags of each resource.')
param tags object

@description('Whether it can be reached by private endpoints only.')
param privateNetwork bool

@description('How long deleted blobs can be had back, in days; 0 for not at all.')
param softDeleteDays int

@description('After how many days without a write a working blob of a training goes.')
param workingBlobDays int = 30

var blobContainer = 'mixtape'
var deploymentContainer = 'deployment'

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stmixtape${suffix}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false // identities only: nobody has a key to lose
    allowCrossTenantReplication: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: softDeleteDays > 0 ? { enabled: true, days: softDeleteDays } : { enabled: false }
    containerDeleteRetentionPolicy: { enabled: true, days: 7 }
  }
}

resource appContainer 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  parent: blobs
  name: blobContainer
}

resource packageContainer 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  parent: blobs
  name: deploymentContainer
}

// Each training clears up the working blobs of all before it. This is for those that no later training came to clear. Nothing else
// ever expires: events, audio and generations are the app's to delete.
resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2023-05-01' = {
  parent: account
  name: 'default'
  dependsOn: [blobs]
  properties: {
    policy: {
      rules: [
        {
          name: 'abandoned-trainings'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: ['${blobContainer}/trainings/']
            }
            actions: {
              baseBlob: {
                delete: { daysAfterModificationGreaterThan: workingBlobDays }
              }
            }
          }
        }
      ]
    }
  }
}

output id string = account.id
output name string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
output blobContainer string = appContainer.name
output deploymentContainer string = packageContainer.name
