using System.Collections.Frozen;

namespace Portolan.Extraction.Metadata;

/// <summary>Names of months, whole and shortened, in the main languages of the web.</summary>
internal static class MonthNames
{
    private const int Longest = 16;

    // A line a language, a column a month, the forms of a month separated by a stroke. Facts of Unicode's CLDR, written from knowledge.
    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ByName = """
        january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept october/oct november/nov december/dec
        januar/jänner/jaenner februar/feber märz/mär/maerz/mrz april mai juni/juno juli august september oktober/okt november dezember/dez
        janvier/janv février/fevrier/févr/fevr/fév mars avril/avr mai juin juillet/juil août/aout septembre octobre novembre décembre/decembre/déc
        enero/ene febrero marzo abril/abr mayo junio julio agosto/ago septiembre/setiembre/set octubre noviembre diciembre/dic
        gennaio/gen febbraio/febb marzo aprile maggio/mag giugno/giu luglio/lug agosto settembre/sett ottobre/ott novembre dicembre
        janeiro fevereiro/fev março/marco abril maio junho julho agosto setembro outubro/out novembro dezembro
        januari februari maart/mrt april mei juni juli augustus september oktober november december
        stycznia/styczeń/sty lutego/luty/lut marca/marzec kwietnia/kwiecień/kwi maja/maj czerwca/czerwiec/cze lipca/lipiec/lip sierpnia/sierpień/sie września/wrzesień/wrz października/październik/paź listopada/listopad/lis grudnia/grudzień/gru
        января/январь/янв февраля/февраль/фев/февр марта/март/мар апреля/апрель/апр мая/май июня/июнь/июн июля/июль/июл августа/август/авг сентября/сентябрь/сен/сент октября/октябрь/окт ноября/ноябрь/ноя/нояб декабря/декабрь/дек
        січня/січень лютого/лютий березня/березень квітня/квітень травня/травень червня/червень липня/липень серпня/серпень вересня/вересень жовтня/жовтень листопада/листопад грудня/грудень
        ledna/leden února/únor března/březen dubna/duben května/květen června/červen července/červenec srpna/srpen září října/říjen listopadu prosince/prosinec
        ocak/oca şubat/şub mart nisan/nis mayıs haziran/haz temmuz/tem ağustos/ağu eylül/eyl ekim/eki kasım/kas aralık/ara
        januari februari mars april maj juni juli augusti september oktober november december
        januar februar marts april maj juni juli august september oktober november december/des/desember
        tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
        január február március április május június július augusztus szeptember október november december
        ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
        ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
        يناير فبراير مارس أبريل/ابريل مايو يونيو يوليو أغسطس/اغسطس سبتمبر أكتوبر/اكتوبر نوفمبر ديسمبر
        ינואר/בינואר פברואר/בפברואר מרץ/במרץ אפריל/באפריל מאי/במאי יוני/ביוני יולי/ביולי אוגוסט/באוגוסט ספטמבר/בספטמבר אוקטובר/באוקטובר נובמבר/בנובמבר דצמבר/בדצמבר
        januari februari maret april mei juni juli agustus/agu september oktober november desember
        มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม
        """.Split('\n')
        .SelectMany(line => line.Split(' ').SelectMany((forms, month) => forms.Split('/').Select(form => (form, month: month + 1))))
        .DistinctBy(pair => pair.form)
        .ToFrozenDictionary(pair => pair.form, pair => pair.month, StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>1 to 12, or 0 when the word is no month.</summary>
    public static int Find(ReadOnlySpan<char> word)
    {
        if (word.Length is < 3 or > Longest)
        {
            return 0;
        }

        Span<char> lower = stackalloc char[word.Length];
        for (int i = 0; i < word.Length; i++)
        {
            lower[i] = char.ToLowerInvariant(word[i]);
        }

        return ByName.TryGetValue(lower, out int month) ? month : 0;
    }
}
