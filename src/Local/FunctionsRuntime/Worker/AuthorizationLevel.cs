namespace Microsoft.Azure.Functions.Worker;

/// <summary>The key that an HTTP request must carry in Azure. Locally no level is enforced, as in Core Tools.</summary>
public enum AuthorizationLevel
{
    Anonymous = 0,
    User = 1,
    Function = 2,
    System = 3,
    Admin = 4,
}
