"""Sending a stored file to the browser, so that nothing in it can act in our pages.

The view of the app that owns the file decides who may have it; there is no generic address.
"""

from django.http import FileResponse, Http404

from pacte.documents import stockage
from pacte.documents.antivirus import exiger_sain
from pacte.documents.models import DocumentScelle, Fichier

PDF = "application/pdf"
TELECHARGE = "sandbox; default-src 'none'"
MONTRE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def reponse_fichier(objet: Fichier | DocumentScelle, *, en_ligne: bool = False) -> FileResponse:
    """Return the stored bytes as a download under their own name (RFC 6266).

    `en_ligne` lets the browser show a sealed document, which the portal made, in its own reader;
    what somebody brought stays a download. Raises Http404 when the file is no longer on the disk,
    FichierEnAttente or FichierInfecte when the antivirus has not cleared it.
    """
    if isinstance(objet, Fichier):
        exiger_sain(objet)
    type_mime = objet.type_mime if isinstance(objet, Fichier) else PDF
    try:
        flux = stockage.ouvrir(objet.chemin)
    except (OSError, ValueError):
        raise Http404("Ce fichier n'est plus disponible.") from None
    montre = en_ligne and isinstance(objet, DocumentScelle)
    reponse = FileResponse(
        flux, as_attachment=not montre, filename=objet.nom, content_type=type_mime
    )
    reponse["Content-Length"] = str(objet.taille)
    reponse["X-Content-Type-Options"] = "nosniff"
    # A browser's PDF reader does not open inside a sandbox.
    reponse["Content-Security-Policy"] = MONTRE if montre else TELECHARGE
    reponse["Cache-Control"] = "private, no-store"
    return reponse
