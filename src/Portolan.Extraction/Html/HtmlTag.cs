namespace Portolan.Extraction.Html;

/// <summary>The element names that HTML knows, the obsolete ones included (HTML standard, section 15.2); others are <see cref="Unknown"/>.</summary>
public enum HtmlTag : ushort
{
    /// <summary>No name of HTML: a custom element, or one of SVG or MathML.</summary>
    Unknown,

    /// <summary>The element <c>a</c>.</summary>
    A,

    /// <summary>The element <c>abbr</c>.</summary>
    Abbr,

    /// <summary>The element <c>acronym</c>.</summary>
    Acronym,

    /// <summary>The element <c>address</c>.</summary>
    Address,

    /// <summary>The element <c>applet</c>.</summary>
    Applet,

    /// <summary>The element <c>area</c>.</summary>
    Area,

    /// <summary>The element <c>article</c>.</summary>
    Article,

    /// <summary>The element <c>aside</c>.</summary>
    Aside,

    /// <summary>The element <c>audio</c>.</summary>
    Audio,

    /// <summary>The element <c>b</c>.</summary>
    B,

    /// <summary>The element <c>base</c>.</summary>
    Base,

    /// <summary>The element <c>basefont</c>.</summary>
    BaseFont,

    /// <summary>The element <c>bdi</c>.</summary>
    Bdi,

    /// <summary>The element <c>bdo</c>.</summary>
    Bdo,

    /// <summary>The element <c>bgsound</c>.</summary>
    BgSound,

    /// <summary>The element <c>big</c>.</summary>
    Big,

    /// <summary>The element <c>blink</c>.</summary>
    Blink,

    /// <summary>The element <c>blockquote</c>.</summary>
    BlockQuote,

    /// <summary>The element <c>body</c>.</summary>
    Body,

    /// <summary>The element <c>br</c>.</summary>
    Br,

    /// <summary>The element <c>button</c>.</summary>
    Button,

    /// <summary>The element <c>canvas</c>.</summary>
    Canvas,

    /// <summary>The element <c>caption</c>.</summary>
    Caption,

    /// <summary>The element <c>center</c>.</summary>
    Center,

    /// <summary>The element <c>cite</c>.</summary>
    Cite,

    /// <summary>The element <c>code</c>.</summary>
    Code,

    /// <summary>The element <c>col</c>.</summary>
    Col,

    /// <summary>The element <c>colgroup</c>.</summary>
    ColGroup,

    /// <summary>The element <c>command</c>.</summary>
    Command,

    /// <summary>The element <c>content</c>.</summary>
    Content,

    /// <summary>The element <c>data</c>.</summary>
    Data,

    /// <summary>The element <c>datalist</c>.</summary>
    DataList,

    /// <summary>The element <c>dd</c>.</summary>
    Dd,

    /// <summary>The element <c>del</c>.</summary>
    Del,

    /// <summary>The element <c>details</c>.</summary>
    Details,

    /// <summary>The element <c>dfn</c>.</summary>
    Dfn,

    /// <summary>The element <c>dialog</c>.</summary>
    Dialog,

    /// <summary>The element <c>dir</c>.</summary>
    Dir,

    /// <summary>The element <c>div</c>.</summary>
    Div,

    /// <summary>The element <c>dl</c>.</summary>
    Dl,

    /// <summary>The element <c>dt</c>.</summary>
    Dt,

    /// <summary>The element <c>em</c>.</summary>
    Em,

    /// <summary>The element <c>embed</c>.</summary>
    Embed,

    /// <summary>The element <c>fieldset</c>.</summary>
    FieldSet,

    /// <summary>The element <c>figcaption</c>.</summary>
    FigCaption,

    /// <summary>The element <c>figure</c>.</summary>
    Figure,

    /// <summary>The element <c>font</c>.</summary>
    Font,

    /// <summary>The element <c>footer</c>.</summary>
    Footer,

    /// <summary>The element <c>form</c>.</summary>
    Form,

    /// <summary>The element <c>frame</c>.</summary>
    Frame,

    /// <summary>The element <c>frameset</c>.</summary>
    FrameSet,

    /// <summary>The element <c>h1</c>.</summary>
    H1,

    /// <summary>The element <c>h2</c>.</summary>
    H2,

    /// <summary>The element <c>h3</c>.</summary>
    H3,

    /// <summary>The element <c>h4</c>.</summary>
    H4,

    /// <summary>The element <c>h5</c>.</summary>
    H5,

    /// <summary>The element <c>h6</c>.</summary>
    H6,

    /// <summary>The element <c>head</c>.</summary>
    Head,

    /// <summary>The element <c>header</c>.</summary>
    Header,

    /// <summary>The element <c>hgroup</c>.</summary>
    HGroup,

    /// <summary>The element <c>hr</c>.</summary>
    Hr,

    /// <summary>The element <c>html</c>.</summary>
    Html,

    /// <summary>The element <c>i</c>.</summary>
    I,

    /// <summary>The element <c>iframe</c>.</summary>
    IFrame,

    /// <summary>The element <c>image</c>.</summary>
    Image,

    /// <summary>The element <c>img</c>.</summary>
    Img,

    /// <summary>The element <c>input</c>.</summary>
    Input,

    /// <summary>The element <c>ins</c>.</summary>
    Ins,

    /// <summary>The element <c>isindex</c>.</summary>
    IsIndex,

    /// <summary>The element <c>kbd</c>.</summary>
    Kbd,

    /// <summary>The element <c>keygen</c>.</summary>
    KeyGen,

    /// <summary>The element <c>label</c>.</summary>
    Label,

    /// <summary>The element <c>legend</c>.</summary>
    Legend,

    /// <summary>The element <c>li</c>.</summary>
    Li,

    /// <summary>The element <c>link</c>.</summary>
    Link,

    /// <summary>The element <c>listing</c>.</summary>
    Listing,

    /// <summary>The element <c>main</c>.</summary>
    Main,

    /// <summary>The element <c>map</c>.</summary>
    Map,

    /// <summary>The element <c>mark</c>.</summary>
    Mark,

    /// <summary>The element <c>marquee</c>.</summary>
    Marquee,

    /// <summary>The element <c>math</c>.</summary>
    Math,

    /// <summary>The element <c>menu</c>.</summary>
    Menu,

    /// <summary>The element <c>menuitem</c>.</summary>
    MenuItem,

    /// <summary>The element <c>meta</c>.</summary>
    Meta,

    /// <summary>The element <c>meter</c>.</summary>
    Meter,

    /// <summary>The element <c>multicol</c>.</summary>
    MultiCol,

    /// <summary>The element <c>nav</c>.</summary>
    Nav,

    /// <summary>The element <c>nextid</c>.</summary>
    NextId,

    /// <summary>The element <c>nobr</c>.</summary>
    NoBr,

    /// <summary>The element <c>noembed</c>.</summary>
    NoEmbed,

    /// <summary>The element <c>noframes</c>.</summary>
    NoFrames,

    /// <summary>The element <c>noscript</c>.</summary>
    NoScript,

    /// <summary>The element <c>object</c>.</summary>
    Object,

    /// <summary>The element <c>ol</c>.</summary>
    Ol,

    /// <summary>The element <c>optgroup</c>.</summary>
    OptGroup,

    /// <summary>The element <c>option</c>.</summary>
    Option,

    /// <summary>The element <c>output</c>.</summary>
    Output,

    /// <summary>The element <c>p</c>.</summary>
    P,

    /// <summary>The element <c>param</c>.</summary>
    Param,

    /// <summary>The element <c>picture</c>.</summary>
    Picture,

    /// <summary>The element <c>plaintext</c>.</summary>
    PlainText,

    /// <summary>The element <c>pre</c>.</summary>
    Pre,

    /// <summary>The element <c>progress</c>.</summary>
    Progress,

    /// <summary>The element <c>q</c>.</summary>
    Q,

    /// <summary>The element <c>rb</c>.</summary>
    Rb,

    /// <summary>The element <c>rp</c>.</summary>
    Rp,

    /// <summary>The element <c>rt</c>.</summary>
    Rt,

    /// <summary>The element <c>rtc</c>.</summary>
    Rtc,

    /// <summary>The element <c>ruby</c>.</summary>
    Ruby,

    /// <summary>The element <c>s</c>.</summary>
    S,

    /// <summary>The element <c>samp</c>.</summary>
    Samp,

    /// <summary>The element <c>script</c>.</summary>
    Script,

    /// <summary>The element <c>search</c>.</summary>
    Search,

    /// <summary>The element <c>section</c>.</summary>
    Section,

    /// <summary>The element <c>select</c>.</summary>
    Select,

    /// <summary>The element <c>slot</c>.</summary>
    Slot,

    /// <summary>The element <c>small</c>.</summary>
    Small,

    /// <summary>The element <c>source</c>.</summary>
    Source,

    /// <summary>The element <c>spacer</c>.</summary>
    Spacer,

    /// <summary>The element <c>span</c>.</summary>
    Span,

    /// <summary>The element <c>strike</c>.</summary>
    Strike,

    /// <summary>The element <c>strong</c>.</summary>
    Strong,

    /// <summary>The element <c>style</c>.</summary>
    Style,

    /// <summary>The element <c>sub</c>.</summary>
    Sub,

    /// <summary>The element <c>summary</c>.</summary>
    Summary,

    /// <summary>The element <c>sup</c>.</summary>
    Sup,

    /// <summary>The element <c>svg</c>.</summary>
    Svg,

    /// <summary>The element <c>table</c>.</summary>
    Table,

    /// <summary>The element <c>tbody</c>.</summary>
    TBody,

    /// <summary>The element <c>td</c>.</summary>
    Td,

    /// <summary>The element <c>template</c>.</summary>
    Template,

    /// <summary>The element <c>textarea</c>.</summary>
    TextArea,

    /// <summary>The element <c>tfoot</c>.</summary>
    TFoot,

    /// <summary>The element <c>th</c>.</summary>
    Th,

    /// <summary>The element <c>thead</c>.</summary>
    THead,

    /// <summary>The element <c>time</c>.</summary>
    Time,

    /// <summary>The element <c>title</c>.</summary>
    Title,

    /// <summary>The element <c>tr</c>.</summary>
    Tr,

    /// <summary>The element <c>track</c>.</summary>
    Track,

    /// <summary>The element <c>tt</c>.</summary>
    Tt,

    /// <summary>The element <c>u</c>.</summary>
    U,

    /// <summary>The element <c>ul</c>.</summary>
    Ul,

    /// <summary>The element <c>var</c>.</summary>
    Var,

    /// <summary>The element <c>video</c>.</summary>
    Video,

    /// <summary>The element <c>wbr</c>.</summary>
    Wbr,

    /// <summary>The element <c>xmp</c>.</summary>
    Xmp,
}
