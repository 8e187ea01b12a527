namespace Portolan.Extraction.Extractors.Precise;

/// <summary>Words of the trade: what authors of pages name the parts of a page, and what the parts say to readers.</summary>
internal static class Vocabulary
{
    /// <summary>Stems in class names, ids and roles. English rules here whatever the page's language; a few others are common.</summary>
    public static readonly StemMatcher Classes = new(
    [
        ((int)Mark.NavigationWord, "^nav,navigation,navbar,menu^,^menu,sitemap,skiplink,skip link,skip to,hamburger"),
        ((int)Mark.BreadcrumbWord, "breadcrumb,bread crumb,^crumb,^path^,rootline,brotkrume"),
        ((int)Mark.SidebarWord, "sidebar,side bar,^side^,^rail^,rail^,right column,rightcol,right col,^aside,secondary,tertiary,randspalte,marginal"),
        ((int)Mark.ShareWord, "share^,^share,sharing,social,^follow,facebook,twitter,pinterest,whatsapp,addthis,addtoany,sharedaddy,shariff,^sns^,bookmark"),
        ((int)Mark.RelatedWord, "related,recommend,^recirc,similar,^also^,read next,read more,readmore,trending,popular,^most,latest,^recent,^more^,^other^,"
            + "suggest,youmay,you may,jp relatedposts,^yarpp,outbrain,taboola,^upnext,up next,whats next,further,verwandt,empfehl,^mehr^,weitere"),
        ((int)Mark.CommentWord, "comment,disqus,discuss,^reply,respond,feedback,kommentar,comentario,commentaire,^replies,^forum,^livefyre,guestbook"),
        ((int)Mark.AdvertisementWord, "^ad^,^ads^,advert,sponsor,^dfp,adsense,^adslot,^adunit,adbox,^adv^,^gpt^,banner,^anzeige,werbung,publicidad,affiliate,^adcontainer,^adwrap,adzone,commercial"),
        ((int)Mark.NewsletterWord, "newsletter,subscri,sign up,signup,mailchimp,^mc embed,paywall,optin,opt in,^email,mailing,^piano,^offer,call to action,^cta^,abonn"),
        ((int)Mark.CaptionWord, "caption,^credit,credit^,figcap,bildunterschrift,copyright,photographer,legende,^legend"),
        ((int)Mark.MediaWord, "image,^img,photo,picture,galler,video,player,slide,carousel,^media^,^audio,podcast,swiper,thumb,^foto,^bild^,poster,lightbox,^youtube"),
        ((int)Mark.BylineWord, "byline,^author,author^,^autor,writer,reporter,^by^,contributor,verfasser,vcard,^writtenby,redakt"),
        ((int)Mark.MetaWord, "^meta,meta^,^date,date^,^time,time^,published,posted,timestamp,postinfo,article info,post info,entry info,^info^,dateline,^datum,^fecha,postdate"),
        ((int)Mark.TagWord, "^tag^,^tags^,taglist,tag list,tagcloud,^tagged,categor,^cat links,^topic,keyword,^label,^rubrik,^kicker,eyebrow,hashtag,schlagw,^term^,^terms^"),
        ((int)Mark.ContentWord, "content,^main,^primary,^inhalt,contenido,contenu,^page^,^center^,^middle^"),
        ((int)Mark.ArticleWord, "article,^post^,^post,^entry,^story,artikel,^blog,articulo,noticia,^hentry,beitrag,^news^,essay,^recipe,^document"),
        ((int)Mark.BodyWord, "^body^,body^,^text^,text^,^copy^,richtext,rich text,bodytext,fulltext,articlebody,entry content,post content,post body,article content,"
            + "story content,^wysiwyg,^prose,markdown,bodycopy,^paragraph,^rte^,^cms,article text,page content,field body,^body,^textblock,articletext,entrytext"),
        ((int)Mark.TitleWord, "title,headline,heading,^ueberschrift,^titulo,^titre,^hed^"),
        ((int)Mark.SummaryWord, "summary,^lead^,^lede^,^dek^,^deck^,^intro,teaser,excerpt,standfirst,subtitle,sub title,subhead,subheadline,description,abstract,synopsis,"
            + "preamble,ingress,vorspann,entradilla,^chapo,sottotitolo,key points,keypoints,highlights,^tldr,takeaway,bajada"),
        ((int)Mark.FooterWord, "footer,^foot^,bottom,copyright,^legal,disclaimer,imprint,impressum,colophon,site info,fuss,^after^,after content,after post,afterpost,postend,^end^"),
        ((int)Mark.HeaderWord, "^header,header^,^head^,masthead,^top^,topbar,top bar,^hero,banner,^logo,^brand"),
        ((int)Mark.CookieWord, "cookie,consent,gdpr,privacy,^cmp^,onetrust,datenschutz,ccpa"),
        ((int)Mark.PopupWord, "popup,pop up,modal,overlay,tooltip,dialog,toast,flyout,^drawer,^dropdown,^alert,interstitial,popover,offcanvas,^mfp,notice,notification"),
        ((int)Mark.HiddenWord, "hidden,^hide^,^hide,invisible,^sr only,screen reader,screenreader,noprint,no print,print only,visually,^mobile^,offscreen,element invisible,^clip^,noscript,nojs,^off^,collapsed"),
        ((int)Mark.WidgetWord, "widget,module,plugin,addon,^block^,component,shortcode,^zone,^region"),
        ((int)Mark.BiographyWord, "^bio^,^bio,biograph,about author,about the author,profile,author info,author box,authorbox,author desc,avatar,^person,autorbox,^about^,author card,authorinfo"),
        ((int)Mark.ContentsWord, "^toc^,^toc,table of contents,tableofcontents,^contents^,^outline,^jump,inhaltsverzeichnis,^index^,^anchor"),
        ((int)Mark.QuoteWord, "quote,^cite,pullquote,pull quote,blockquote,testimonial,zitat"),
        ((int)Mark.SearchWord, "search,suche,buscar,recherche,^filter,^sort"),
        ((int)Mark.PagerWord, "pagin,^pager,^prev^,^next^,previous,^nextprev,navigation,^older,^newer,post nav,blaettern,^page numbers,nav links,navlinks"),
        ((int)Mark.ToolWord, "^tool,toolbar,^print^,^print,button,^btn,^icon,^action,^control,^option,^edit,editsection,^link^,^links^,^utility,copy link,^save,permalink,^function"),
        ((int)Mark.RatingWord, "rating,^vote,^like^,^likes^,^star^,^stars,^review,^score,^poll^,^poll,survey,^quiz,^reaction,bewert,upvote,^karma,^count^,counter,^views"),
        ((int)Mark.EmbedWord, "embed,tweet,instagram,iframe,^oembed,twitter tweet,fb post,scribd,^tiktok"),
        ((int)Mark.BoxWord, "infobox,factbox,fact box,^box^,^fact,callout,sidenote,^note^,^card,^panel,^inset,^pull,^tile,^aside,zebra,hatnote,navbox,^float,infokasten,^kasten,breakout,^inline"),
        ((int)Mark.ReferenceWord, "reference,footnote,^source,^quelle,bibliograph,^citation,^ref^,endnote,fussnote,^reflist,further reading,external links,^credits,^correction"),
        ((int)Mark.ProductWord, "^price,product,^shop,^buy^,^cart,^deal^,^deals,^basket,warenkorb,^merchant,^sku,^order,kaufen,^amazon"),
        ((int)Mark.LoginWord, "login,log in,signin,sign in,register,^account,^user,^member,anmeld,registr,password,logout"),
        ((int)Mark.ListWord, "^list^,list^,^items^,^feed^,^archive,^stream^,^grid,^row^,^river,^collection,^loop,listing,^results"),
        ((int)Mark.PromoWord, "promo,^campaign,donat,^spend,^appeal,^support,^download^,^app^,^event,^jobs,^partner,^crosspromo,ticker,breaking,^teaser,contest,gewinnspiel,marketing"),
        ((int)Mark.LiveWord, "^live,liveblog,^update,timeline,^chat,^session,weather,wetter,^scoreboard,^stock,^quote box,calendar,kalender,^map^,^table^,^chart,^graphic,^data^"),
        ((int)Mark.ItemWord, "^item^,item^,^entry^,^element,^cell,^column,^col^,^cols,^field,^wrap,wrapper,container,^inner,^outer,^holder,layout"),
    ]);

    public const int PhraseKindCount = 20;

    /// <summary>Names of the kinds of phrases in <see cref="Phrases"/>, in order of their bits.</summary>
    public static readonly string[] PhraseKinds =
    [
        "copyright", "cookie", "subscribe", "share", "readMore", "advertisement", "credit", "date", "comments", "login", "contact", "click",
        "source", "navigation", "views", "author", "privacy", "note", "donate", "tags",
    ];

    /// <summary>What pages say around their content, in the languages that most pages are in.</summary>
    public static readonly StemMatcher Phrases = new(
    [
        (0, "^copyright,all rights reserved,rights reserved,alle rechte,todos los derechos,tous droits,todos os direitos,tutti i diritti,may not be published,prava zastrze"),
        (1, "^cookie,^gdpr^,^consent^,^einwilligung,javascript,adblock,ad blocker,your browser"),
        (2, "subscri,newsletter,^sign up^,^signup^,your inbox,abonn,suscr,assine,inscri,^iscriviti,^register^,email address,e mail adresse,free trial,premium,^unlimited access,^rss^,^mailing list"),
        (3, "^share^,^shares^,^sharing,^tweet^,^facebook^,^twitter^,^whatsapp^,^pinterest^,^instagram^,^linkedin^,^reddit^,^youtube^,^teilen^,^compartir^,^compart,^partager^,"
            + "^condividi^,^print^,^drucken^,^telegram^,^follow^,^email this,^flipboard,^pocket^,^tumblr,^xing^,^like this,^copy link,^folgen,^siga^,^google^,^messenger^"),
        (4, "^read more^,^read also^,^also read^,^see also^,^related^,^continue reading,^weiterlesen,^mehr lesen,^lesen sie,^lire la suite,^lire aussi,^leia,^lea ,^more from^,^more on^,"
            + "^more stories,^you may also,^recommended,^trending^,^most read,^most popular,^up next^,^keep reading,^further reading,^mehr zum,^mehr zu,^auch interessant,^das k?nnte,"
            + "^veja,^saiba mais,^leggi anche,^lees,^ver tambi,^te puede,^siehe auch,^a lire,^also on^,^watch^,^don t miss,^more ^,^check out,^?hnliche,^weitere,^mehr^,^news^,^recent,^latest^,^popular^,^similar"),
        (5, "^advertis,^anzeige^,^werbung^,^sponsor,^publicidad,^publicit,^pubblicit,^promoted,^story continues below,^article continues,^loading,^scroll,^continue below,^affiliate,^reklama^"),
        (6, "^photo^,^photos^,^photograph,^image^,^images^,^picture,^getty,^reuters^,^shutterstock,^foto^,^fotos^,^bild^,^bilder^,^credit^,^courtesy,^screenshot,^imago^,^dpa^,^afp^,^ap photo,"
            + "^file photo,^istock,^unsplash,^pixabay,^flickr,^illustration,^associated press^,^cr?dit,^divulga,^reprodu,^handout,^caption,^pic ,^adobe stock,^video^,^gallery^,^fotolia"),
        (7, "^january^,^february^,^march^,^april^,^june^,^july^,^august^,^september^,^october^,^november^,^december^,^jan^,^feb^,^mar^,^apr^,^jun^,^jul^,^aug^,^sep^,^sept^,^oct^,^nov^,^dec^,"
            + "^januar^,^februar^,^m?rz^,^mai^,^juni^,^juli^,^oktober^,^dezember^,^enero^,^febrero^,^marzo^,^abril^,^mayo^,^junio^,^julio^,^agosto^,^septiembre^,^octubre^,^noviembre^,^diciembre^,"
            + "^janvier^,^f?vrier^,^mars^,^avril^,^juin^,^juillet^,^ao?t^,^septembre^,^octobre^,^novembre^,^d?cembre^,^posted^,^published^,^updated^,^ver?ffentlicht,^aktualisiert,^publicado,"
            + "^publi?,^hours ago,^days ago,^ago^,^uhr^,^monday^,^tuesday^,^wednesday^,^thursday^,^friday^,^saturday^,^sunday^,^janeiro^,^mar?o^,^maio^,^outubro^,^dezembro^,^last modified"),
        (8, "^comment^,^comments^,^kommentar,^reply^,^replies^,^antwort,^comentario,^coment?,^commentaire,^leave a,^join the,^responder^,^discussion,^say^,^says^,^sagt^,^schreibt^,^post a,^r?pondre"),
        (9, "^log in^,^login^,^log out^,^logged in,^sign in^,^anmeld,^einlogg,^passwor,^my account,^mein konto,^registr,^iniciar,^connexion^,^username^"),
        (10, "^contact^,^kontakt^,^impressum^,^tel^,^telefon,^phone^,^e mail^,^email^,^fax^,^adresse^,^address^,^follow us,^about us,^?ber uns,^write to,^reach ,^sent to,^tips^,^newsroom"),
        (11, "^click here,^click^,^tap here,^klick,^download^,^hier^,^clique,^haga clic,^cliquez,^here^,^view^,^show^,^hide^,^expand,^load more,^buy^,^shop^,^order^,^bestell"),
        (12, "^source^,^sources^,^quelle^,^fuente^,^fonte^,^via^,^originally,^this article,^this story,^this post,^dieser artikel,^first appeared,^reprinted,^republish,^corrections,^correction,^editor s note,^contributed to,^reported by,^report by"),
        (13, "^home^,^menu^,^search^,^next^,^previous^,^back to,^skip to,^startseite^,^suche^,^zur?ck^,^inicio^,^accueil^,^sitemap^,^top^,^weiter^,^close^,^next post,^older,^newer,^table of contents,^jump to,^page^,^seite^,^faq^,^archiv"),
        (14, "^min read,^minute read,^minutes read,^views^,^shares^,^likes^,^minuten^,^votes^,^rating,^followers^,^aufrufe,^downloads^,^lesezeit,^read time,^reading time"),
        (15, "^by ^,^by^,^von^,^por^,^author^,^autor^,^editor^,^reporter^,^writer^,^redaktion,^staff^,^is a ^,^journalist^,^freelance,^correspondent,^posted by,^written by,^par^,^contributor,^about the author,^writes,^autorin^"),
        (16, "^privacy^,^terms of,^terms and,^datenschutz,^agb^,^terms^,^policy^,^conditions^,^disclaimer^,^accessib,^nutzungsbed"),
        (17, "^note^,^hinweis^,^nota^,^disclosure,^warning^,^update^,^editor^,^advert^,^opinions expressed,^views expressed,^compensat,^faktencheck"),
        (18, "^donat,^support our,^support us,^spende,^patreon,^paypal,^become a member,^membership,^unterst?tz,^crowdfund"),
        (19, "^tags^,^tag^,^tagged,^category^,^categories^,^filed under,^kategorie,^schlagw,^topics^,^topic^,^keywords^,^labels^,^rubrik,^themen,^etiquetas,^posted in,^abgelegt,^related topics,^more about"),
    ]);
}
