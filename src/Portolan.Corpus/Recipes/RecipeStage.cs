namespace Portolan.Corpus.Recipes;

/// <summary>One stage of a recipe.</summary>
/// <param name="Name">What counts and reports call it: its kind, with a number when a kind occurs more than once (<c>length</c>, <c>length-2</c>).</param>
/// <param name="Kind">The stage's word in the recipe, such as <c>exact-dedup</c>.</param>
/// <param name="Options">Its settings: <see cref="ReadOptions"/>, a <see cref="Filters.FilterOptions"/>, <see cref="Deduplication.ExactDedupOptions"/>, <see cref="Deduplication.UrlDedupOptions"/> or <see cref="WriteOptions"/>.</param>
public sealed record RecipeStage(string Name, string Kind, object Options);
