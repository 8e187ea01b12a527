using Portolan.Text.Tokenizers;

namespace Portolan.Encoders.Onnx.Encoders;

/// <summary>How texts become tokens.</summary>
/// <param name="Tokenizer">The tokeniser.</param>
/// <param name="MaxTokens">Most tokens of a text, special ones counted.</param>
/// <param name="Prefix">What goes before each text.</param>
/// <param name="Lowers">Whether texts are lower-cased before that.</param>
internal sealed record TextInput(TextTokenizer Tokenizer, int MaxTokens, string Prefix, bool Lowers);
