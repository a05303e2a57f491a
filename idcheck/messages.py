"""What each reason says, in Dutch and English, to the sender and to staff: what is wrong, and what to do about it.

Plain language (Dutch at level B1), and never a digit of anything personal. Where it is, the reason itself tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from idcheck.records import Layer, Part

LANGUAGES = ("nl", "en")

PARTS: Mapping[str, Mapping[Part, str]] = {
    "nl": {Part.COPY: "dat het een kopie is", Part.RECIPIENT: "voor wie de kopie is", Part.DATE: "de datum"},
    "en": {Part.COPY: "that it is a copy", Part.RECIPIENT: "for whom it is", Part.DATE: "the date"},
}
AND = {"nl": "en", "en": "and"}

_BLACK_OUT = {
    "nl": "Maak het nummer helemaal onleesbaar, bijvoorbeeld met een dekkend zwart vlak.",
    "en": "Make the whole number unreadable, for example with a solid black box.",
}
_WRITE = {
    "nl": "Schrijf groot op de kopie: KOPIE, voor {recipient}, en de datum van vandaag.",
    "en": "Write in large letters on the copy: COPY, for {recipient}, and today's date.",
}

LAYERS: Mapping[str, Mapping[Layer, str]] = {
    "nl": {
        Layer.FACE: "zit nog in het bestand",
        Layer.TEXT: "staat nog als verborgen tekst in de pdf",
        Layer.UNDER: "zit nog onder het vlak, de vorm of de opmerking die erover ligt",
        Layer.OPTIONAL: "staat nog op een laag van de pdf die uit staat",
        Layer.FORM: "staat nog in een invulveld of opmerking van de pdf",
        Layer.REVISION: "staat nog in een eerdere versie die in het bestand bewaard is",
        Layer.CROPPED: "staat nog op het weggesneden deel van de afbeelding, dat in het bestand bewaard is",
        Layer.UNUSED: "staat nog op een afbeelding die in het bestand zit en niet wordt getoond",
        Layer.ATTACHMENT: "staat nog in een bestand dat in de pdf zit",
        Layer.METADATA: "staat nog in de gegevens over het bestand, zoals de titel of beschrijving",
        Layer.THUMBNAIL: "staat nog op het verkleinde voorbeeld dat in het bestand zit",
        Layer.TRAILING: "kan nog staan in wat er achter de afbeelding in het bestand is blijven zitten",
        Layer.AUXILIARY: "staat nog op een tweede afbeelding die in het bestand zit",
        Layer.TRANSPARENT: "zit nog onder het doorzichtige deel van de afbeelding",
    },
    "en": {
        Layer.FACE: "it is still in the file",
        Layer.TEXT: "it is still in the PDF as hidden text",
        Layer.UNDER: "it is still there under the box, shape or note that lies over it",
        Layer.OPTIONAL: "it is still on a layer of the PDF that is switched off",
        Layer.FORM: "it is still in a form field or note of the PDF",
        Layer.REVISION: "it is still in an earlier version that is kept in the file",
        Layer.CROPPED: "it is still on the part of the picture that was cut off and is kept in the file",
        Layer.UNUSED: "it is still on a picture that is in the file and not shown",
        Layer.ATTACHMENT: "it is still in a file within the PDF",
        Layer.METADATA: "it is still in what the file says about itself, such as its title or description",
        Layer.THUMBNAIL: "it is still on the small preview in the file",
        Layer.TRAILING: "it may still be in what was left in the file after the picture",
        Layer.AUXILIARY: "it is still on a second picture in the file",
        Layer.TRANSPARENT: "it is still there under the transparent part of the picture",
    },
}
"""Where in the file a hidden BSN is, as it stands in the message."""

TEXTS: Mapping[str, Mapping[str, str]] = {
    "bsn-printed": {
        "nl": f"Het burgerservicenummer (BSN) in het vak op het document is te lezen. {_BLACK_OUT['nl']}",
        "en": f"The citizen service number (BSN) in its field on the document can be read. {_BLACK_OUT['en']}",
    },
    "bsn-mrz": {
        "nl": f"Het BSN is te lezen in de strook met letters en cijfers op het document. {_BLACK_OUT['nl']}",
        "en": f"The BSN can be read in the strip of letters and digits on the document. {_BLACK_OUT['en']}",
    },
    "bsn-code": {
        "nl": "Het BSN staat in de QR-code of streepjescode, en die is te lezen. Dek de hele code af.",
        "en": "The BSN is in the QR code or barcode, which can be read. Cover the whole code.",
    },
    "bsn-text": {
        "nl": f"Er staat een BSN in de tekst die u meestuurt. Wij hebben het niet nodig. {_BLACK_OUT['nl']}",
        "en": f"There is a BSN in the text that you sent along. We do not need it. {_BLACK_OUT['en']}",
    },
    "bsn-struck-legible": {
        "nl": f"Het BSN is doorgestreept, maar nog te lezen. {_BLACK_OUT['nl']}",
        "en": f"The BSN is crossed out but can still be read. {_BLACK_OUT['en']}",
    },
    "bsn-see-through": {
        "nl": "Wat het BSN afdekt, schijnt door: het nummer is terug te halen. Gebruik iets dat helemaal dekt.",
        "en": "What covers the BSN is see-through: the number can be brought back. Use something that covers it fully.",
    },
    "bsn-partial": {
        "nl": "Het BSN is maar voor een deel afgedekt: de rest is uit te rekenen. Dek alle cijfers van het nummer af.",
        "en": "Only part of the BSN is covered: the rest can be worked out. Cover all digits of the number.",
    },
    "bsn-hidden": {
        "nl": "Het BSN is niet te zien, maar {layer}. Print de afgedekte kopie en maak daar een nieuwe scan of foto van.",
        "en": "The BSN does not show, but {layer}. Print the covered copy and make a new scan or photo of that.",
    },
    "marking-copy-missing": {
        "nl": f"Op de kopie staat niet dat het een kopie is. {_WRITE['nl']}",
        "en": f"The copy does not say that it is a copy. {_WRITE['en']}",
    },
    "marking-recipient-missing": {
        "nl": f"Op de kopie staat niet voor wie de kopie is. {_WRITE['nl']}",
        "en": f"The copy does not say for whom it is. {_WRITE['en']}",
    },
    "marking-recipient-wrong": {
        "nl": f"De kopie is voor iemand anders gemaakt. {_WRITE['nl']}",
        "en": f"The copy was made for someone else. {_WRITE['en']}",
    },
    "marking-date-missing": {
        "nl": f"Op de kopie staat geen datum. {_WRITE['nl']}",
        "en": f"There is no date on the copy. {_WRITE['en']}",
    },
    "marking-date-future": {
        "nl": f"De datum op de kopie ligt na de dag waarop wij de kopie kregen. {_WRITE['nl']}",
        "en": f"The date on the copy is later than the day on which we received it. {_WRITE['en']}",
    },
    "marking-date-stale": {
        "nl": f"De datum op de kopie is meer dan {{days}} dagen oud. {_WRITE['nl']}",
        "en": f"The date on the copy is more than {{days}} days old. {_WRITE['en']}",
    },
    "marking-unclear": {
        "nl": f"Wij kunnen niet goed lezen wat op de kopie geschreven is: {{parts}}. {_WRITE['nl']}",
        "en": f"We cannot read well what is written on the copy: {{parts}}. {_WRITE['en']}",
    },
    "marking-small": {
        "nl": f"Het opschrift op de kopie is te klein: de letters moeten minstens {{height}} mm hoog zijn. {_WRITE['nl']}",
        "en": f"The writing on the copy is too small: its letters must be at least {{height}} mm high. {_WRITE['en']}",
    },
    "no-id-copy": {
        "nl": "Wij vinden geen kopie van een identiteitsbewijs. Stuur er een mee, als foto, scan of pdf.",
        "en": "We find no copy of an identity document. Send one along, as a photo, a scan or a PDF.",
    },
    "unreadable": {
        "nl": "De kopie is niet goed genoeg om zeker te weten dat het BSN niet te lezen is. "
        "Stuur een scherpe foto of scan van het hele document.",
        "en": "The copy is too poor to be sure that the BSN cannot be read. "
        "Send a sharp photo or scan of the whole document.",
    },
    "file-encrypted": {
        "nl": "Het bestand is met een wachtwoord beveiligd. Stuur het zonder wachtwoord.",
        "en": "The file is protected by a password. Send it without one.",
    },
    "file-corrupt": {
        "nl": "Het bestand is beschadigd of niet volledig. Stuur het opnieuw, of stuur een foto (jpg) of pdf.",
        "en": "The file is damaged or incomplete. Send it again, or send a photo (JPG) or a PDF.",
    },
    "file-unsupported": {
        "nl": "Dit soort bestand kunnen wij niet openen. Stuur een foto (jpg of png) of een pdf.",
        "en": "We cannot open this kind of file. Send a photo (JPG or PNG) or a PDF.",
    },
    "file-empty": {
        "nl": "Het bestand is leeg. Stuur het opnieuw, of stuur een foto (jpg) of pdf.",
        "en": "The file is empty. Send it again, or send a photo (JPG) or a PDF.",
    },
    "file-too-large": {
        "nl": "Het bestand is te groot. Stuur alleen de pagina's die nodig zijn, als foto (jpg) of pdf.",
        "en": "The file is too large. Send only the pages that are needed, as a photo (JPG) or a PDF.",
    },
    "file-timeout": {
        "nl": "Het openen van het bestand duurt te lang. Stuur een gewone foto (jpg) of scan (pdf) van de kopie.",
        "en": "Opening the file takes too long. Send a plain photo (JPG) or scan (PDF) of the copy.",
    },
}  # fmt: skip
"""By reason code, then by language; the codes are those of the contract."""


def message(
    code: str,
    *,
    recipient: str = "",
    days: int = 0,
    parts: Sequence[Part] = (),
    layer: Layer = Layer.FACE,
    height_mm: float = 0.0,
) -> Mapping[str, str]:
    """The message of a reason in every language: ``recipient``, ``days``, ``parts``, ``layer``, ``height_mm`` where it
    names them.

    Raises:
        KeyError: there is no such code.
    """
    return {
        lang: text.format(
            recipient=recipient,
            days=days,
            parts=_listed(parts, lang),
            layer=LAYERS[lang][layer],
            height=_number(height_mm, lang),
        )
        for lang, text in TEXTS[code].items()
    }


def _number(value: float, lang: str) -> str:
    return f"{value:g}".replace(".", "," if lang == "nl" else ".")


def _listed(parts: Sequence[Part], lang: str) -> str:
    words = [PARTS[lang][part] for part in parts]
    return f" {AND[lang]} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
