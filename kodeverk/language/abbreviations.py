"""Words that tell a full stop from a dot: abbreviations, months, and what sentences begin with.

The lists hold closed classes of words in all four languages at once, since they hardly collide.
An abbreviation that is also an everyday word (``med``, ``min``, ``no``, ``ung``) stands in none of
the lists that are taken at their word.
"""


def words_of(words: str) -> frozenset[str]:
    """Return the words of a list written as running text."""
    return frozenset(words.split())


# Never at the end of a sentence: something belonging to them follows.
OPEN = words_of(
    """adm adr al amanu approx ass avd bd bl bnr ca cand cf co dec dir div dr ds dvs eks
    ekskl etg evt feb feks fig flg førsteam forts fung fvt fx gnr hhv hr ibid iflg iht ing
    inkl innl jf jfr jnr jr kap kgl kl kst kt lic lnr mfl mht mnd mr mrs ms mtp nr obl okt
    opr pga pkt pr prof prop ref repr resp skjønnsl spes stk str stud sv tab tlf tidl tlph tr
    ukl univ utg vedl vedr vha viz vs årg økon e.g i.e"""
)
# These end a sentence as often as not: a capital after them decides.
CLOSING = words_of(
    """osv etc mm mv ol o.l m.m m.v m.fl m.a o.a e.l e.kr f.kr kr mill mio mrd st o.s.v a.s
    a/s inc ltd a.m p.m pst ff"""
)
# Everyday words some of them: abbreviations only with a number after them.
NUMBERED = words_of(
    """alm apr art aug av avg des fol gen int jan jul jun kvm maj mar nb no nov obs oct op p
    par pers pos pp rev s sek sep sept side spm st tel tf vol tv §"""
)
# Abbreviations only with a capital of their own: titles, saints, first names.
TITLES = words_of(
    """Alb Art Aug Capt Chr Col Fr Fred Fredr Gen Gov Hon Joh Jos Kr Lt Mag Messrs Mt Nic Rep
    Rev Rich Sen Sgt St Th Thos Wm"""
)
# A capital letter after one of these is a name for a thing, no initial (``plan B.``).
LABELLED = words_of(
    """alternativ avdeling bilag blokk blokka bokstav bygg del fløy gate gruppe gruppa hall
    hepatitt hus inngang kategori klasse klassen lag linje linja modell nivå oppgang plan
    punkt rom rute rommet sal serie team type utgave vedlegg versjon vitamin variant afdeling
    blok gruppen hold indgang kategorien rum block building class form grade group level
    option part plan room section version wing"""
)
MONTHS = words_of(
    """januar februar mars april mai juni juli august september oktober november desember
    marts maj december jan feb mar apr jun jul aug sep sept okt nov des dec january february
    march may june july october"""
)
# What an ordinal is followed by where the text has no capitals to tell by; the second group only
# with one more number behind it (``27. og 28.``).
COUNTED = MONTHS | words_of(
    """trinn klasse klassen plass plassen etasje etasjen sal gang gongen gangen gong time
    timen århundre hundreår dag dagen uke veke året år kvartal juledag divisjon runde runden
    del delen kapittel paragraf"""
)
JOINS = words_of("og til eller and or to samt - – —")
SAYS = words_of(
    """sier sa seier sagde siger sagt spør spurte spurde spørger spurgte svarer svarte svara
    svarede roper ropte ropar ropa utbryter utbrøt tenkte tenkjer tenkte tænkte mener meiner
    forteller fortalte skrev skreiv skriver skriv fortsatte la lo hvisket kviskra smiler ler
    says said asks asked writes wrote"""
)
CONJUNCTIONS = words_of("og eller men for and or but samt som at")
# Function words: a sentence may well begin with one, a surname does not.
STARTERS = words_of(
    """jeg eg vi me mi du han hun ho det den de dei dere dykk dette disse der her så da då
    når nå no nu men hvis når dersom for fordi ja jo nei nej hva kva hvad hvem kven hvor kor
    korleis hvordan hvorfor kvifor hvilken kva kvar hver ingen ingenting noen nokon noe noko
    nogen noget alle alt mange mye mykje etter efter siden sidan først etterpå også òg
    kanskje måske nettopp er var har hadde havde kan kunne skal skulle vil ville må måtte
    blir vert ble vart blei får fekk fikk gjør gjer gjorde kommer kjem ikke ikkje ok i på til
    fra frå av med om ved under over en et ein eit ei min din sin deres deira vår vores mens
    medan selv sjølv slik sånn både enten anten derfor difor dermed likevel vel altså ellers
    elles og eller at som hm mhm mm æ øh eh the it this that these those we he she they you
    and but so there then if when what who where why how is was are were do does did have has
    had can could will would not no yes well in on at to from with my your his her its our
    their after before because although while"""
)
# In a text without capitals only these tell that a new sentence has begun after ``osv.``
FIRST = words_of(
    """jeg eg vi me du han hun ho det den de dei dere der her så da då nå no nu hvis når
    dersom ja jo nei nej hva kva hvad hvem kven hvorfor kvifor the it this that we he she
    they you so there then if when what who yes no well"""
)
