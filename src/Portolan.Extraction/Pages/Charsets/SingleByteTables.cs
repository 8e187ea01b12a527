namespace Portolan.Extraction.Pages.Charsets;

/// <summary>What each byte means in the single-byte encodings (indexes of the WHATWG Encoding standard, section 9).</summary>
/// <remarks>
/// Written out because .NET lacks ISO-8859-10, -14 and -16 and reads others differently: bytes that an encoding leaves free are C1
/// controls to a browser where .NET sees errors or its own guesses.
/// </remarks>
internal static class SingleByteTables
{
    // Bytes 0x80 to 0xFF; U+FFFD where the byte is an error.
    private static readonly string?[] UpperHalves = new string?[(int)Charset.XUserDefined + 1];

    private static readonly char[]?[] Tables = new char[]?[(int)Charset.XUserDefined + 1];

    static SingleByteTables()
    {
        UpperHalves[(int)Charset.Ibm866] =
            "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ" +
            "абвгдежзийклмноп\u2591\u2592\u2593\u2502\u2524\u2561\u2562\u2556\u2555\u2563\u2551\u2557\u255d\u255c\u255b\u2510" +
            "\u2514\u2534\u252c\u251c\u2500\u253c\u255e\u255f\u255a\u2554\u2569\u2566\u2560\u2550\u256c\u2567\u2568\u2564\u2565\u2559\u2558\u2552\u2553\u256b\u256a\u2518\u250c\u2588\u2584\u258c\u2590\u2580" +
            "рстуфхцчшщъыьэюяЁёЄєЇїЎў\u00b0∙·√\u2116¤\u25a0\u00a0";
        UpperHalves[(int)Charset.Iso8859Part2] =
            "\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f" +
            "\u00a0Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u00adŽŻ\u00b0ą˛ł´ľśˇ¸šşťź˝žż" +
            "ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß" +
            "ŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙";
        UpperHalves[(int)Charset.Iso8859Part3] =
            "\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f" +
            "\u00a0Ħ˘£¤\ufffdĤ§¨İŞĞĴ\u00ad\ufffdŻ\u00b0ħ²³´µĥ·¸ışğĵ½\ufffdż" +
            "ÀÁÂ\ufffdÄĊĈÇÈÉÊËÌÍÎÏ\ufffdÑÒÓÔĠÖ×ĜÙÚÛÜŬŜß" +
            "àáâ\ufffdäċĉçèéêëìíîï\ufffdñòóôġö÷ĝùúûüŭŝ˙";
        UpperHalves[(int)Charset.Iso8859Part4] =
            "\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f" +
            "\u00a0ĄĸŖ¤ĨĻ§¨ŠĒĢŦ\u00adŽ¯\u00b0ą˛ŗ´ĩļˇ¸šēģŧŊžŋ" +
            "ĀÁÂÃÄÅÆĮČÉĘËĖÍÎĪĐŅŌĶÔÕÖ×ØŲÚÛÜŨŪß" +
            "āáâãäåæįčéęëėíîīđņōķôõö÷øųúûüũū˙";
        UpperHalves[(int)Charset.Iso8859Part5] =
            "\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f" +
            "\u00a0ЁЂЃЄЅІЇЈЉЊЋЌ\u00adЎЏАБВГДЕЖЗИЙКЛМНОП" +
            "РСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп" +
            "рстуфхцчшщъыьэюя\u2116ёђѓєѕіїјљњћќ§ўџ";
        UpperHalves[(int)Charset.Iso8859Part6] =
            "\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f" +
            "\u00a0\ufffd\ufffd\ufffd¤\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd،\u00ad\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\u061b\ufffd\ufffd\ufffd\u061f" +
            "\ufffd\u0621\u0622\u0623\u0624\u0625\u0626\u0627\u0628\u0629\u062a\u062b\u062c\u062d\u062e\u062f\u0630\u0631\u0632\u0633\u0634\u0635\u0636\u0637\u0638\u0639\u063a\ufffd\ufffd\ufffd\ufffd\ufffd" +
            "\u0640\u0641\u0642\u0643\u0644\u0645\u0646\u0647\u0648\u0649\u064a\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd";
        UpperHalves[(int)Charset.Iso8859Part7] =
            "\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f" +
            "\u00a0‘’£€₯\u00a6§¨\u00a9ͺ«¬\u00ad\ufffd―\u00b0±²³΄΅Ά·ΈΉΊ»Ό½ΎΏ" +
            "ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡ\ufffdΣΤΥΦΧΨΩΪΫάέήί" +
            "ΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ\ufffd";
        UpperHalves[(int)Charset.Iso8859Part8] =
            "\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f" +
            "\u00a0\ufffd¢£¤¥\u00a6§¨\u00a9×«¬\u00ad\u00ae¯\u00b0±²³´µ¶·¸¹÷»¼½¾\ufffd" +
            "\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd‗" +
            "\u05d0\u05d1\u05d2\u05d3\u05d4\u05d5\u05d6\u05d7\u05d8\u05d9\u05da\u05db\u05dc\u05dd\u05de\u05df\u05e0\u05e1\u05e2\u05e3\u05e4\u05e5\u05e6\u05e7\u05e8\u05e9\u05ea\ufffd\ufffd\u200e\u200f\ufffd";
        UpperHalves[(int)Charset.Iso8859Part10] =
            "\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f" +
            "\u00a0ĄĒĢĪĨĶ§ĻĐŠŦŽ\u00adŪŊ\u00b0ąēģīĩķ·ļđšŧž―ūŋ" +
            "ĀÁÂÃÄÅÆĮČÉĘËĖÍÎÏÐŅŌÓÔÕÖŨØŲÚÛÜÝÞß" +
            "āáâãäåæįčéęëėíîïðņōóôõöũøųúûüýþĸ";
        UpperHalves[(int)Charset.Iso8859Part13] =
            "\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f" +
            "\u00a0”¢£¤„\u00a6§Ø\u00a9Ŗ«¬\u00ad\u00aeÆ\u00b0±²³“µ¶·ø¹ŗ»¼½¾æ" +
            "ĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻŠŃŅÓŌÕÖ×ŲŁŚŪÜŻŽß" +
            "ąįāćäåęēčéźėģķīļšńņóōõö÷ųłśūüżž’";
        UpperHalves[(int)Charset.Iso8859Part14] =
            "\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f" +
            "\u00a0Ḃḃ£ĊċḊ§Ẁ\u00a9ẂḋỲ\u00ad\u00aeŸḞḟĠġṀṁ¶ṖẁṗẃṠỳẄẅṡ" +
            "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏŴÑÒÓÔÕÖṪØÙÚÛÜÝŶß" +
            "àáâãäåæçèéêëìíîïŵñòóôõöṫøùúûüýŷÿ";
        UpperHalves[(int)Charset.Iso8859Part15] =
            "\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f" +
            "\u00a0¡¢£€¥Š§š\u00a9ª«¬\u00ad\u00ae¯\u00b0±²³Žµ¶·ž¹º»ŒœŸ¿" +
            "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß" +
            "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ";
        UpperHalves[(int)Charset.Iso8859Part16] =
            "\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f" +
            "\u00a0ĄąŁ€„Š§š\u00a9Ș«Ź\u00adźŻ\u00b0±ČłŽ”¶·žčș»ŒœŸż" +
            "ÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚß" +
            "àáâăäćæçèéêëìíîïđńòóôőöśűùúûüęțÿ";
        UpperHalves[(int)Charset.Koi8R] =
            "\u2500\u2502\u250c\u2510\u2514\u2518\u251c\u2524\u252c\u2534\u253c\u2580\u2584\u2588\u258c\u2590\u2591\u2592\u2593⌠\u25a0∙√≈≤≥\u00a0⌡\u00b0²·÷" +
            "\u2550\u2551\u2552ё\u2553\u2554\u2555\u2556\u2557\u2558\u2559\u255a\u255b\u255c\u255d\u255e\u255f\u2560\u2561Ё\u2562\u2563\u2564\u2565\u2566\u2567\u2568\u2569\u256a\u256b\u256c\u00a9" +
            "юабцдефгхийклмнопярстужвьызшэщчъ" +
            "ЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ";
        UpperHalves[(int)Charset.Koi8U] =
            "\u2500\u2502\u250c\u2510\u2514\u2518\u251c\u2524\u252c\u2534\u253c\u2580\u2584\u2588\u258c\u2590\u2591\u2592\u2593⌠\u25a0∙√≈≤≥\u00a0⌡\u00b0²·÷" +
            "\u2550\u2551\u2552ёє\u2554ії\u2557\u2558\u2559\u255a\u255bґў\u255e\u255f\u2560\u2561ЁЄ\u2563ІЇ\u2566\u2567\u2568\u2569\u256aҐЎ\u00a9" +
            "юабцдефгхийклмнопярстужвьызшэщчъ" +
            "ЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ";
        UpperHalves[(int)Charset.Macintosh] =
            "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü" +
            "†\u00b0¢£§•¶ß\u00ae\u00a9\u2122´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø" +
            "¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷\u25caÿŸ⁄€‹›ﬁﬂ" +
            "‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";
        UpperHalves[(int)Charset.Windows874] =
            "€\u0081\u0082\u0083\u0084…\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090‘’“”•–—\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f" +
            "\u00a0กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟ" +
            "ภมยรฤลฦวศษสหฬอฮฯะ\u0e31าำ\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\ufffd\ufffd\ufffd\ufffd฿" +
            "เแโใไๅๆ\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e๏๐๑๒๓๔๕๖๗๘๙๚๛\ufffd\ufffd\ufffd\ufffd";
        UpperHalves[(int)Charset.Windows1250] =
            "€\u0081‚\u0083„…†‡\u0088‰Š‹ŚŤŽŹ\u0090‘’“”•–—\u0098\u2122š›śťžź" +
            "\u00a0ˇ˘Ł¤Ą\u00a6§¨\u00a9Ş«¬\u00ad\u00aeŻ\u00b0±˛ł´µ¶·¸ąş»Ľ˝ľż" +
            "ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß" +
            "ŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙";
        UpperHalves[(int)Charset.Windows1251] =
            "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u0098\u2122љ›њќћџ" +
            "\u00a0ЎўЈ¤Ґ\u00a6§Ё\u00a9Є«¬\u00ad\u00aeЇ\u00b0±Ііґµ¶·ё\u2116є»јЅѕї" +
            "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ" +
            "абвгдежзийклмнопрстуфхцчшщъыьэюя";
        UpperHalves[(int)Charset.Windows1252] =
            "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜\u2122š›œ\u009džŸ" +
            "\u00a0¡¢£¤¥\u00a6§¨\u00a9ª«¬\u00ad\u00ae¯\u00b0±²³´µ¶·¸¹º»¼½¾¿" +
            "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß" +
            "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ";
        UpperHalves[(int)Charset.Windows1253] =
            "€\u0081‚ƒ„…†‡\u0088‰\u008a‹\u008c\u008d\u008e\u008f\u0090‘’“”•–—\u0098\u2122\u009a›\u009c\u009d\u009e\u009f" +
            "\u00a0΅Ά£¤¥\u00a6§¨\u00a9\ufffd«¬\u00ad\u00ae―\u00b0±²³΄µ¶·ΈΉΊ»Ό½ΎΏ" +
            "ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡ\ufffdΣΤΥΦΧΨΩΪΫάέήί" +
            "ΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ\ufffd";
        UpperHalves[(int)Charset.Windows1254] =
            "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008d\u008e\u008f\u0090‘’“”•–—˜\u2122š›œ\u009d\u009eŸ" +
            "\u00a0¡¢£¤¥\u00a6§¨\u00a9ª«¬\u00ad\u00ae¯\u00b0±²³´µ¶·¸¹º»¼½¾¿" +
            "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĞÑÒÓÔÕÖ×ØÙÚÛÜİŞß" +
            "àáâãäåæçèéêëìíîïğñòóôõö÷øùúûüışÿ";
        UpperHalves[(int)Charset.Windows1255] =
            "€\u0081‚ƒ„…†‡ˆ‰\u008a‹\u008c\u008d\u008e\u008f\u0090‘’“”•–—˜\u2122\u009a›\u009c\u009d\u009e\u009f" +
            "\u00a0¡¢£₪¥\u00a6§¨\u00a9×«¬\u00ad\u00ae¯\u00b0±²³´µ¶·¸¹÷»¼½¾¿" +
            "\u05b0\u05b1\u05b2\u05b3\u05b4\u05b5\u05b6\u05b7\u05b8\u05b9\u05ba\u05bb\u05bc\u05bd\u05be\u05bf\u05c0\u05c1\u05c2\u05c3\u05f0\u05f1\u05f2\u05f3\u05f4\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd" +
            "\u05d0\u05d1\u05d2\u05d3\u05d4\u05d5\u05d6\u05d7\u05d8\u05d9\u05da\u05db\u05dc\u05dd\u05de\u05df\u05e0\u05e1\u05e2\u05e3\u05e4\u05e5\u05e6\u05e7\u05e8\u05e9\u05ea\ufffd\ufffd\u200e\u200f\ufffd";
        UpperHalves[(int)Charset.Windows1256] =
            "€\u067e‚ƒ„…†‡ˆ‰\u0679‹Œ\u0686\u0698\u0688\u06af‘’“”•–—\u06a9\u2122\u0691›œ\u200c\u200d\u06ba" +
            "\u00a0،¢£¤¥\u00a6§¨\u00a9\u06be«¬\u00ad\u00ae¯\u00b0±²³´µ¶·¸¹\u061b»¼½¾\u061f" +
            "\u06c1\u0621\u0622\u0623\u0624\u0625\u0626\u0627\u0628\u0629\u062a\u062b\u062c\u062d\u062e\u062f\u0630\u0631\u0632\u0633\u0634\u0635\u0636×\u0637\u0638\u0639\u063a\u0640\u0641\u0642\u0643" +
            "à\u0644â\u0645\u0646\u0647\u0648çèéêë\u0649\u064aîï\u064b\u064c\u064d\u064eô\u064f\u0650÷\u0651ù\u0652ûü\u200e\u200f\u06d2";
        UpperHalves[(int)Charset.Windows1257] =
            "€\u0081‚\u0083„…†‡\u0088‰\u008a‹\u008c¨ˇ¸\u0090‘’“”•–—\u0098\u2122\u009a›\u009c¯˛\u009f" +
            "\u00a0\ufffd¢£¤\ufffd\u00a6§Ø\u00a9Ŗ«¬\u00ad\u00aeÆ\u00b0±²³´µ¶·ø¹ŗ»¼½¾æ" +
            "ĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻŠŃŅÓŌÕÖ×ŲŁŚŪÜŻŽß" +
            "ąįāćäåęēčéźėģķīļšńņóōõö÷ųłśūüżž˙";
        UpperHalves[(int)Charset.Windows1258] =
            "€\u0081‚ƒ„…†‡ˆ‰\u008a‹Œ\u008d\u008e\u008f\u0090‘’“”•–—˜\u2122\u009a›œ\u009d\u009eŸ" +
            "\u00a0¡¢£¤¥\u00a6§¨\u00a9ª«¬\u00ad\u00ae¯\u00b0±²³´µ¶·¸¹º»¼½¾¿" +
            "ÀÁÂĂÄÅÆÇÈÉÊË\u0300ÍÎÏĐÑ\u0309ÓÔƠÖ×ØÙÚÛÜƯ\u0303ß" +
            "àáâăäåæçèéêë\u0301íîïđñ\u0323óôơö÷øùúûüư₫ÿ";
        UpperHalves[(int)Charset.XMacCyrillic] =
            "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ" +
            "†\u00b0Ґ£§•¶І\u00ae\u00a9\u2122Ђђ≠Ѓѓ∞±≤≥іµґЈЄєЇїЉљЊњ" +
            "јЅ¬√ƒ≈∆«»…\u00a0ЋћЌќѕ–—“”‘’÷„ЎўЏџ\u2116Ёёя" +
            "абвгдежзийклмнопрстуфхцчшщъыьэю€";
        UpperHalves[(int)Charset.Iso8859Part8I] = UpperHalves[(int)Charset.Iso8859Part8];
        UpperHalves[(int)Charset.XUserDefined] = string.Create(128, 0, (upper, _) =>
        {
            for (int i = 0; i < upper.Length; i++)
            {
                upper[i] = (char)(0xF780 + i);
            }
        });
    }

    public static bool Has(Charset charset) => UpperHalves[(int)charset] is not null;

    /// <summary>256 characters, one a byte.</summary>
    public static ReadOnlySpan<char> Of(Charset charset)
    {
        // Two threads may both build it; the tables are equal.
        return Tables[(int)charset] ??= Build(UpperHalves[(int)charset]!);
    }

    private static char[] Build(string upper)
    {
        char[] table = new char[256];
        for (int i = 0; i < 128; i++)
        {
            table[i] = (char)i;
            table[i + 128] = upper[i];
        }

        return table;
    }
}
