using System.Collections.Frozen;

namespace Portolan.Extraction.Extractors.Precise;

/// <summary>The commonest function words of the languages written with spaces: running text is full of them, menus and tag lists are not.</summary>
internal static class FunctionWords
{
    private const string List =
        "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you were her all she there would "
        + "their we him been has when who will no if out so said what its about than into them can only other could these two may then do my our your me how i "
        + "der die das und in den von zu mit sich des auf f\u00fcr ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem \u00fcber einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde wir ich ihr kann wenn "
        + "le la les de des du et \u00e0 un une en que qui dans pour pas sur au plus par ne se ce il est sont avec son sa ses ou mais nous vous elle on cette leur aux \u00eatre fait comme tout si \u00e9t\u00e9 "
        + "el los las y del se con para una su al lo como m\u00e1s pero sus o este s\u00ed porque esta entre cuando muy sin sobre tambi\u00e9n me hasta hay donde quien desde todo nos durante "
        + "e o os as do da em um uma com n\u00e3o no na dos das por ao ele foi \u00e0 seu sua quando muito j\u00e1 est\u00e1 eu s\u00f3 pelo pela isso "
        + "il di che \u00e8 per non del una gli della con sono dei nel alla anche si pi\u00f9 ha come dal questo ma lo delle nella al ai "
        + "het een van dat niet te zijn op aan met voor er maar om hem dan zou wat mijn dit zo door over ze bij ook tot je uit der "
        + "och att det som \u00e4r av f\u00f6r den till har inte p\u00e5 med ett jag om var de han s\u00e5 men kan eller fr\u00e5n vid og er af til p\u00e5 ikke jeg vi sig "
        + "w i z na nie \u017ce si\u0119 do jest to jak o za po ale od tak co ma by przez dla ju\u017c tym oraz jego czy "
        + "\u0438 \u0432 \u043d\u0435 \u043d\u0430 \u0441 \u0447\u0442\u043e \u043f\u043e \u044d\u0442\u043e \u043a \u0430 \u0438\u0437 \u0443 \u0437\u0430 \u043e\u0442 \u043a\u0430\u043a \u043e \u0436\u0435 \u0434\u043b\u044f \u043d\u043e \u0435\u0433\u043e \u043e\u043d \u0442\u0430\u043a \u0431\u044b\u043b \u0432\u0441\u0435 \u0438\u043b\u0438 \u043f\u0440\u0438 \u0442\u0430 \u0449\u043e \u0437 \u0456 "
        + "yang dan di itu dengan untuk dari ini tidak pada akan dalam juga oleh ada ke adalah bir ve bu da de i\u00e7in ile \u00e7ok "
        + "\u1f10 \u03ba\u03b1\u03b9 \u03c4\u03bf \u03bd\u03b1 \u03c4\u03bf\u03c5 \u03b7 \u03c4\u03b7\u03bd \u03b1\u03c0\u03cc \u03c4\u03b7\u03c2 \u03c0\u03bf\u03c5 \u03b3\u03b9\u03b1 \u03bc\u03b5 "
        + "\u0645\u0646 \u0641\u064a \u0639\u0644\u0649 \u0625\u0644\u0649 \u0623\u0646 \u0639\u0646 \u0645\u0639 \u0647\u0630\u0627 \u0647\u0630\u0647 \u0627\u0644\u062a\u064a \u0627\u0644\u0630\u064a \u0648 \u0644\u0627 \u0643\u0627\u0646 \u0628\u0639\u062f \u06a9\u0647 \u0628\u0647 \u0627\u0632 \u062f\u0631 \u0627\u06cc\u0646 \u0631\u0627 \u05e9\u05dc \u05d0\u05ea \u05e2\u05dc \u05dc\u05d0 \u05d6\u05d4 \u05d4\u05d5\u05d0";

    private static readonly FrozenSet<ulong> Hashes = List.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => BlockFacts.HashOf(word)).ToFrozenSet();

    /// <summary>Whether a word, given as the hash of its lower-case letters, is one.</summary>
    public static bool Contains(ulong hash) => Hashes.Contains(hash);
}
