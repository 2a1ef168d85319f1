namespace Mixtape.Learning.Onnx;

/// <summary>
/// A model file, or its manifest, is damaged, hostile, or beyond what this program reads. The message names the place
/// and the remedy.
/// </summary>
public sealed class InvalidModelException(string message, Exception? inner = null) : Exception(message, inner);
