namespace Microsoft.Azure.Functions.Worker;

/// <summary>Makes a method a function; its trigger attribute says what runs it.</summary>
/// <param name="name">A name that no other function of the app has, whatever the case of its letters.</param>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
