using Portolan.Graph;

namespace Portolan.Corpus.ModelPreparation.Internals;

/// <summary>What an n-gram model is trained from.</summary>
internal sealed record TrainModelInput(Node<ArticlesResult> Articles, Node<TrainedTokenizer> Tokenizer);
