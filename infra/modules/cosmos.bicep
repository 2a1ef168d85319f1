// Cosmos DB for NoSQL: the app's documents. Containers are as src/Functions/DocumentContainers.cs names them and as the app's own
// adapter would create them; a test compares the two. The identity may read and write documents, not create containers: that takes
// rights over the account, which the app does not have.

@description('What makes names unique.')
param suffix string

@description('Region.')
param location string

@description('Tags of each resource.')
param tags object

@description('serverless or autoscale.')
@allowed(['serverless', 'autoscale'])
param capacity string

@description('With autoscale: the most request units a second that the small containers share, and that each with vectors has to itself.')
param maximumThroughput int

@description('The index over vectors that are searched.')
@allowed(['diskANN', 'quantizedFlat', 'none'])
param vectorIndex string

@description('Numbers of a vector that is searched.')
param vectorDimensions int

@description('Whether it can be reached by private endpoints only.')
param privateNetwork bool

// Cosmos DB refuses a vector policy where a container shares its database's throughput ("Vector Indexing is not supported for shared
// throughput offer"), but takes a container with throughput of its own beside those that share. A container's autoscale is paid at a
// tenth of its maximum while idle, so one for each of 16 containers would cost at rest what 16 do. Hence: those with a document for each
// listener or track of a generation, which publishing writes by the million, have their own, and all others share the database's.
var containers = [
  { name: 'events', vectorPath: '', searched: false }
  { name: 'follows', vectorPath: '', searched: false }
  { name: 'releases', vectorPath: '', searched: false }
  { name: 'tracks', vectorPath: '', searched: false }
  { name: 'catalogue', vectorPath: '', searched: false }
  { name: 'track-audio', vectorPath: '', searched: false }
  { name: 'track-audio-attempts', vectorPath: '', searched: false }
  { name: 'audio', vectorPath: '', searched: false }
  { name: 'listeners', vectorPath: '/value/vector', searched: false }
  { name: 'trackVectors', vectorPath: '/value/vector', searched: true }
  { name: 'generations', vectorPath: '', searched: false }
  { name: 'settings', vectorPath: '', searched: false }
  { name: 'locks', vectorPath: '', searched: false }
  { name: 'trials', vectorPath: '', searched: false }
  { name: 'playlists', vectorPath: '', searched: false }
  { name: 'erasures', vectorPath: '', searched: false }
]

var serverless = capacity == 'serverless'
var autoscale = { autoscaleSettings: { maxThroughput: maximumThroughput } }

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' = {
  name: 'cosmos-mixtape-${suffix}'
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [
      { locationName: location, failoverPriority: 0, isZoneRedundant: false }
    ]
    capabilities: concat(
      [{ name: 'EnableNoSQLVectorSearch' }],
      serverless ? [{ name: 'EnableServerless' }] : []
    )
    // What the account promises to who asks for nothing else. The app asks with each read for what is committed, since an event that one
    // instance acknowledged is read by another.
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: { tier: 'Continuous7Days' } // costs nothing but the restore
    }
    disableLocalAuth: true // identities only: the account's keys do not work
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
  }
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2025-04-15' = {
  parent: account
  name: 'mixtape'
  properties: {
    resource: { id: 'mixtape' }
    options: serverless ? {} : autoscale
  }
}

// One at a time: a container is a change of the account, and the account takes one change after the other.
@batchSize(1)
resource documents 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2025-04-15' = [for container in containers: {
  parent: database
  name: container.name
  properties: {
    options: !serverless && !empty(container.vectorPath) ? autoscale : {}
    resource: union(
      {
        id: container.name
        partitionKey: {
          paths: ['/partition']
          kind: 'Hash'
          version: 2
        }
        // Documents are read by key, and by partition in order of their ids: an index over more would only make writes dearer.
        indexingPolicy: union(
          {
            automatic: true
            indexingMode: 'consistent'
            includedPaths: [
              { path: '/id/?' }
            ]
            excludedPaths: concat(
              [{ path: '/*' }],
              empty(container.vectorPath) ? [] : [{ path: '${container.vectorPath}/*' }]
            )
          },
          container.searched && vectorIndex != 'none' ? {
            vectorIndexes: [
              { path: container.vectorPath, type: vectorIndex }
            ]
          } : {}
        )
      },
      container.searched && vectorIndex != 'none' ? {
        vectorEmbeddingPolicy: {
          vectorEmbeddings: [
            { path: container.vectorPath, dataType: 'float32', distanceFunction: 'cosine', dimensions: vectorDimensions }
          ]
        }
      } : {}
    )
  }
}]

output id string = account.id
output name string = account.name
output endpoint string = account.properties.documentEndpoint
output database string = database.name
