namespace Mixtape.Learning.Scaling;

/// <summary>A column of a file that is no feature.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why, such as <c>line 2 holds 'abc'</c>.</param>
public sealed record SkippedColumn(string Name, string Reason);
