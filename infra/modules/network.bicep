// A virtual network of two subnets: the app calls out of one, and Storage and Cosmos DB answer in the other, by private endpoints.

@description('What makes names unique.')
param suffix string

@description('Region.')
param location string

@description('Tags of each resource.')
param tags object

@description('The Storage account.')
param storageId string

@description('The Cosmos DB account.')
param cosmosId string

@description('Addresses of the network. Each running instance takes some of the app subnet: 256 leave room for the 40 of the default.')
param addresses string = '10.61.0.0/16'

@description('Those that the app calls from.')
param appAddresses string = '10.61.0.0/24'

@description('Those of the private endpoints.')
param endpointAddresses string = '10.61.1.0/27'

// One endpoint for each service that the app, its host or Durable Functions talks to, and the zone in which its name is looked up.
var endpoints = [
  { name: 'blob', target: storageId, group: 'blob', zone: 'privatelink.blob.${environment().suffixes.storage}' }
  { name: 'queue', target: storageId, group: 'queue', zone: 'privatelink.queue.${environment().suffixes.storage}' }
  { name: 'table', target: storageId, group: 'table', zone: 'privatelink.table.${environment().suffixes.storage}' }
  { name: 'cosmos', target: cosmosId, group: 'Sql', zone: 'privatelink.documents.azure.com' }
]

resource network 'Microsoft.Network/virtualNetworks@2024-03-01' = {
  name: 'vnet-mixtape-${suffix}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addresses] }
    subnets: [
      {
        name: 'app' // no underscore: Flex Consumption would refuse it
        properties: {
          addressPrefix: appAddresses
          delegations: [
            { name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: endpointAddresses
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }

  resource appSubnet 'subnets' existing = {
    name: 'app'
  }

  resource endpointSubnet 'subnets' existing = {
    name: 'endpoints'
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for endpoint in endpoints: {
  name: endpoint.zone
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (endpoint, i) in endpoints: {
  parent: zones[i]
  name: 'mixtape'
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: { id: network.id }
  }
}]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2024-03-01' = [for endpoint in endpoints: {
  name: 'pep-${endpoint.name}-${suffix}'
  location: location
  tags: tags
  properties: {
    subnet: { id: network::endpointSubnet.id }
    privateLinkServiceConnections: [
      {
        name: endpoint.name
        properties: {
          privateLinkServiceId: endpoint.target
          groupIds: [endpoint.group]
        }
      }
    ]
  }
}]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-03-01' = [for (endpoint, i) in endpoints: {
  parent: privateEndpoints[i]
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      { name: endpoint.name, properties: { privateDnsZoneId: zones[i].id } }
    ]
  }
}]

output appSubnetId string = network::appSubnet.id
