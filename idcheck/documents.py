"""The Dutch identity documents: which side of which model carries a BSN where, and what is printed on it that tells it.

Places and dates of issue: domain facts from RvIG (rvig.nl/bsn, "Kenmerken paspoorten 2021"), RDW (rubrieken op het rijbewijs)
and IND; see the sources in the shared fact sheet, sections 1.1–1.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PASSPORT, IDENTITY_CARD, LICENCE, PERMIT, OTHER = (
    "passport",
    "identity-card",
    "driving-licence",
    "residence-permit",
    "other-id",
)
UNKNOWN = "unknown"
PAPER = "paper"
"""the licence until 2006, larger than a card and the only one with the BSN on its front"""
PAPER_MM = (105.0, 74.0)
"""width and height of its front, as it is drawn: no specimen is at hand"""

SIZE_MM = {
    PASSPORT: (125.0, 88.0),
    IDENTITY_CARD: (85.6, 53.98),
    LICENCE: (85.6, 53.98),
    PERMIT: (85.6, 53.98),
    OTHER: (85.6, 53.98),
}
"""Width and height: ID-3 (ICAO 9303-4 §2.3) and ID-1 (ICAO 9303-5 §2.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One side of one generation of a document, and where the BSN stands on it. ``issued``: first and last day of issue."""

    document: str
    model: str
    side: str
    printed: bool
    mrz: bool
    code: bool
    issued: tuple[date, date]


_EVER = (date(1995, 1, 1), date(2099, 12, 31))
_P2001 = (date(2001, 10, 1), date(2006, 8, 25))
_P2006 = (date(2006, 8, 26), date(2011, 10, 8))
_P2011 = (date(2011, 10, 9), date(2014, 3, 8))
_P2014 = (date(2014, 3, 9), date(2021, 8, 29))
_P2021 = (date(2021, 8, 30), date(2024, 9, 29))
_I2014 = (date(2014, 3, 9), date(2021, 8, 1))
_I2021 = (date(2021, 8, 2), date(2024, 9, 29))
_2024 = (date(2024, 9, 30), date(2099, 12, 31))


def _model(document: str, model: str, side: str, places: str, issued: tuple[date, date]) -> Model:
    kept = places.split()
    return Model(
        document=document,
        model=model,
        side=side,
        printed="printed" in kept,
        mrz="mrz" in kept,
        code="code" in kept,
        issued=issued,
    )


MODELS = (
    _model(PASSPORT, "2001", "holder", "printed mrz", _P2001),
    _model(PASSPORT, "2006", "holder", "printed mrz", _P2006),
    _model(PASSPORT, "2011", "holder", "printed mrz", _P2011),
    _model(PASSPORT, "2014", "holder", "mrz", _P2014),
    _model(PASSPORT, "2021", "holder", "", _P2021),
    _model(PASSPORT, "2024", "holder", "", _2024),
    _model(PASSPORT, "2014", "holder-back", "printed", _P2014),
    _model(PASSPORT, "2021", "holder-back", "printed code", _P2021),
    _model(PASSPORT, "2024", "holder-back", "printed code", _2024),
    _model(IDENTITY_CARD, "2001", "front", "printed", _P2001),
    _model(IDENTITY_CARD, "2006", "front", "printed", _P2006),
    _model(IDENTITY_CARD, "2011", "front", "printed", _P2011),
    _model(IDENTITY_CARD, "2014", "front", "", _I2014),
    _model(IDENTITY_CARD, "2021", "front", "", _I2021),
    _model(IDENTITY_CARD, "2024", "front", "", _2024),
    _model(IDENTITY_CARD, "2001", "back", "mrz", _P2001),
    _model(IDENTITY_CARD, "2006", "back", "mrz", _P2006),
    _model(IDENTITY_CARD, "2011", "back", "mrz", _P2011),
    _model(IDENTITY_CARD, "2014", "back", "printed mrz", _I2014),
    _model(IDENTITY_CARD, "2021", "back", "printed code", _I2021),
    _model(IDENTITY_CARD, "2024", "back", "printed code", _2024),
    _model(LICENCE, PAPER, "front", "printed", (date(1986, 1, 1), date(2006, 9, 30))),
    _model(LICENCE, "2006", "front", "", (date(2006, 10, 1), date(2013, 1, 19))),
    _model(LICENCE, "2013", "front", "", (date(2013, 1, 20), date(2014, 11, 13))),
    _model(LICENCE, "2014", "front", "", (date(2014, 11, 14), date(2018, 5, 25))),
    _model(LICENCE, "2018", "front", "", (date(2018, 5, 26), date(2025, 5, 31))),
    _model(LICENCE, "2025", "front", "", (date(2025, 6, 1), date(2099, 12, 31))),
    _model(LICENCE, UNKNOWN, "back", "printed", _EVER),
    _model(PERMIT, UNKNOWN, "front", "", _EVER),
    _model(PERMIT, UNKNOWN, "back", "mrz", _EVER),
    _model(OTHER, UNKNOWN, "holder", "", _EVER),
    _model(OTHER, UNKNOWN, "front", "", _EVER),
    _model(OTHER, UNKNOWN, "back", "", _EVER),
)


def models_of(document: str, side: str) -> tuple[Model, ...]:
    """Every model of this side of this document."""
    return tuple(model for model in MODELS if (model.document, model.side) == (document, side))


# ---------------------------------------------------------------------------------------------------- what is printed on it

TITLES: dict[str, tuple[str, ...]] = {
    PASSPORT: ("PASPOORT", "PASSPORT", "PASSEPORT", "REISDOCUMENT"),
    IDENTITY_CARD: ("NEDERLANDSEIDENTITEITSKAART", "IDENTITEITSKAART", "IDENTITYCARD", "CARTEDIDENTITE"),
    LICENCE: ("RIJBEWIJS", "DRIVINGLICENCE", "PERMISDECONDUIRE", "FUHRERSCHEIN"),
    PERMIT: (
        "VERBLIJFSTITEL",
        "VERBLIJFSDOCUMENT",
        "RESIDENCEPERMIT",
        "VREEMDELINGENIDENTITEITSBEWIJS",
        "TITREDESEJOUR",
    ),
    OTHER: (
        "REISEPASS",
        "PERSONALAUSWEIS",
        "BUNDESREPUBLIKDEUTSCHLAND",
        "FEDERALREPUBLICOFGERMANY",
        "CARTENATIONALEDIDENTITE",
        "REPUBLIQUEFRANCAISE",
        "ROYAUMEDEBELGIQUE",
        "KONINKRIJKBELGIE",
        "KINGDOMOFBELGIUM",
        "DOCUMENTONACIONALDEIDENTIDAD",
        "PASAPORTE",
        "PASSAPORTO",
        "CARTADIDENTITA",
        "DOWODOSOBISTY",
        "RZECZPOSPOLITAPOLSKA",
        "PASZPORT",
        "REPUBLICOFTURKEY",
        "TURKIYECUMHURIYETI",
        "UNITEDSTATESOFAMERICA",
        "UNITEDKINGDOMOFGREATBRITAIN",
        "CARTEDEIDENTITATE",
        "EUROPEANUNIONIDENTITYCARD",
    ),
}
"""Titles as capitals without blanks and accents."""

SHARED_TITLES = frozenset(
    "PASSPORT PASSEPORT IDENTITYCARD CARTEDIDENTITE DRIVINGLICENCE PERMISDECONDUIRE FUHRERSCHEIN RESIDENCEPERMIT".split()  # noqa: SIM905
)
"""Titles that other states' documents bear too."""

STATE = ("KONINKRIJKDERNEDERLANDEN", "KINGDOMOFTHENETHERLANDS", "ROYAUMEDESPAYSBAS", "ROYAUMEDESPAYS-BAS")

CAPTIONS = (
    "NAAMSURNAME", "NAAMNAMENOM", "NAAMSURNAMENOM", "VOORNAMENGIVENNAMES", "GIVENNAMESPRENOMS", "VOORNAMENGIVENNAMESPRENOMS",
    "NATIONALITEITNATIONALITY", "NATIONALITEITNATIONALITYNATIONALITE", "GEBOORTEDATUMDATEOFBIRTH", "DATEOFBIRTH",
    "DATEDENAISSANCE", "GESLACHTSEX", "GESLACHTSEXSEXE", "GEBOORTEPLAATSPLACEOFBIRTH", "PLACEOFBIRTH", "LIEUDENAISSANCE",
    "LENGTEHEIGHT", "LENGTEHEIGHTTAILLE", "DATUMVANAFGIFTEDATEOFISSUE", "DATUMAFGIFTEDATEOFISSUE", "DATEOFISSUE",
    "DATEDEDELIVRANCE", "GELDIGTOTDATEOFEXPIRY", "DATEOFEXPIRY", "GELDIGTOT", "DATEDEXPIRATION", "INSTANTIEAUTHORITY",
    "AUTORITEITAUTHORITY", "INSTANTIEAUTHORITYAUTORITE", "HANDTEKENINGSIGNATURE", "DOCUMENTNUMMERDOCUMENTNO", "DOCUMENTNO",
    "DOCUMENTNUMMER", "PERSOONSNUMMERPERSONALNO", "PERSONALNO", "PERSOONSNUMMER", "IDENTIFIANTPERSONNEL",
    "BSNRIJBEWIJSNUMMER", "BURGERSERVICENUMMER", "TYPECODE", "SOORTDOCUMENT", "GELDIGVANAF", "AFGEGEVENDOOR",
    "PLAATSENDATUMVANGEBOORTE", "OPMERKINGENREMARKS", "GEBOORTEDATUM", "HUWELIJKSNAAM", "NAAMECHTGENOOT", "NAMEOFSPOUSE",
    "PARTNERNAME", "PLAATSVANAFGIFTE", "PLACEOFISSUE", "AUTHORITY", "NATIONALITY", "SURNAME", "GIVENNAMES",
    "BUITENLANDSREISDOCUMENT", "ARBEIDTOEGESTAAN", "ARBEIDVRIJTOEGESTAAN", "SOORTVERBLIJFSTITEL", "TYPEOFPERMIT",
)  # fmt: skip
"""Captions of the fields as capitals without blanks, in the languages that stand beside one another on the documents."""

FOREIGN_CAPTIONS = (
    "STAATSANGEHORIGKEITNATIONALITY", "GEBURTSTAGDATEOFBIRTH", "GEBURTSDATUMDATEOFBIRTH", "VORNAMENGIVENNAMES",
    "GULTIGBISDATEOFEXPIRY", "NAMESURNAMENOM", "NOMSURNAME", "PRENOMSGIVENNAMES", "NOMPRENOMS", "SEXENATIONALITE",
    "APELLIDOS", "NOMBRE", "NACIONALIDAD", "COGNOMESURNAME", "NOMENAME", "CITTADINANZA", "NAZWISKOSURNAME", "IMIONAGIVENNAMES",
    "OBYWATELSTWONATIONALITY", "SOYADISURNAME", "ADIGIVENNAMES", "UYRUGUNATIONALITY", "NUMENOMSURNAME", "PRENUMEPRENOM",
)  # fmt: skip
"""Captions of other countries' documents: two languages beside one another, not in a form."""

FRENCH = (
    "TAILLE",
    "SEXE",
    "IDENTIFIANTPERSONNEL",
    "AUTORITE",
    "DATEDEDELIVRANCE",
    "LIEUDENAISSANCE",
    "NOPERSONNEL",
    "PRENOMS",
)
"""The third language of the passport's captions, that the identity card does not have."""

CATEGORY_ORDER = ("AM", "A1", "A2", "A", "B1", "B", "C1", "C", "D1", "D", "BE", "C1E", "CE", "D1E", "DE", "T")
CATEGORIES = frozenset(CATEGORY_ORDER)
"""Categories in the table on the back of a driving licence, from top to bottom (Directive 2006/126/EC, article 4)."""
LEAST_CATEGORIES = 4

STATES = frozenset(
    """
    ABW AFG AGO AIA ALB AND ARE ARG ARM ASM ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLR BLZ BMU
    BOL BRA BRB BRN BTN BWA CAF CAN CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CYM CYP CZE DJI DMA
    DNK DOM DZA ECU EGY ERI ESP EST ETH FIN FJI FRA FSM GAB GBD GBN GBO GBP GBR GBS GEO GHA GIB GIN GMB GNB GNQ
    GRC GRD GTM GUY HKG HND HRV HTI HUN IDN IND IRL IRN IRQ ISL ISR ITA JAM JOR JPN KAZ KEN KGZ KHM KIR KNA KOR
    KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MOZ
    MRT MUS MWI MYS NAM NER NGA NIC NOR NPL NZL OMN PAK PAN PER PHL PLW PNG POL PRI PRK PRT PRY PSE QAT RKS ROU
    RUS RWA SAU SDN SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCD TGO THA TJK TKM
    TLS TON TTO TUN TUR TUV TWN TZA UGA UKR URY USA UZB VAT VCT VEN VGB VIR VNM VUT WSM XKX YEM ZAF ZMB ZWE EUE
    UNO UNA XXA XXB XXC D<<
    """.split()  # noqa: SIM905 - two hundred codes, a line each, would hide the table above
)
"""Issuing states other than the Netherlands (ICAO 9303-3 §5): whoever is none of them is taken for Dutch, to be safe."""
