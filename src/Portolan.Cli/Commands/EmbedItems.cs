using Portolan.Encoders;
using Portolan.Encoders.Models;
using Portolan.Encoders.Windows;
using Portolan.Graph;

namespace Portolan.Cli.Commands;

/// <summary>What <c>portolan embed</c> encodes: texts, in windows where they are long, or pictures.</summary>
/// <param name="Dimensions">Numbers in a vector.</param>
/// <param name="Operation">Encodes a piece.</param>
/// <param name="PiecesOf">What of an item is encoded: itself, its windows, or nothing.</param>
/// <param name="CostOf">The work that a piece makes.</param>
internal sealed record EmbedItems(
    int Dimensions, Operation<string, float[]> Operation, Func<string, IEnumerable<string>> PiecesOf, Func<string, long> CostOf)
{
    /// <summary>Texts.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="maxWindows">Most windows of a text; with 1 it is cut where the encoder cuts.</param>
    /// <param name="collapses">Whether line ends and indents are no part of the texts.</param>
    public static EmbedItems Texts(ITextEncoder encoder, int maxWindows, bool collapses)
    {
        return new(encoder.Space.Dimensions, new EmbedTexts(encoder), PiecesOf, encoder.CostOf);

        IEnumerable<string> PiecesOf(string text)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                return [];
            }

            if (!collapses && (maxWindows == 1 || encoder.CountTokens(text) <= encoder.MaxTokens))
            {
                return [text];
            }

            return TextWindows.Split(text, encoder, new TextWindowOptions { MaxWindows = maxWindows }).Select(window => window.PassageOf(text));
        }
    }

    /// <summary>Picture files, named by their paths.</summary>
    /// <param name="model">A model of pictures.</param>
    public static EmbedItems Pictures(EmbeddingModel model) =>
        new(model.Space.Dimensions, new EmbedPictures(model, Models.ImageDecoder), path => [path], _ => 1);
}
