// Logs and metrics: Application Insights over a Log Analytics workspace.

@description('What makes names unique.')
param suffix string

@description('Region.')
param location string

@description('Tags of each resource.')
param tags object

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-mixtape-${suffix}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 30 // what the price of a gigabyte includes
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-mixtape-${suffix}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    // The connection string then says where to send, and lets nobody send: only identities with a role may.
    DisableLocalAuth: true
  }
}

output insightsName string = insights.name
output insightsConnectionString string = insights.properties.ConnectionString
