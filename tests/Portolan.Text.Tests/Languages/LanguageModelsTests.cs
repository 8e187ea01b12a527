using Portolan.Storage;
using Portolan.Testing;
using Portolan.Text.Languages;

namespace Portolan.Text.Tests.Languages;

public sealed class LanguageModelsTests
{
    [Fact]
    public void A_path_beats_the_variable_which_beats_the_package()
    {
        using var folder = new TemporaryFolder();
        string named = folder.Write("named.bin", "x");
        string variable = folder.Write("variable.bin", "x");
        string packaged = folder.Write(LanguageModels.PackagedPath, "x");
        string below = Directory.CreateDirectory(Path.Combine(folder.Path, "artifacts", "bin", "release")).FullName;

        LanguageModels.Locate(named, variable, below).ShouldBe(named);
        LanguageModels.Locate(null, variable, below).ShouldBe(variable);
        LanguageModels.Locate(null, null, below).ShouldBe(packaged);
        LanguageModels.Locate("", "", folder.Path).ShouldBe(packaged);
    }

    [Fact]
    public void A_named_file_that_is_missing_is_not_replaced_by_another()
    {
        using var folder = new TemporaryFolder();
        folder.Write(LanguageModels.PackagedPath, "x");
        Should.Throw<StorageException>(() => LanguageModels.Locate(folder.File("no.bin"), null, folder.Path)).Message.ShouldContain("no.bin");
        Should.Throw<StorageException>(() => LanguageModels.Locate(null, folder.File("no.bin"), folder.Path)).Message.ShouldContain(LanguageModels.Variable);
    }

    [Fact]
    public void A_missing_package_is_an_error_that_says_how_to_get_it()
    {
        using var folder = new TemporaryFolder();
        StorageException error = Should.Throw<StorageException>(() => LanguageModels.Locate(null, null, folder.Path));
        error.Message.ShouldContain("lid.176.ftz is not installed");
        error.Hint!.ShouldContain("npm ci --prefix assets");
    }

    [Fact]
    public void A_packaged_model_that_was_changed_is_refused()
    {
        using var folder = new TemporaryFolder();
        byte[] model = File.ReadAllBytes(LanguageModels.Locate());
        model[^1] ^= 1;
        string packaged = folder.Write(LanguageModels.PackagedPath, model);
        Should.Throw<StorageException>(() => LanguageIdentifier.Load(packaged)).Message.ShouldContain(LanguageModels.PackagedSha256);

        // The same bytes under another name are the user's own model.
        LanguageIdentifier.Load(folder.Write("mine.ftz", model)).Languages.Count.ShouldBe(176);
    }

    [Fact]
    public void Word_vectors_are_no_language_model()
    {
        string path = Repository.PathOf("tests/Portolan.Text.Tests/FastText/Models/word-vectors.bin");
        Should.Throw<StorageException>(() => LanguageIdentifier.Load(path)).Message.ShouldContain("no labels");
    }
}
