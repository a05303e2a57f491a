"""E-mails give their text, their attachments and the e-mails in them."""

from __future__ import annotations

from email.message import EmailMessage

from files import BSN, Opened, drawing, encoded, mail, msg, msg_tree, noise, pdf, zip_of

PNG = encoded(drawing())


def test_a_mail_gives_its_subject_and_body_and_then_its_attachments(opened: Opened) -> None:
    records = opened({"m.eml": mail(f"mijn BSN is {BSN}", {"scan.pdf": pdf(), "foto.png": PNG}, subject="Onderwérp")})
    assert records.text == f"Onderwérp\n\nmijn BSN is {BSN}\n"
    assert [(info.name, info.media_type) for info in records.infos] == [
        ("m.eml", "message/rfc822"),
        ("m.eml/scan.pdf", "application/pdf"),
        ("m.eml/foto.png", "image/png"),
    ]


def test_the_text_of_a_mail_is_in_no_repr(opened: Opened) -> None:
    assert BSN not in repr(opened({"m.eml": mail(f"mijn BSN is {BSN}")}))


def test_attachments_of_one_name_stay_apart(opened: Opened) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "a@example.org", "b@example.org"
    message.set_content("x")
    for _ in range(2):
        message.add_attachment(PNG, "image", "png", filename="image0.png")
    assert opened({"m.eml": message.as_bytes()}).names[1:] == ["m.eml/image0.png", "m.eml/image0 (2).png"]


def test_both_bodies_are_read(opened: Opened) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "a@example.org", "b@example.org"
    message.set_content("in het platte deel")
    message.add_alternative(f"<html><style>p{{}}</style><p>in het <b>mooie</b> deel {BSN}</p></html>", "html")
    assert opened({"m.eml": message.as_bytes()}).text.split() == f"in het platte deel in het mooie deel {BSN}".split()


def test_a_forwarded_mail_is_examined_with_its_attachments(opened: Opened) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "a@example.org", "b@example.org"
    message.set_content("zie bijlage")
    inner = EmailMessage()
    inner["From"], inner["To"], inner["Subject"] = "c@example.org", "d@example.org", "Kopie"
    inner.set_content("binnenin")
    inner.add_attachment(zip_of({"foto.png": PNG}), "application", "zip", filename="foto.zip")
    message.add_attachment(inner)
    records = opened({"m.eml": message.as_bytes()})
    assert records.names == ["m.eml", "m.eml/Kopie.eml", "m.eml/Kopie.eml/foto.zip/foto.png"]
    assert "binnenin" in records.text


def test_what_mail_programs_add_is_no_problem_but_an_unknown_file_is(opened: Opened) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "a@example.org", "b@example.org"
    message.set_content("x")
    message.add_attachment(b"0\x82\1\2", "application", "pkcs7-signature", filename="smime.p7s")
    message.add_attachment(b"BEGIN:VCALENDAR\n", "text", "calendar", filename="uitnodiging.ics")
    message.add_attachment(encoded(drawing(1, 1), "GIF"), "image", "gif", filename="pixel.gif")
    message.add_attachment(b"x\x9f\x3e\x22\1\0", "application", "ms-tnef", filename="winmail.dat")
    assert opened({"m.eml": message.as_bytes()}).problems == [("m.eml/winmail.dat", "file-unsupported", None)]


def test_a_picture_that_is_the_whole_mail_is_examined(opened: Opened) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "a@example.org", "b@example.org"
    message.set_content(PNG, "image", "png")
    assert opened({"m.eml": message.as_bytes()}).names == ["m.eml", "m.eml/image.png"]


def test_a_mail_that_was_cut_off_is_told_and_what_is_left_examined(opened: Opened) -> None:
    whole = mail("x", {"a.png": PNG, "b.png": encoded(noise())})
    records = opened({"m.eml": whole[: len(whole) * 2 // 3]})
    assert ("m.eml", "file-corrupt", None) in records.problems
    assert "m.eml/a.png" in records.names


def test_odd_headers_and_charsets_do_no_harm(opened: Opened) -> None:
    data = b"From: x\nTo: y\nSubject: =?bad?q?=FF?=\nContent-Type: text/plain; charset=nonsense\n\nBSN 123456782"
    assert BSN in opened({"m.eml": data}).text


def test_an_outlook_message_gives_what_it_holds(opened: Opened) -> None:
    inside = msg_tree("Kopie", "binnenin", {"foto.png": PNG}, header=24)
    records = opened({"m.msg": msg("Onderwerp", f"mijn BSN is {BSN}", {"scan.pdf": pdf([{}, {}])}, inside)})
    assert records.names == ["m.msg", "m.msg/scan.pdf", "m.msg/Kopie.eml", "m.msg/Kopie.eml/foto.png"]
    assert f"mijn BSN is {BSN}" in records.text
    assert "binnenin" in records.text
    assert records.problems == []


def test_a_broken_outlook_message_is_corrupt(opened: Opened) -> None:
    whole = msg("Onderwerp", "x", {"scan.pdf": pdf()})
    broken = whole[:1024] + bytes(len(whole) - 1024) + "__properties_version1.0".encode("utf-16-le")
    assert opened({"m.msg": broken, "a.png": PNG}).problems == [("m.msg", "file-corrupt", None)]
