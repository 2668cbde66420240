"""Pages are set in French typography; what people typed is left as it is."""

import pytest
from django.http import FileResponse, HttpResponse

from pacte.socle.typographie import TypographieMiddleware, soigner


@pytest.mark.parametrize(
    ("ecrit", "vu"),
    [
        ("<p>Pourquoi ? Ainsi : oui !</p>", "<p>Pourquoi\u00a0? Ainsi\u00a0: oui\u00a0!</p>"),
        ("<p>« un projet »</p>", "<p>«\u00a0un projet\u00a0»</p>"),
        ("<p>30 % et 12 €</p>", "<p>30\u00a0% et 12\u00a0€</p>"),
        ("<p>l'acte, d&#x27;ici là</p>", "<p>l’acte, d’ici là</p>"),
        ("<p>10:30, l'5, '90</p>", "<p>10:30, l'5, '90</p>"),
        (
            '<a title="Qui ?" href="/?a=l\'b">Qui ?</a>',
            '<a title="Qui ?" href="/?a=l\'b">Qui\u00a0?</a>',
        ),
        ("<textarea>l'été : « rien »</textarea>", "<textarea>l'été : « rien »</textarea>"),
        (
            '<p class="acte-exact">l\'acte : a</p> : b',
            '<p class="acte-exact">l\'acte : a</p>\u00a0: b',
        ),
        ("<code>a : b</code> : c", "<code>a : b</code>\u00a0: c"),
        ("<p>a &amp; b ; c</p>", "<p>a &amp; b\u00a0; c</p>"),
    ],
)
def test_le_texte_est_soigne_et_rien_d_autre(ecrit, vu):
    assert soigner(ecrit) == vu
    assert soigner(vu) == vu


def test_une_page_est_soignee(rf):
    page = TypographieMiddleware(lambda _: HttpResponse("<p>Qui ?</p>"))(rf.get("/"))
    assert page.content.decode() == "<p>Qui\u00a0?</p>"


def test_un_export_et_un_fichier_restent_intacts(rf, tmp_path):
    export = HttpResponse("Objet : l'acte", content_type="text/csv; charset=utf-8")
    assert TypographieMiddleware(lambda _: export)(rf.get("/")).content == b"Objet : l'acte"
    (chemin := tmp_path / "minutes.html").write_text("<p>Qui ?</p>")
    with chemin.open("rb") as fichier:
        envoi = TypographieMiddleware(lambda _: FileResponse(fichier))(rf.get("/"))
        assert b"".join(envoi.streaming_content) == b"<p>Qui ?</p>"
