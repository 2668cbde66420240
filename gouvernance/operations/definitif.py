"""Making minutes definitive: approved, rendered, sealed, and nothing of them changes any more."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from gouvernance import permissions, scellement
from gouvernance.lectures.approbation import approbation_du
from gouvernance.lectures.versions_projet import instantane
from gouvernance.models import CompteRendu, Reunion
from gouvernance.notifications import circulation as courriels
from gouvernance.operations.agenda_approbation import retirer_l_approbation
from gouvernance.operations.circulation import present
from gouvernance.operations.registre import numeroter
from gouvernance.operations.reunions import marquer_tenue
from gouvernance.operations.verrou import compte_rendu_de, verrouiller
from gouvernance.pdf.reunions import nom_de_fichier, rendre_compte_rendu, titre_compte_rendu
from gouvernance.workflow import COMPTE_RENDU
from pacte.accord.models import Fonction
from pacte.documents.models import GenreDocument
from pacte.documents.scelles import sceller
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import verifier_version
from pacte.socle.workflow import cible


@transaction.atomic
def rendre_definitif(reunion: Reunion, *, par: Fonction, version: int) -> CompteRendu:
    """Make the minutes definitive: one sealed PDF, and nothing of them changes any more.

    `version` is the one whose text was confirmed. How they were approved is written with them.
    Everybody invited is told, those in charge of a decision with its exact link. Repeated, it
    returns the same definitive minutes and tells nobody twice.
    """
    reunion = verrouiller(reunion)
    le = timezone.localdate()
    exiger(permissions.can_preparer(par, reunion, le))
    compte_rendu = compte_rendu_de(reunion)
    if compte_rendu is not None and compte_rendu.is_definitif:
        return compte_rendu
    exiger(permissions.can_rendre_definitif(par, reunion, le))
    lu = present(compte_rendu)
    verifier_version(version, lu.version)
    _verifier_inchange(lu)
    approuve = approbation_du(reunion, le)
    if approuve is not None:
        lu.approbation = approuve.voie
        lu.date_approbation = approuve.le
    marquer_tenue(reunion)
    retirer_l_approbation(reunion)
    sceller_compte_rendu(lu, par=par, le=le)
    prevenues = courriels.annoncer_definitif(lu, sauf=par)
    motif = f"{prevenues} personnes prévenues" if prevenues else ""
    inscrire("rendre_definitif", objet=reunion, par=par, motif=motif)
    return lu


def _verifier_inchange(compte_rendu: CompteRendu) -> None:
    """Refuse to seal something else than what was submitted and approved."""
    version = compte_rendu.versions.filter(numero=compte_rendu.version_projet).first()
    if version is not None and version.contenu != instantane(compte_rendu):
        raise ActeRefuse(
            refus("Le projet a changé depuis sa soumission : reprenez-le, puis soumettez-le.")
        )


def sceller_compte_rendu(compte_rendu: CompteRendu, *, par: Fonction, le: date) -> CompteRendu:
    """Render, seal and freeze submitted minutes, dated `le`; called inside the act's transaction.

    The PDF is wholly on the disk before the row says « définitif ». For minutes brought as a file,
    it is the sheet that names that file and its hash; the file itself is kept byte for byte.
    """
    reunion = compte_rendu.reunion
    compte_rendu.rendu_definitif_par = par
    compte_rendu.date_definitive = le
    numeroter(compte_rendu)
    compte_rendu.empreinte_contenu = scellement.empreinte(compte_rendu)
    compte_rendu.document = sceller(
        rendre_compte_rendu(compte_rendu, le, projet=False),
        genre=GenreDocument.COMPTE_RENDU,
        titre=titre_compte_rendu(reunion),
        nom=nom_de_fichier(reunion, "compte-rendu"),
    )
    compte_rendu.etat = cible(COMPTE_RENDU, "rendre_definitif")
    compte_rendu.version += 1
    compte_rendu.save()
    return compte_rendu
